import { cluster, runScenario, type SimulationEvent } from '../../src/index';
import { eventOf } from '../../src/library/event';
import type { EventView } from '../../src/simulation/events';
import { eventsOf } from '../support/course-runs';

/** A network and a disk so small that messages and writes are refused. */
const SCENARIO = cluster({
  ...{ nodes: 8, store: true, durationTicks: 150 },
  network: { maxInFlight: 20, loss: { probability: 0.1, firstTick: 0, lastTick: 90 } },
  faults: [{ id: 'f', at: 70, crash: { nodes: [2] } }],
  workload: {
    announcements: [],
    operations: ['a', 'b', 'c'].map((key, i) => ({
      ...{ id: key, at: 50 + i, operation: 'create' as const, key, value: `value of ${key}` },
    })),
  },
});

const events = [...runScenario(SCENARIO, { events: 'messages' }).events];
const byId = new Map(events.map((event) => [event.id, event]));

function some<K extends SimulationEvent['kind']>(kind: K) {
  const found = events.filter((event) => event.kind === kind);
  expect(found.length).toBeGreaterThan(0);
  return found as Extract<SimulationEvent, { kind: K }>[];
}

function view(kind: string, node: number, rest: Partial<EventView> = {}): EventView {
  return { id: 5, time: 7, node, kind, cause: 3, a: 0, b: 0, c: 0, data: undefined, ...rest };
}

test('ids, times, causes and nodes are those of the run', () => {
  const recorded = eventsOf(SCENARIO, '1');
  expect(events.map(({ id, time, kind, cause }) => [id, time, kind, cause])).toEqual(
    recorded.map(({ id, time, kind, cause }) => [id, time, kind, cause]),
  );
  expect(events.map(({ node }) => node)).toEqual(
    recorded.map(({ node }) => (node === 0 ? undefined : `n${node}`)),
  );
});

test('an arrival is caused by its sending, and mirrors it', () => {
  for (const { cause, node, from, type } of some('delivered')) {
    expect(byId.get(cause)).toMatchObject({ kind: 'sent', node: from, to: node, type });
  }
});

test('so are losses and refusals, which are told of the sender', () => {
  for (const event of [...some('lost'), ...some('dropped')]) {
    const { cause, node, to, type } = event;
    expect(byId.get(cause)).toMatchObject({ kind: 'sent', node, to, type });
  }
  const reasons = new Set(some('dropped').map(({ reason }) => reason));
  expect([...reasons].sort()).toEqual(['network full', 'nobody there']);
});

test('messages have the names of their kinds, and a length', () => {
  const types = new Set(some('sent').map(({ type }) => type));
  expect([...types]).toEqual(
    expect.arrayContaining(['gossip', 'joinRequest', 'joinReply', 'replicaRequest']),
  );
  expect(some('sent').every(({ bytes }) => bytes > 0 && bytes <= 3983)).toBe(true);
});

test('what protocols record has nodes by name, and no field of its own for its kind', () => {
  expect(some('joined')[0]).toEqual({
    ...{
      kind: 'joined',
      time: 0,
      id: expect.any(Number) as number,
      cause: expect.any(Number) as number,
    },
    ...{ node: 'n4', member: 'n4', incarnation: 0 },
  });
  expect(some('joinTried')[0]).toMatchObject({ introducer: 'n1' });
  expect(some('removed').every(({ member }) => member === 'n2')).toBe(true);
  expect(some('command')[0]).toMatchObject({
    ...{ client: 0, request: 1, operation: 'create', key: 'a', value: 'value of a' },
  });
  expect(some('completed')[0]).toMatchObject({ key: expect.any(String) as string, request: 1 });
});

test('timers and storage', () => {
  expect(new Set(some('timer').map(({ timer }) => timer))).toContain('period');
  expect(some('stored').every(({ token }) => Number.isInteger(token))).toBe(true);
  expect(eventOf(view('timer', 3, { data: 'deadline', a: 9 }))).toEqual({
    ...{ kind: 'timer', id: 5, time: 7, node: 'n3', cause: 3, timer: 'deadline', number: 9 },
  });
});

test('every reason for which a message is dropped has its words', () => {
  const reasons = [0, 1, 2, 3, 4, 5].map((b) => eventOf(view('dropped', 1, { a: 2, b, c: 1 })));
  expect(reasons).toMatchObject([
    ...[{ reason: 'too large' }, { reason: 'network full' }],
    ...[{ reason: 'nobody there' }, { reason: 'unknown kind' }],
    ...[{ reason: 'cut' }, { reason: 'link full' }],
  ]);
});

test('a message of a kind that the catalogue lacks shows its number', () => {
  expect(eventOf(view('sent', 1, { a: 2, b: 10, c: 250 }))).toMatchObject({ type: '#250' });
});

test('a copy tells where it came from', () => {
  const data = { kind: 'copied', key: 'k', from: 4 };
  expect(eventOf(view('copied', 3, { data }))).toEqual({
    ...{ kind: 'copied', id: 5, time: 7, node: 'n3', cause: 3, key: 'k', from: 'n4' },
  });
});

test('events are plain values that JSON keeps', () => {
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
});
