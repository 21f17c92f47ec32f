import fc from 'fast-check';
import { parse } from 'yaml';
import {
  cluster,
  type FluentScenario,
  InputError,
  runScenario,
  type Scenario,
} from '../../src/index';
import { cluster as inTicks } from '../../src/scenario/cluster';
import type { Steps } from '../../src/scenario/fluent';
import type { StepWords, TimedOptions } from '../../src/scenario/words';
import { ACTIONS } from '../../src/scenario/yaml/fault-schema';
import { yamlText } from '../../src/scenario/yaml/write';
import { PLAN_NODES, PLAN_TICKS, plan } from '../support/plan-arbitraries';
import { tries } from '../support/trials';
import { scenarioOf, SHIPPED_YAML } from '../support/yaml-files';

function fingerprint(scenario: Scenario): string {
  return runScenario(scenario, { seed: '7' }).fingerprint;
}

/** What a file says, as options of `cluster`. */
function optionsOf(text: string): TimedOptions & { faults: StepWords[] } {
  // All values as they are written: 007 is no number.
  const { cluster: inside, ...beside } = parse(text, { schema: 'failsafe' }) as { cluster: object };
  return { faults: [], ...beside, ...inside } as never;
}

/** What JavaScript lets through. */
interface Wild {
  (options: unknown, building?: unknown): Wild;
  readonly [step: string]: (...args: unknown[]) => Wild;
}
const wild = cluster as unknown as Wild;

const FILE = `
name: a minority is cut off and heals
duration: 60s
cluster: { nodes: 5, membership: heartbeat, replication: { n: 3, r: 2, w: 2 } }
network: { latency: { distribution: exponential, floor: 1ms, mean: 5ms }, loss: 1% }
workload: { clients: 3, ratePerClient: 50/s, keys: 20, mix: { read: 50%, update: 40%, delete: 10% } }
faults:
  - { at: 10s, partition: { groups: [[n1, n2], [n3, n4, n5]], for: 15s } }
  - { at: 12s, crash: { replica: primary, of: "user:7", restartAfter: 20s } }
  - { at: 5s, link: { from: n1, to: n3, loss: 30%, for: 25s } }
expect:
  - viewsAgree: { within: 10s, after: lastFault }
  - acknowledgedWritesSurvive
`;

test('five nodes, cut apart and healed, are the scenario of the file that says so', () => {
  const built = cluster({ nodes: 5 })
    .at('10s')
    .partition([
      ['n1', 'n2'],
      ['n3', 'n4', 'n5'],
    ])
    .heal('25s');
  const file = scenarioOf(`
    name: cluster
    duration: 60s
    cluster: { nodes: 5 }
    faults: [{ at: 10s, partition: { groups: [[n1, n2], [n3, n4, n5]], for: 15s } }]`);
  expect(built).toStrictEqual(file);
  expect(fingerprint(built)).toBe(fingerprint(file));
});

test('a file can be said in code, word by word', () => {
  const built = cluster({
    name: 'a minority is cut off and heals',
    duration: '60s',
    nodes: 5,
    membership: 'heartbeat',
    replication: { n: 3, r: 2, w: 2 },
    network: { latency: { distribution: 'exponential', floor: '1ms', mean: '5ms' }, loss: '1%' },
    workload: {
      clients: 3,
      ratePerClient: '50/s',
      keys: 20,
      mix: { read: '50%', update: '40%', delete: '10%' },
    },
    expect: [{ viewsAgree: { within: '10s', after: 'lastFault' } }, 'acknowledgedWritesSurvive'],
  })
    .at('10s')
    .partition([
      ['n1', 'n2'],
      ['n3', 'n4', 'n5'],
    ])
    .heal('25s')
    .at('12s')
    .crash({ replica: 'primary', of: 'user:7', restartAfter: '20s' })
    .at('5s')
    .link({ from: 'n1', to: 'n3', loss: '30%' })
    .heal('30s');
  expect(built).toStrictEqual(scenarioOf(FILE));
  expect(fingerprint(built)).toBe(fingerprint(scenarioOf(FILE)));
});

test.each(SHIPPED_YAML)('%s in code is what it is as a file', (_, text) => {
  const options = optionsOf(text);
  expect(cluster(options, { seed: '3' })).toStrictEqual(
    scenarioOf(`name: ${JSON.stringify(options.name)}\n${text.replace(/^name:.*$/m, '')}`, '3'),
  );
});

const BASE = 'name: cluster\nduration: 60s\ncluster: { nodes: 5 }\n';

/** Each action in code, and the step that a file has for it. */
const STEPS: Readonly<Record<keyof typeof ACTIONS, readonly (readonly [Add, string])[]>> = {
  crash: [
    [(to) => to.at('1s').crash('n3'), '{ at: 1s, crash: n3 }'],
    [(to) => to.at('1s').crash(['n3', '2:0']), '{ at: 1s, crash: [n3, n2] }'],
    [
      (to) => to.every('2s').crash({ random: 1, restartAfter: '1s', wipe: true }),
      '{ every: 2s, crash: { random: 1, restartAfter: 1s, wipe: true } }',
    ],
  ],
  addOwner: [
    [
      (to) => to.at('1s').removeOwner('n4').at('9s').addOwner('n4'),
      '{ at: 1s, removeOwner: n4 }, { at: 9s, addOwner: n4 }',
    ],
    [
      (to) => to.at('1s').removeOwner('n4').at('9s').addOwner({ node: 'n4', by: 'n2' }),
      '{ at: 1s, removeOwner: n4 }, { at: 9s, addOwner: { node: n4, by: n2 } }',
    ],
  ],
  removeOwner: [[(to) => to.at('1s').removeOwner('n4'), '{ at: 1s, removeOwner: n4 }']],
  start: [
    [
      (to) => to.when('crashed').start({ nodes: 'n3', wipe: true }),
      '{ when: crashed, start: { nodes: n3, wipe: true } }',
    ],
  ],
  leave: [[(to) => to.at('1s').leave('random'), '{ at: 1s, leave: random }']],
  pause: [
    [
      (to) => to.every('5s', { from: '1s', to: '20s', id: 'nap' }).pause('introducers'),
      '{ id: nap, every: 5s, from: 1s, to: 20s, pause: introducers }',
    ],
    [
      (to) => to.at('9s').pause({ slots: [0, 100], for: '1s' }),
      '{ at: 9s, pause: { slots: [0, 100], for: 1s } }',
    ],
  ],
  resume: [[(to) => to.at('1s').resume({ draw: 'half' }), '{ at: 1s, resume: { draw: half } }']],
  partition: [
    [(to) => to.at('1s').partition(['n1', 'n2']), '{ at: 1s, partition: { groups: [n1, n2] } }'],
    [
      (to) =>
        to
          .at('1s')
          .partition({ groups: ['n1', ['n2']], oneWay: true })
          .heal('3s'),
      '{ at: 1s, partition: { groups: [n1, [n2]], oneWay: true, for: 2s } }',
    ],
    [
      (to) => to.when('crashed').partition(['n1', { slots: [9, 99] }]),
      '{ when: crashed, partition: { groups: [n1, { slots: [9, 99] }] } }',
    ],
  ],
  link: [
    [
      (to) => to.at('1500ms').link({ to: 'n1', hold: true }).heal('2.5s'),
      '{ at: 1500ms, link: { to: n1, hold: true, for: 1s } }',
    ],
    [
      (to) => to.at('1s', { announce: ['slow'] }).link({ latency: '1ms', for: '3s' }),
      '{ at: 1s, announce: [slow], link: { latency: 1ms, for: 3s } }',
    ],
  ],
  heal: [
    [
      (to) => to.at('1s', { id: 'cut' }).partition(['n1', 'n2']).at('2s').heal('cut'),
      '{ id: cut, at: 1s, partition: { groups: [n1, n2] } }, { at: 2s, heal: cut }',
    ],
  ],
  lose: [
    [
      (to) => to.at('20 ticks').lose({ from: 'n1', to: 'n2', order: 1 }),
      '{ at: 20 ticks, lose: { from: n1, to: n2, order: 1 } }',
    ],
  ],
  clock: [
    [
      (to) =>
        to
          .when({ event: 'removed', member: 'n3' }, { after: '1s', times: 2 })
          .clock({ nodes: 'n1', drift: '-200ppm', step: '-3s' }),
      '{ when: { event: removed, member: n3 }, after: 1s, times: 2, clock: { nodes: n1, drift: -200ppm, step: -3s } }',
    ],
  ],
  disk: [
    [
      (to) => to.at('1s').disk({ draw: 'one', slow: '2ms', full: true }),
      '{ at: 1s, disk: { draw: one, slow: 2ms, full: true } }',
    ],
  ],
};
type Add = (to: FluentScenario) => FluentScenario;

test.each(Object.values(STEPS).flat())('%s is the step %s', (add, step) => {
  const built = add(cluster({ nodes: 5 }));
  expect(built).toStrictEqual(scenarioOf(`${BASE}faults: [${step}]`));
});

test('every action is a method of a step, and none is forgotten here', () => {
  const actions = Object.keys(ACTIONS);
  expect(Object.keys(cluster({ nodes: 5 }).at('1s'))).toEqual(actions);
  expect(Object.keys(cluster({ nodes: 5 }).every('1s'))).toEqual(actions);
  expect(Object.keys(STEPS).sort()).toEqual([...actions].sort());
});

/** A step of a file, added by the method that its action has. */
function added(scenario: Steps, step: StepWords): Steps {
  const name = Object.keys(ACTIONS).find((key) => key in step)!;
  const { [name]: what, at, every, when, ...more } = step as unknown as Record<string, unknown>;
  const to = scenario as unknown as Wild;
  const next = at
    ? to['at']!(at, more)
    : every
      ? to['every']!(every, more)
      : to['when']!(when, more);
  return next[name]!(what) as unknown as Steps;
}

test('any plan, step by step or as a list, is what it is in a file', () => {
  fc.assert(
    fc.property(plan, (steps) => {
      // In code a step is healed after it was added.
      const faults = [...steps].sort((a, b) => Number('heal' in a) - Number('heal' in b));
      const sizes = { nodes: PLAN_NODES, durationTicks: PLAN_TICKS };
      const drawn = inTicks({ name: 'x', ...sizes, store: true, tickMicros: 1000, faults });
      const text = yamlText(drawn);
      const file = scenarioOf(text);
      const options = optionsOf(text);
      expect(cluster(options)).toStrictEqual(file);
      const start: Steps = cluster({ ...options, faults: [] });
      const built = options.faults.reduce(added, start) as FluentScenario;
      expect(built).toStrictEqual(file);
      expect(fingerprint(built)).toBe(fingerprint(drawn));
    }),
    { numRuns: tries(150) },
  );
});

test('a range is drawn from by the seed, as in a file', () => {
  const text = `name: x
duration: 60s
cluster: { nodes: 5, membership: { fail: 1s..20s } }
network: { latency: 1ms..200ms }
faults: [{ at: 5s..50s, crash: n3 }]`;
  const options: TimedOptions = {
    ...{ name: 'x', duration: '60s', nodes: 5 },
    membership: { fail: '1s..20s' },
    network: { latency: '1ms..200ms' },
  };
  const drawn = ['1', '2', 'ada'].map((seed) => {
    const built = cluster(options, { seed }).at('5s..50s').crash('n3');
    expect(built).toStrictEqual(scenarioOf(text, seed));
    return JSON.stringify(built);
  });
  expect(new Set(drawn).size).toBe(3);
  const usual = cluster(options).at('5s..50s').crash('n3');
  expect(JSON.stringify(usual)).toBe(drawn[0]);
});

test('a cut that begins at a drawn time ends when it is healed', () => {
  const { faults } = cluster({ nodes: 5 }).at('5s..20s').partition(['n1', 'n2']).heal('30s');
  const [step] = faults as readonly object[] as readonly [{ at: number; for: number }];
  expect(step.at).toBeGreaterThan(5000);
  expect(step.at + step.for).toBe(30_000);
});

test('in the ticks of the course times are ticks', () => {
  const built = cluster({ nodes: 5, tick: 'course', duration: '60 ticks' })
    .at('10 ticks')
    .partition(['n1', 'n2'])
    .heal('25 ticks');
  expect(built.faults).toMatchObject([{ at: 10, for: 15 }]);
  expect(built.tickMicros).toBeUndefined();
});

test('each step gives another scenario, and the former stays as it was', () => {
  const faults: StepWords[] = [{ at: '1s', crash: 'n1' }];
  const nodes: `n${number}`[] = ['n2'];
  const start = cluster({ nodes: 5, duration: '60s', faults });
  const cut = start.at('10s').partition([nodes, ['n3']]);
  const before = [start, cut].map((each) => JSON.stringify(each));
  faults.push({ at: '2s', crash: 'n4' });
  nodes.push('n5');
  const healed = cut.heal('20s');
  const other = cut.at('20s').crash('n4');
  expect([start, cut].map((each) => JSON.stringify(each))).toEqual(before);
  expect([start, cut, healed, other].map((each) => each.faults.length)).toEqual([1, 2, 2, 3]);
  expect(healed.faults[1]).toEqual({ ...cut.faults[1], for: 10_000 });
  expect(other.faults[1]).toEqual(cut.faults[1]);
});

test('a scenario in ticks is what it was, and its methods are not seen', () => {
  const options = { nodes: 10, store: true, durationTicks: 300 };
  const built = cluster(options);
  expect(built).toStrictEqual(inTicks(options));
  const fluent = cluster({ nodes: 5 });
  expect(fluent).toStrictEqual(inTicks({ nodes: 5 }));
  const cut = fluent.at('1s').partition(['n1', 'n2']);
  for (const each of [fluent, cut]) {
    expect(Object.keys(each)).toEqual(Object.keys(built));
    expect({ ...each }).not.toHaveProperty('at');
    expect(structuredClone(each)).toEqual(each);
    expect(Object.getPrototypeOf(each)).toBe(Object.prototype);
  }
  expect(fluent.durationTicks).toBe(700);
  expect(cut.durationTicks).toBe(60_000);
});

test('what a scenario is called, and its ring, are the same in both', () => {
  const built = cluster({ name: 'mine', nodes: 3, ring: 'auto' }).at('1s').crash('n1');
  expect(built).toMatchObject({ name: 'mine', cluster: { nodes: 3, ring: { policy: 'auto' } } });
});

const five = () => wild({ nodes: 5 });
const cut = () => five()['at']!('10s')['partition']!(['n1', 'n2']);
const TIME = 'a duration such as 15s or 2.5ms, or a range to draw from, 5s..10s';
const INDEED = 'which steps that are added do not: give';

test.each<[string, () => unknown, string[]]>([
  [
    'options in ticks, and a step',
    () => wild({ nodes: 5, store: true, durationTicks: 9, faults: [] })['at']!('1s'),
    [
      `store: counts in ticks, ${INDEED} replication: {}`,
      `durationTicks: counts in ticks, ${INDEED} duration: '60s'`,
      `faults: counts in ticks, ${INDEED} \`duration\`, too, and all in the words of scenario files`,
    ],
  ],
  [
    'options in ticks, and a step now and then',
    () => wild({ nodes: 5, nodeOrder: 'falling' })['every']!('1s'),
    [`nodeOrder: counts in ticks, ${INDEED} order`],
  ],
  [
    'options in ticks, and a step at an event',
    () => wild({ nodes: 5, tickMicros: 1 })['when']!('crashed'),
    [`tickMicros: counts in ticks, ${INDEED} tick: '1ms'`],
  ],
  [
    'ticks among words',
    () => wild({ nodes: 5, duration: '60s', store: true, expect: ['viewAgree'] }),
    [
      'store: counts in ticks, which `duration` does not: give replication: {}',
      'expect[0]: cannot be "viewAgree", did you mean viewsAgree?',
    ],
  ],
  [
    'words that there are not',
    () => wild({ nods: 5, nodes: 5, duration: '60s', membership: { fial: '1s' } }),
    [
      'nods: unknown key "nods", did you mean nodes?',
      'membership.fial: unknown key "fial", did you mean fail?',
    ],
  ],
  [
    'a file as it is',
    () => wild({ duration: '1s', cluster: {}, nodes: 1 }),
    ['cluster: unknown key'],
  ],
  ['no nodes', () => wild({ duration: '60s' }), ['nodes: is missing: a whole number from 1 to']],
  ['null', () => wild({ nodes: null, tick: '1ms' }), ['nodes: is missing: a whole number']],
  [
    'a number for a time',
    () => wild({ nodes: 5, duration: 60 }),
    ['duration: cannot be "60", a d'],
  ],
  [
    'values that no file has',
    () => wild({ nodes: 5, duration: () => 1, name: Symbol('x'), network: { loss: 1n } }),
    ['duration: cannot be "function", a dur', 'network.loss: cannot be "1", a percentage'],
  ],
  [
    'what only the whole shows',
    () => wild({ nodes: 5, duration: '60s', membership: { remove: '1s' } }),
    ['membership.remove: a member cannot be removed before it is suspected'],
  ],
  [
    'a node too many',
    () => five()['at']!('1s')['crash']!('n9'),
    ['faults[0].crash: there is no n9'],
  ],
  ['no node', () => five()['at']!('1s')['crash']!(), ['faults[0].crash: has no value']],
  [
    'a step too late',
    () => five()['at']!('70s')['crash']!('n1'),
    ['faults[0].at: cannot be "70s"'],
  ],
  [
    'a time without a unit',
    () => five()['at']!(10)['crash']!('n1'),
    [`faults[0].at: cannot be "10", ${TIME}`],
  ],
  ['no time', () => five()['at']!()['crash']!('n1'), ['faults[0]: has no trigger']],
  [
    'two triggers',
    () => five()['at']!('1s', { every: '1s' })['crash']!('n1'),
    ['faults[0]: has at and every: one trigger only'],
  ],
  [
    'an event that there is not',
    () => five()['when']!('remuved')['crash']!('n1'),
    ['faults[0].when: no event is called "remuved", did you mean removed?'],
  ],
  [
    'one group',
    () => cut()['at']!('1s')['partition']!([['n1']]),
    ['faults[1].partition.groups: needs two groups or more'],
  ],
  [
    'a step that there is not',
    () => cut()['at']!('11s')['heal']!('cut'),
    ['faults[1].heal: no partition or link has the id "cut", there are partition at 10s'],
  ],
  [
    'healing before',
    () => cut()['heal']!('10s'),
    ['faults[0].heal: cannot be "10s": 10001ms or more'],
  ],
  [
    'healing too late',
    () => cut()['heal']!('60s'),
    ['faults[0].heal: cannot be "60s": 59999ms at'],
  ],
  ['healing some time', () => cut()['heal']!(), [`faults[0].heal: is missing: ${TIME}`]],
  [
    'healing between ticks',
    () => cut()['heal']!('11000.5ms'),
    ['faults[0].heal: cannot be "11000.5ms": no whole'],
  ],
  [
    'healing twice',
    () => five()['at']!('1s')['link']!({ cut: true, for: '1s' })['heal']!('3s'),
    ['faults[0].heal: stands beside `for`: one of them only'],
  ],
  [
    'a seed that is no text',
    () => wild({ nodes: 5 }, { seed: 7 }),
    ["seed: needs text, such as '7'"],
  ],
  [
    'checks that there are not',
    () => wild({ nodes: 5, expect: [{ check: 'viewAgree' }] }),
    ['expect[0].check: cannot be "viewAgree": viewsAgree, failedRemoved'],
  ],
  [
    'checks in words among ticks',
    () => wild({ nodes: 5, expectFailure: ['viewsAgree'] }),
    ['expectFailure[0]: cannot be "viewsAgree": an object'],
  ],
  [
    'checks that are no list',
    () => wild({ nodes: 5, expect: 'viewsAgree' }),
    ['expect: cannot be "viewsAgree": a list'],
  ],
])('%s: refused', (_, build, problems) => {
  let message = '';
  try {
    build();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    message = (error as InputError).message;
  }
  const lines = message.split('\n');
  expect(lines).toEqual(problems.map((problem) => expect.stringContaining(problem) as string));
});

test('what holds itself is refused', () => {
  const groups: unknown[] = ['n1'];
  groups.push(groups);
  expect(() => five()['at']!('1s')['partition']!(groups)).toThrow(
    'faults: too many lists and maps in each other',
  );
});

test('of many problems only some are told', () => {
  const faults = Array.from({ length: 60 }, () => ({ at: '1s', crash: 'n9' }));
  expect(() => wild({ nodes: 5, duration: '60s', faults })).toThrow('\ncluster: 10 more problems');
});

test('only words load the libraries for them', () => {
  const loaded: string[] = [];
  for (const name of ['yaml', 'zod']) {
    jest.doMock(name, () => {
      loaded.push(name);
      return jest.requireActual<object>(name);
    });
  }
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is not isolated
    const library = require('../../src/index') as typeof import('../../src/index');
    const scenario = library.cluster({ nodes: 5 });
    library.runScenario(library.cluster({ nodes: 5, store: true, durationTicks: 5 }));
    expect(loaded).toEqual([]);
    scenario.at('1s');
    expect(loaded.sort()).toEqual(['yaml', 'zod']);
  });
});

test('every setting of a store, and of its clients, is in code what it is in a file', () => {
  const file = `
name: cluster
duration: 60s
cluster:
  nodes: 5
  replication:
    { n: 3, r: 1, w: 2, timeout: 1s, offerRetry: 1s, quorum: sloppy, readRepair: async,
      hints: { window: 4s, countTowardW: true }, clock: hybrid, ties: arrival,
      tombstoneGrace: 9s, dedupe: false }
workload:
  { clients: 2, thinkTime: 1s, mix: { read: 40%, put: 60% }, ttl: 3s, stamp: client,
    operations: [{ at: 6s, operation: put, key: k, value: v, quorum: 1, ttl: 2s }] }`;
  const built = cluster({
    duration: '60s',
    nodes: 5,
    replication: {
      ...{ n: 3, r: 1, w: 2, timeout: '1s', offerRetry: '1s', quorum: 'sloppy' },
      ...{ readRepair: 'async', hints: { window: '4s', countTowardW: true }, clock: 'hybrid' },
      ...{ ties: 'arrival', tombstoneGrace: '9s', dedupe: false },
    },
    workload: {
      ...{ clients: 2, thinkTime: '1s', mix: { read: '40%', put: '60%' }, ttl: '3s' },
      stamp: 'client',
      operations: [{ at: '6s', operation: 'put', key: 'k', value: 'v', quorum: 1, ttl: '2s' }],
    },
  });
  expect(built).toStrictEqual(scenarioOf(file));
  expect(optionsOf(file)).toMatchObject({ replication: { quorum: 'sloppy' } });
});
