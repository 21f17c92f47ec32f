import fc from 'fast-check';
import { cluster, type EventKind, runScenario, type Scenario } from '../../src/index';
import { EVERY_ACTION } from '../support/every-action';
import { explained } from '../support/explained-runs';
import { randomScenario, runWith, seeds } from '../support/random-plans';

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
  return explained(scenario, seed, id).join('\n').replace(/\n +/g, ' ');
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
  const lost = `Of ${sent.length} messages sent to ${node} since tick ${since}, ${count('lost')} lost`;
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
  const text = textOf(scenario, '1', idOf(scenario, '1', 'removed', { member: 'n2' }));
  expect(text).toMatch(/n2 crashed at tick 60 \(event \d+, step "the crash"\)\./);
  expect(text).toContain('No message was sent by n2 to');
});

test('a removal across a cut names the cut, and counts what it cut off', () => {
  const groups = [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }];
  const faults = [{ id: 'split', at: 60, partition: groups }];
  const scenario = cluster({ nodes: 5, durationTicks: 120, faults });
  const id = idOf(scenario, '1', 'removed', { node: 'n1', member: 'n4' });
  const text = textOf(scenario, '1', id);
  expect(text).toMatch(/step "split" changed the network: cut n1 n2 \| n3 n4 n5 at tick 60/);
  expect(text).toMatch(/sent by n4 to n1 itself, (all|\d+) cut off/);
  expect(explained(scenario, '1', id).some((line) => line.includes('/'))).toBe(true);
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
    expect(text.match(/the request was cut off at tick 80/g)).toHaveLength(3);
  });

  test('whose replies are lost', () => {
    const scenario = store([], true);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text.match(/carried out at tick 81: ok; its reply was lost at tick 81/g)).not.toBeNull();
  });

  test('whose replicas stand still', () => {
    const scenario = store([{ id: 'still', at: 79, pause: { nodes: [2, 3, 4, 5] } }]);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text).toMatch(/n\d: the request was still under way\./);
  });

  test('that went well', () => {
    const scenario = store([]);
    const text = textOf(scenario, '1', idOf(scenario, '1', 'completed', {}));
    expect(text).toMatch(/: ok; its reply came at tick 82\./);
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
    /client 1 had create "k1" .* end unknown at .*, because nobody told it in time\./,
  );
  expect(text).toMatch(/n1 took on create "k1" \(request 1\) at tick 60 \(event \d+\)\./);
  expect(text).toMatch(/n1 ended create "k1" \(request 1\): unknown at tick 70 \(event \d+\)\./);
  expect(text).toMatch(/n\d took on create "k1" \(request 1\) at tick 81/);
});

function expectDiagram(lines: readonly string[]): void {
  const from = lines.findIndex((line) => line.startsWith('tick ') && /\bn\d+$/.test(line));
  const drawing = from < 0 ? [] : lines.slice(from);
  expect(drawing.length).toBeLessThanOrEqual(25);
  expect(lines.filter((line) => line.length > 80 && !line.includes('{"'))).toEqual([]);
  expect(drawing.filter((line) => /[^\x20-\x7e]/.test(line))).toEqual([]);
}

test('any event of any run has an explanation, with a diagram of at most 25 lines', () => {
  fc.assert(
    fc.property(randomScenario, seeds, fc.nat(), (scenario, seed, pick) => {
      const { counts } = runWith(scenario, seed, []);
      const lines = explained(scenario, seed, 1 + (pick % counts.events));
      expect(lines[0]).toMatch(/^\S/);
      expectDiagram(lines);
    }),
    { numRuns: 60 },
  );
});

test('every outcome of a run with a bit of everything has one, too', () => {
  const { events } = runScenario(EVERY_ACTION, { seed: '3' });
  const kinds = new Map([...events].map((event) => [event.kind, event.id]));
  expect(kinds.size).toBeGreaterThan(12);
  for (const id of kinds.values()) expectDiagram(explained(EVERY_ACTION, '3', id));
});
