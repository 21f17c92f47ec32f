import fc from 'fast-check';
import { cluster, type EventKind, runScenario, type Scenario } from '../../src/index';
import { EVERY_ACTION } from '../support/every-action';
import { EVERY_STORE_SETTING } from '../support/every-store-setting';
import { explained } from '../support/explained-runs';
import { randomScenario, seeds } from '../support/random-plans';
import { tries } from '../support/trials';

/** The id of the first event of a kind of which the rest holds, too. */
function idOf(scenario: Scenario, seed: string, kind: EventKind, fields: object): number {
  const { events } = runScenario(scenario, { seed });
  const found = [...events].find((event) => {
    const known = event as unknown as Readonly<Record<string, unknown>>;
    return event.kind === kind && Object.entries(fields).every(([k, v]) => known[k] === v);
  });
  return found!.id;
}

function textOf(scenario: Scenario, seed: string, id: number): string {
  return textIn(explained(scenario, seed, id));
}

/** Without the ends of lines. */
function textIn(lines: readonly string[]): string {
  return lines.join('\n').replace(/\n +/g, ' ');
}

/** One in which a node that is up is removed. */
const SEED = '1';
const lossy = cluster({
  ...{ name: 'most messages are lost', nodes: 10, durationTicks: 200 },
  network: { loss: { probability: 0.8, firstTick: 50, lastTick: 199 } },
});

test('a false removal: what was sent to the observer, and what became of it', () => {
  const { events } = runScenario(lossy, { seed: SEED, events: 'messages' });
  const [removed] = events.where({ kind: 'removed' });
  const { id, node, member, time } = removed!;
  const text = textOf(lossy, SEED, id);
  const since = time - 20;
  expect(text).toContain(
    `${node} removed ${member} at tick ${time} (event ${id}), because it had heard nothing new of ${member} since tick ${since}.`,
  );
  // Counted once more, from the events themselves.
  const before = [...events].filter((event) => event.id < id && event.time >= since);
  const sent = before.flatMap((event) => {
    return event.kind === 'sent' && event.to === node ? event.id : [];
  });
  const count = (kind: EventKind) =>
    before.filter((event) => event.kind === kind && sent.includes(event.cause)).length;
  const lost = `Of ${sent.length} messages sent to ${node} since tick ${since}, ${count('lost')} lost (the network loses 80 %)`;
  expect(text).toContain(lost);
  expect(text).toContain(`${count('delivered')} arrived`);
  expect(text).toContain(`${member} was up all the time since tick ${since}.`);
});

test('a removal after a crash names the step that crashed the member', () => {
  const faults = [
    { id: 'another', at: 40, crash: { nodes: [2] }, restartAfter: 3 },
    { id: 'the crash', at: 60, crash: { nodes: [2] } },
  ];
  const scenario = cluster({ nodes: 5, durationTicks: 120, faults });
  const id = idOf(scenario, '1', 'removed', { member: 'n2' });
  const text = textOf(scenario, '1', id);
  expect(text).toMatch(/n2 crashed at tick 60 \(event \d+, step "the crash"\)\./);
  expect(text).toContain('No message was sent by n2 to');
  // Before all that was awaited, and shown all the same.
  const removed = runScenario(scenario, { seed: '1' }).events.where({ kind: 'removed' });
  const late = removed.findLast(({ member }) => member === 'n2')!;
  expect(late.time - 20).toBeGreaterThan(60);
  expect(explained(scenario, '1', late.id).join('\n')).toMatch(/^60 .* CRASH/m);
});

test('a removal across a cut names the cut, and counts what it cut off', () => {
  const groups = [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }];
  const faults = [{ id: 'split', at: 60, partition: groups }];
  const scenario = cluster({ nodes: 5, durationTicks: 120, faults });
  const id = idOf(scenario, '1', 'removed', { node: 'n1', member: 'n4' });
  const text = textOf(scenario, '1', id);
  expect(text).toMatch(
    /n1 n2 \| n3 n4 n5 are cut off .*: step "split", since tick 60 \(event \d+\)/,
  );
  expect(text).toMatch(/sent by n4 to n1 itself, (all|\d+) cut off \(step "split"\)/);
  expect(explained(scenario, '1', id).join('\n')).toMatch(/^60 +CUT .*CUT/m);
});

describe('an operation', () => {
  const store = (faults: Scenario['faults'], lost = false): Scenario =>
    cluster({
      ...{ nodes: 5, durationTicks: 120, store: true, faults },
      network: lost ? { loss: { probability: 1, firstTick: 81, lastTick: 119 } } : {},
      workload: {
        announcements: [],
        operations: [
          { id: 'op', at: 80, operation: 'create', key: 'k', value: 'v', coordinator: 1 },
        ],
      },
    });

  test('that nobody hears of: its requests were cut off', () => {
    const groups = [{ nodes: [1] }, { nodes: [2, 3, 4, 5] }];
    const scenario = store([{ id: 'alone', at: 79, partition: groups }]);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text).toContain('0 had answered, and it needs 2 acknowledgements');
    expect(text.match(/the request was cut off at tick 80 \(step "alone"\)/g)).toHaveLength(3);
  });

  test('whose replies are lost', () => {
    const scenario = store([], true);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text).toMatch(
      /stored at tick 81; its reply was lost at tick 81 \(the network loses 100 %\)/,
    );
  });

  test('whose replicas stand still', () => {
    const scenario = store([{ id: 'still', at: 79, pause: { nodes: [2, 3, 4, 5] } }]);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text).toMatch(/n\d: the request was still under way\./);
  });

  test('that went well', () => {
    const scenario = store([]);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text).toMatch(/; stored at tick 81; its reply came at tick 82\./);
  });
});

test('a client that was never told: all that became of its operation', () => {
  const clients = {
    ...({ count: 1, loop: 'closed', intervalTicks: 5, timeoutTicks: 20, retries: 1 } as const),
    ...{ keys: { count: 1, distribution: 'uniform' } as const, backoffTicks: 1 },
    ...{ mix: { read: 1, update: 0, delete: 0 }, firstTick: 60, lastTick: 60 },
  };
  const groups = [{ nodes: [1] }, { nodes: [2] }, { nodes: [3] }];
  const scenario = cluster({
    ...{ nodes: 3, durationTicks: 150, store: true },
    workload: { announcements: [], operations: [], clients },
    faults: [{ id: 'alone', at: 59, partition: groups }],
  });
  const text = textOf(scenario, '1', idOf(scenario, '1', 'answered', { outcome: 'unknown' }));
  expect(text).toMatch(
    /client 1 had create "k1" .* end unknown at .*, because its ring had fewer than the 2 replicas that it needs, but an earlier attempt may have been carried out\./,
  );
  expect(text).toMatch(
    /attempt 1: n1 took it on at tick 60 \(event \d+\), ended unknown at tick 70 \(event \d+\)/,
  );
  expect(text).toMatch(
    /Of 3 requests, 2 cut off \(step "alone"\) and 1 arrived; of 1 replies, 1 arrived/,
  );
  expect(text).toMatch(/attempt 2: n\d took it on at tick 81/);
  expect(text).toMatch(/--event \d+ goes on from there/);
});

/** A screen is 80 columns wide, and a diagram takes no more than 25 of its lines. */
function expectToFit(lines: readonly string[]): void {
  const from = lines.findIndex((line) => /^tick( +n\d+)+$/.test(line));
  const drawing = from < 0 ? [] : lines.slice(from);
  expect(drawing.length).toBeLessThanOrEqual(25);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(drawing.filter((line) => /[^\x20-\x7e]/.test(line))).toEqual([]);
}

test('any event of any run has an explanation, with a diagram of at most 25 lines', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(randomScenario, seeds, fc.nat(), (scenario, seed, pick) => {
      const { events } = runScenario(scenario, { seed, events: 'messages' });
      const of = [...new Set([...events].map(({ kind }) => kind))];
      // The kinds of which there are few have their turn as those have of which there are many.
      const all = events.where({ kind: of[pick % of.length]! });
      const event = all[Math.floor(pick / of.length) % all.length]!;
      kinds.add(event.kind);
      const lines = explained(scenario, seed, event.id);
      expect(lines[0]).toMatch(/^\S/);
      expectToFit(lines);
    }),
    { numRuns: tries(300) },
  );
  expect(kinds.size).toBeGreaterThan(12);
});

test.each([
  ['a bit of everything', EVERY_ACTION, 20],
  ['every setting of the store', EVERY_STORE_SETTING, 35],
])('every kind of event of a run with %s has one, too', (_, scenario, least) => {
  const { events } = runScenario(scenario, { seed: '3', events: 'messages' });
  const kinds = new Map([...events].map((event) => [event.kind, event]));
  expect(kinds.size).toBeGreaterThan(least);
  for (const { id } of kinds.values()) expectToFit(explained(scenario, '3', id));
});

test('whatever a step did to a node names the step', () => {
  const { events } = runScenario(EVERY_ACTION, { seed: '3' });
  const kinds = ['crashed', 'stopped', 'paused', 'resumed', 'started'] as const;
  const lines = kinds.map((kind) => {
    const event = [...events].findLast((one) => one.kind === kind)!;
    return explained(EVERY_ACTION, '3', event.id)[0]!;
  });
  expect(lines.map((line) => /step "([^"]+)"\)\.$/.exec(line)?.[1])).toEqual([
    ...['crash', 'leave', 'pause #3', 'pause #3 resume', 'crash restart'],
  ]);
});

describe('a message that did not arrive', () => {
  const faults: Scenario['faults'] = [
    { id: 'rule', at: 60, link: { loss: 1 }, from: { nodes: [2] }, to: { nodes: [1] } },
    { id: 'split', at: 70, partition: [{ nodes: [1] }, { nodes: [2] }] },
    { id: 'lose', at: 80, lose: { from: 1, to: 3, order: 0 } },
    { id: 'crash', at: 90, crash: { nodes: [3] } },
  ];
  const network = { loss: { probability: 0.5, firstTick: 20, lastTick: 59 } };
  const scenario = cluster({ nodes: 3, durationTicks: 120, faults, network });

  function lineOf(kind: 'lost' | 'dropped', from: number, link: object): string {
    const { events } = runScenario(scenario, { seed: '1', events: 'messages' });
    const isIt = (event: object) =>
      Object.entries({ kind, ...link }).every(([name, value]) => {
        return (event as Readonly<Record<string, unknown>>)[name] === value;
      });
    const event = [...events].find((one) => one.time >= from && isIt(one))!;
    return textOf(scenario, '1', event.id);
  }

  test('was lost because the network loses some', () => {
    expect(lineOf('lost', 20, {})).toContain(', because the network loses 50 %.');
  });

  test('was lost by the rule of a link', () => {
    const text = lineOf('lost', 60, { node: 'n2', to: 'n1' });
    expect(text).toContain(', because step "rule" loses 100 %.');
    expect(text).toMatch(/n2 to n1 loses 100 %: step "rule", since tick 60 \(event \d+\)/);
  });

  test('was lost because the plan names it', () => {
    const text = lineOf('lost', 80, { node: 'n1', to: 'n3' });
    expect(text).toContain('at tick 80');
    expect(text).toContain(', because step "lose" names it.');
  });

  test('was named, of two on the same link in the same tick, by its order', () => {
    const operation = { at: 80, operation: 'read', key: 'k', value: '', coordinator: 1 } as const;
    const two = cluster({
      ...{ nodes: 3, durationTicks: 90, store: true },
      network: { loss: { probability: 1, firstTick: 80, lastTick: 80 } },
      workload: {
        announcements: [],
        operations: [
          { id: 'a', ...operation },
          { id: 'b', ...operation },
        ],
      },
      faults: [{ id: 'second', at: 80, lose: { from: 1, to: 3, order: 1 } }],
    });
    const { events } = runScenario(two, { seed: '1', events: 'messages' });
    const lost = events.where({ kind: 'lost', node: 'n1' }).filter(({ to }) => to === 'n3');
    const why = lost.map(({ id }) => /because (.*)\./.exec(textOf(two, '1', id))?.[1]);
    expect(why.length).toBeGreaterThan(1);
    expect(why.map((reason) => reason === 'step "second" names it')).toEqual(
      why.map((_, order) => order === 1),
    );
  });

  test('was cut off', () => {
    const text = lineOf('dropped', 70, { node: 'n1', to: 'n2' });
    expect(text).toContain(', because step "split" cuts it off.');
    expect(text).toMatch(/^70 +CUT +CUT/m);
  });

  test('met nobody: who was not there is a column, with its end', () => {
    const text = lineOf('dropped', 90, { to: 'n3' });
    expect(text).toMatch(/n3 crashed at tick 90 \(event \d+, step "crash"\)/);
    expect(text).toMatch(/^90 .*CRASH/m);
  });

  test('found its link full', () => {
    const full = { ...scenario, network: { ...scenario.network, linkCapacity: 1 } };
    const slow = { ...full, network: { ...full.network, delay: DELAY } };
    const { events } = runScenario(slow, { seed: '1', events: 'messages' });
    const event = events.where({ kind: 'dropped' }).find(({ reason }) => reason === 'link full')!;
    expect(textOf(slow, '1', event.id)).toContain(
      ', because its link is full: the network has room for 1 at once on a link.',
    );
  });
});

const DELAY = { distribution: 'constant', ticks: 15 } as const;

test('a change that is undone is no longer told, nor one between others, nor itself', () => {
  const scenario = cluster({
    ...{ nodes: 4, durationTicks: 120 },
    faults: [
      { id: 'over', at: 40, partition: [{ nodes: [1] }, { nodes: [2] }], for: 8 },
      { id: 'others', at: 45, link: { loss: 0.5 }, from: { nodes: [3] }, to: { nodes: [4] } },
      { id: 'theirs', at: 50, clock: { nodes: [2, 3] }, driftPpm: 20_000, stepTicks: -5 },
      { id: 'crash', at: 60, crash: { nodes: [2] } },
    ],
  });
  const crashed = textOf(scenario, '1', idOf(scenario, '1', 'crashed', {}));
  expect(crashed).toContain(
    'the clock of n2 and n3 runs 2 % fast and was set 5 ticks back: step "theirs"',
  );
  expect(crashed).not.toContain('over');
  expect(crashed).not.toContain('others');
  const changed = textOf(
    scenario,
    '1',
    idOf(scenario, '1', 'changed', { step: 'theirs', node: 'n3' }),
  );
  expect(changed).not.toContain('step "theirs", since');
});
