import { join } from 'node:path';
import { cluster, fields, loadScenario, membershipProtocol, runScenario } from '../../src/index';
import { explained } from '../support/explained-runs';
import type { Host, Membership, MembershipListener, UsersProtocol } from '../../src/index';
import { folderPerTest } from '../support/cli-program';

const a = folderPerTest();

interface LonelyOptions {
  readonly periodTicks: number;
  readonly introducers: readonly number[];
}

/** Knows nobody but itself, and says so to its introducers once a period. */
class Lonely implements Membership {
  readonly view = { size: 1, stateOf: () => undefined, members: () => [this.host.self] };

  constructor(
    private readonly host: Host,
    private readonly options: LonelyOptions,
    private readonly listener: MembershipListener,
  ) {}

  start(): void {
    const { host } = this;
    host.record({ kind: 'joined', member: host.self, incarnation: 0 } as { kind: 'joined' });
    this.listener.joined(host.self, 0);
    this.onTimer();
  }

  leave(): void {
    this.host.record({ kind: 'groupStarted' });
  }

  onMessage(): boolean {
    return true;
  }

  onTimer(): void {
    const { host, options } = this;
    for (const to of options.introducers) host.send(to, { kind: 'alone' });
    host.setTimer(options.periodTicks, { name: 'period', layer: 'membership' });
  }

  inspect(): unknown {
    return undefined;
  }
}

const definition: UsersProtocol<LonelyOptions> = {
  name: 'lonely',
  messages: { alone: { number: 224, fields: {} } },
  parameters: {
    periodTicks: {
      what: 'Between two messages.',
      kind: 'time',
      min: 1,
      default: '1s',
      inCourse: 5,
    },
  },
  noticeTicks: () => 10,
  create: (host, options, listener) => new Lonely(host, options, listener),
};
const lonely = membershipProtocol(definition);
const protocols = [lonely];

test('is named in the options of a cluster, in ticks or in words', () => {
  const inTicks = cluster({ nodes: 2, membership: { protocol: lonely.name } }, { protocols });
  expect(inTicks.cluster.membership).toMatchObject({ protocol: 'lonely', periodTicks: 5 });
  const membership = { protocol: lonely.name, period: '20ms' };
  const inWords = cluster({ nodes: 2, duration: '1s', membership }, { protocols });
  expect(inWords.cluster.membership).toMatchObject({ protocol: 'lonely', periodTicks: 20 });
  const later = inWords.at('500ms').crash('n2');
  // n1 in all of its periods, n2 until it crashes, in its 26th.
  expect(runScenario(later).counts.network.sent).toBe(50 + 26);
});

test('is named in a file', () => {
  a.here.write('x.yaml', 'duration: 9s\ncluster: { nodes: 3, membership: lonely }\n');
  const scenario = loadScenario(join(a.here.path, 'x.yaml'), { protocols });
  const run = runScenario(scenario, { events: 'messages' });
  expect(run.measures.load.kinds.find(({ kind }) => kind === 'alone')!.sent).toBe(3 * 9);
  expect(run.verdicts.find(({ check }) => check === 'viewsAgree')!.verdict).not.toBe('pass');
  expect(JSON.parse(JSON.stringify(scenario))).toEqual(expect.objectContaining({ name: 'x' }));
});

test('events and explanations call its messages by their names', () => {
  const membership = { protocol: lonely.name };
  const faults = [{ id: 'cut', at: 7, link: { loss: 1 } }];
  const scenario = cluster({ nodes: 2, durationTicks: 20, membership, faults }, { protocols });
  const { events } = runScenario(scenario, { events: 'messages' });
  expect(new Set(events.where({ kind: 'sent' }).map(({ type }) => type))).toEqual(
    new Set(['alone']),
  );
  const [lost] = events.where({ kind: 'lost' });
  expect(explained(scenario, '1', lost!.id)[0]).toMatch(
    /^the alone of n\d to n1 was lost at tick /,
  );
});

test('is refused where it is not given, or has parameters that it has not', () => {
  const membership = { protocol: lonely.name };
  expect(() => cluster({ nodes: 2, membership })).toThrow('there is no "lonely"');
  const perod = { ...membership, perodTicks: 3 };
  expect(() => cluster({ nodes: 2, membership: perod }, { protocols })).toThrow(
    'membership.perodTicks: lonely has no such parameter, did you mean periodTicks?',
  );
  expect(() => cluster({ nodes: 2 }, { protocols: [lonely, lonely] })).toThrow(
    'there is a lonely already',
  );
  expect(() => membershipProtocol({ ...definition, name: 'no name' })).toThrow(
    'protocol: name: needs a word',
  );
});

test('fields are encoded, and refused out of their bounds', () => {
  const small = fields.unsigned(9);
  expect([small.size(3), fields.listOf(small, 4).size([1, 2])]).toEqual([1, 4]);
});
