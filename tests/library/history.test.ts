import {
  cluster,
  type EventKind,
  type EventLevel,
  InputError,
  type NodeName,
  runScenario,
  type SimulationEvent,
  simulation,
} from '../../src/index';
import { History } from '../../src/library/history';
import { Story } from '../support/hand-made-events';

const SCENARIO = cluster({
  ...{ nodes: 6, store: true, durationTicks: 120 },
  network: { loss: { probability: 0.1, firstTick: 0, lastTick: 60 } },
  faults: [{ id: 'f', at: 60, crash: { nodes: [4] } }],
  workload: {
    announcements: [{ at: 30, lines: ['said'] }],
    operations: [
      { id: 'a', at: 30, operation: 'create', key: 'k', value: 'v' },
      { id: 'b', at: 40, operation: 'create', key: 'l', value: 'v' },
      { id: 'c', at: 50, operation: 'read', key: 'k', value: '' },
    ],
  },
});
const LEVELS: readonly EventLevel[] = ['outcomes', 'protocol', 'messages'];
const runs = new Map(LEVELS.map((events) => [events, runScenario(SCENARIO, { events })]));
const all = runs.get('messages')!;

function kindsOf(level: EventLevel): Set<EventKind> {
  return new Set([...runs.get(level)!.events].map(({ kind }) => kind));
}

describe('what is kept', () => {
  test('does not change what happens', () => {
    const fingerprints = [...runs.values()].map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(1);
    for (const { operations, verdicts } of runs.values()) {
      expect({ operations, verdicts }).toEqual({
        ...{ operations: all.operations, verdicts: all.verdicts },
      });
    }
  });

  test('is every event, with messages', () => {
    expect(all.events).toHaveLength(all.counts.events);
    expect([...all.events].map(({ id }) => id)).toEqual(
      Array.from({ length: all.counts.events }, (_, i) => i + 1),
    );
  });

  test('is less on each level, and the rest is the same', () => {
    for (const level of LEVELS) {
      const kinds = kindsOf(level);
      const { events } = runs.get(level)!;
      expect([...events]).toEqual([...all.events].filter(({ kind }) => kinds.has(kind)));
    }
    expect([...kindsOf('protocol')].filter((kind) => !kindsOf('outcomes').has(kind))).toEqual(
      expect.arrayContaining(['command', 'timer', 'stored']),
    );
    const messages = [...kindsOf('messages')].filter((kind) => !kindsOf('protocol').has(kind));
    expect(messages.sort()).toEqual(['delivered', 'dropped', 'lost', 'sent']);
    expect(kindsOf('outcomes')).not.toContain('timer');
  });

  test('is the outcomes where nothing is said', () => {
    expect(runScenario(SCENARIO).events.kinds).toEqual(runs.get('outcomes')!.events.kinds);
  });

  test('may be changed by nobody who is given it', () => {
    const { events } = runs.get('outcomes')!;
    const [first] = events;
    (first as { kind: string }).kind = 'changed';
    expect([...events][0]!.kind).toBe('note');
  });
});

describe('where', () => {
  const everything = [...all.events];

  test('without conditions gives all events', () => {
    expect(all.events.where({})).toEqual(everything);
  });

  test('picks a kind, or several', () => {
    expect(all.events.where({ kind: 'joined' })).toEqual(
      everything.filter(({ kind }) => kind === 'joined'),
    );
    const both = everything.filter(({ kind }) => kind === 'joined' || kind === 'crashed');
    expect(all.events.where({ kind: ['crashed', 'joined'] })).toEqual(both);
    expect(both.length).toBeGreaterThan(36);
    expect(all.events.where({ kind: [] })).toEqual([]);
  });

  test('refuses a kind that is not kept: it cannot tell that there is none', () => {
    const { events } = runs.get('outcomes')!;
    for (const kind of ['lost', ['joined', 'timer'], 'vanished'] as never[]) {
      expect(() => events.where({ kind })).toThrow(InputError);
      expect(() => events.where({ kind })).toThrow(
        'is not kept; kept are started, crashed, stopped,',
      );
    }
    expect(() => events.where({ kind: 'lost' })).toThrow(
      "or give the simulation events: 'messages'",
    );
  });

  test('picks a node, notes of the scenario belonging to none', () => {
    const found = all.events.where({ node: 'n3' });
    expect(found).toEqual(everything.filter(({ node }) => node === 'n3'));
    expect(found.length).toBeGreaterThan(100);
    expect(all.events.where({ node: 'n7' })).toEqual([]);
    const said = all.events.where({ kind: 'note' }).filter(({ node }) => node === undefined);
    expect(said).toMatchObject([{ text: 'said', time: 30 }]);
  });

  test('picks a key', () => {
    const found = all.events.where({ key: 'k' });
    expect(found).toEqual(everything.filter((event) => 'key' in event && event.key === 'k'));
    const kinds = new Set(found.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['command', 'invoked', 'served', 'completed']),
    );
    expect(all.events.where({ key: 'none' })).toEqual([]);
  });

  test('picks what fits all conditions', () => {
    const [completed] = all.events.where({ kind: 'completed', key: 'l' });
    const { node } = completed!;
    expect(all.events.where({ kind: 'completed', key: 'l', node })).toEqual([completed]);
    const other: NodeName = node === 'n1' ? 'n2' : 'n1';
    expect(all.events.where({ kind: 'completed', key: 'l', node: other })).toEqual([]);
  });

  test('gives what its types say', () => {
    // The assignments are the test: `make lint` checks types.
    const members: NodeName[] = all.events.where({ kind: 'joined' }).map(({ member }) => member);
    expect(new Set(members).size).toBe(6);
    const started = all.events.where({ kind: 'started' });
    const kinds: 'started'[] = started.map(({ kind }) => kind);
    const boots: number[] = started.map(({ boot }) => boot);
    expect([kinds.length, boots]).toEqual([6, [1, 1, 1, 1, 1, 1]]);
    const mixed: ('crashed' | 'removed')[] = all.events
      .where({ kind: ['crashed', 'removed'] })
      .map((event) => {
        if (event.kind === 'removed') expect(event.member satisfies NodeName).toBe('n4');
        else expect(event.boot satisfies number).toBe(1);
        return event.kind;
      });
    expect(new Set(mixed)).toEqual(new Set(['crashed', 'removed']));
    const every: SimulationEvent[] = all.events.where({ node: 'n1' });
    expect(every.length).toBeGreaterThan(0);
    // @ts-expect-error -- there is no such kind
    expect(() => all.events.where({ kind: 'vanished' })).toThrow(InputError);
    // @ts-expect-error -- a joined event has no key
    expect(all.events.where({ kind: 'joined' }).some(({ key }) => key !== undefined)).toBe(false);
  });
});

describe('the bound', () => {
  function history(keptMax: number): History {
    return new Story(new History('outcomes', keptMax)).startsTogether(1, 2).sink;
  }

  test('keeps the first events and counts the others', () => {
    const all6 = history(6);
    expect([all6.length, all6.leftOut]).toEqual([6, 0]);
    const bounded = history(4);
    expect([bounded.length, bounded.leftOut]).toEqual([4, 2]);
    expect([...bounded]).toEqual([...all6].slice(0, 4));
  });

  test('does not count what is of no kept kind', () => {
    const bounded = history(6);
    expect(bounded.kinds).not.toContain('sent');
    expect(bounded.leftOut).toBe(0);
  });
});

test('the history of a simulation grows while it runs', () => {
  const sim = simulation(SCENARIO).runUntil(20);
  const { events } = sim;
  const { length } = events;
  const some = [...events];
  sim.runUntil(80);
  expect(events.length).toBeGreaterThan(length);
  expect([...events].slice(0, length)).toEqual(some);
  expect(sim.finish().events).toBe(events);
});
