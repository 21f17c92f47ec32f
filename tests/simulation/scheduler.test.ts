import fc from 'fast-check';
import { type Handle, Scheduler } from '../../src/simulation/scheduler';
import { tries } from '../support/trials';

const LANES = 3;
const RANKS = 2;
const WINDOW = 2 ** 31;

interface Expected {
  readonly id: number;
  readonly time: number;
  readonly lane: number;
  readonly rank: number;
}

/** What the wheel must do, in the plainest way: an unsorted list, searched each time. */
class PlainQueue {
  now = 0;
  readonly entries: Expected[] = [];

  /** The id of the entry that is due first, or -1. Ids rise in the order of scheduling. */
  take(limit: number): number {
    const first = this.entries.reduce<Expected | undefined>(
      (best, entry) => (best === undefined || comesBefore(entry, best) ? entry : best),
      undefined,
    );
    if (first === undefined || first.time > limit) {
      this.now = Math.max(this.now, limit);
      return -1;
    }
    this.now = first.time;
    this.cancel(first.id);
    return first.id;
  }

  cancel(id: number): boolean {
    const index = this.entries.findIndex((entry) => entry.id === id);
    if (index >= 0) this.entries.splice(index, 1);
    return index >= 0;
  }
}

function comesBefore(one: Expected, other: Expected): boolean {
  if (one.time !== other.time) return one.time < other.time;
  if (one.lane !== other.lane) return one.lane < other.lane;
  if (one.rank !== other.rank) return one.rank < other.rank;
  return one.id < other.id;
}

/** The wheel and the plain queue side by side; every answer is compared. */
class Pair {
  readonly wheel = new Scheduler({ lanes: LANES, ranks: RANKS });
  readonly plain = new PlainQueue();
  private readonly handles: Handle[] = [];

  schedule(time: number, lane: number, rank: number): void {
    const id = this.handles.length;
    this.plain.entries.push({ id, time, lane, rank });
    const ref = { id };
    this.handles.push(
      this.wheel.schedule(time, lane, rank, id & 255, id, id + 1, id + 2, id / 2, id * 5, ref),
    );
    this.compare();
  }

  cancel(pick: number): void {
    if (this.handles.length === 0) return;
    const id = pick % this.handles.length;
    expect(this.wheel.cancel(this.handles[id]!)).toBe(this.plain.cancel(id));
    this.compare();
  }

  take(limit: number): number {
    const entry = this.wheel.take(limit);
    const expected = this.plain.take(limit);
    const { wheel } = this;
    if (entry < 0) expect(expected).toBe(-1);
    else {
      const columns = [wheel.what(entry), wheel.node(entry), wheel.x(entry), wheel.y(entry)];
      const id = expected;
      expect([...columns, wheel.data(entry), wheel.cause(entry), wheel.takeRef(entry)]).toEqual([
        ...[id & 255, id, id + 1, id + 2, id / 2, id * 5],
        { id },
      ]);
    }
    this.compare();
    return expected;
  }

  drain(limit: number): void {
    while (this.take(limit) >= 0);
  }

  private compare(): void {
    if (this.wheel.now !== this.plain.now) expect(this.wheel.now).toBe(this.plain.now);
    if (this.wheel.pending !== this.plain.entries.length) {
      expect(this.wheel.pending).toBe(this.plain.entries.length);
    }
  }
}

/** A time from now on: near, or near a multiple of a span, where levels and windows begin. */
interface When {
  readonly span: number;
  readonly ahead: number;
  readonly offset: number;
}
const when: fc.Arbitrary<When> = fc.oneof(
  fc.record({
    span: fc.constant(1),
    ahead: fc.integer({ min: 0, max: 6 }),
    offset: fc.constant(0),
  }),
  fc.record({
    span: fc.constantFrom(256, 65_536, 2 ** 24, WINDOW),
    ahead: fc.integer({ min: 0, max: 3 }),
    offset: fc.integer({ min: -2, max: 2 }),
  }),
  fc.record({
    span: fc.constant(1),
    ahead: fc.integer({ min: 0, max: 3 * WINDOW }),
    offset: fc.constant(0),
  }),
);

function timeOf({ span, ahead, offset }: When, now: number): number {
  return Math.max(now, (Math.floor(now / span) + ahead) * span + offset);
}

type Step =
  | { readonly do: 'schedule'; readonly at: When; readonly lane: number; readonly rank: number }
  | { readonly do: 'cancel'; readonly pick: number }
  | { readonly do: 'take' | 'drain'; readonly at: When };

const schedule = fc.record({
  do: fc.constant('schedule' as const),
  at: when,
  lane: fc.nat(LANES - 1),
  rank: fc.nat(RANKS - 1),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: schedule },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), at: when }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const), at: when }) },
);

function follow(steps: readonly Step[]): void {
  const pair = new Pair();
  for (const each of steps) {
    const { now } = pair.plain;
    if (each.do === 'schedule') pair.schedule(timeOf(each.at, now), each.lane, each.rank);
    else if (each.do === 'cancel') pair.cancel(each.pick);
    else if (each.do === 'take') pair.take(timeOf(each.at, now));
    else pair.drain(timeOf(each.at, now));
  }
  pair.drain(Number.MAX_SAFE_INTEGER);
}

function queue(): Scheduler {
  return new Scheduler({ lanes: LANES, ranks: RANKS });
}

/** Queues an entry that is known by a name. */
function put(scheduler: Scheduler, time: number, name: string, lane = 0, rank = 0): Handle {
  return scheduler.schedule(time, lane, rank, 0, 0, 0, 0, 0, 0, name);
}

/** The names of all entries up to the limit, with the times they came out at. */
function drained(scheduler: Scheduler, limit: number): string[] {
  const names: string[] = [];
  for (let entry = scheduler.take(limit); entry >= 0; entry = scheduler.take(limit)) {
    names.push(`${String(scheduler.takeRef(entry))}@${scheduler.now}`);
  }
  return names;
}

describe('the wheel against a plain queue', () => {
  test('any mix of schedule, cancel and take', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 120, size: 'max' }), follow), {
      seed: 20_250_701,
      numRuns: tries(700),
    });
  });

  test('many entries in few ticks, with inserts while a tick is being emptied', () => {
    const at = fc.record({ span: fc.constant(1), ahead: fc.nat(2), offset: fc.constant(0) });
    const nearStep = step.chain<Step>((each) =>
      each.do === 'cancel' ? fc.constant(each) : at.map((soon) => ({ ...each, at: soon })),
    );
    fc.assert(fc.property(fc.array(nearStep, { maxLength: 150, size: 'max' }), follow), {
      seed: 20_250_702,
      numRuns: tries(350),
    });
  });

  test('every pair of a clock and a time at the boundaries of levels and windows', () => {
    const edges = [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 2 ** 24 - 1, 2 ** 24];
    edges.push(2 ** 24 + 1, WINDOW - 1, WINDOW, WINDOW + 1, 2 ** 32 - 1, 2 ** 32, 3 * WINDOW);
    edges.push(5 * WINDOW - 1, 2 ** 40, 2 ** 52, Number.MAX_SAFE_INTEGER);
    for (const clock of edges) {
      const pair = new Pair();
      pair.take(clock);
      for (const time of edges.toReversed()) if (time >= clock) pair.schedule(time, 1, 1);
      for (const time of edges) if (time >= clock) pair.schedule(time, time % 2, 0);
      for (const limit of edges) if (limit >= clock) pair.drain(limit);
      expect(pair.wheel.pending).toBe(0);
    }
  });
});

describe('the order of a tick', () => {
  test('is lane, then rank, then first in, first out', () => {
    const scheduler = queue();
    for (const name of ['a', 'b']) {
      for (const lane of [2, 0, 1]) {
        for (const rank of [1, 0]) put(scheduler, 7, `${lane}${rank}${name}`, lane, rank);
      }
    }
    const expected = ['00a', '00b', '01a', '01b', '10a', '10b', '11a', '11b'];
    expect(drained(scheduler, 7).map((name) => name.slice(0, 3))).toEqual([
      ...expected,
      ...['20a', '20b', '21a', '21b'],
    ]);
  });

  test('takes in entries put into earlier lanes and ranks while it is under way', () => {
    const scheduler = queue();
    put(scheduler, 5, 'middle', 1, 1);
    put(scheduler, 5, 'end', 2, 0);
    expect(scheduler.takeRef(scheduler.take(9))).toBe('middle');
    put(scheduler, 5, 'behind', 1, 1);
    put(scheduler, 5, 'lower rank', 1, 0);
    put(scheduler, 5, 'earlier lane', 0, 1);
    put(scheduler, 6, 'next tick', 0, 0);
    expect(drained(scheduler, 9)).toEqual([
      'earlier lane@5',
      'lower rank@5',
      'behind@5',
      'end@5',
      'next tick@6',
    ]);
  });

  test('keeps first in, first out among entries put in at different clocks', () => {
    const scheduler = queue();
    const time = WINDOW + 65_536 + 300;
    put(scheduler, time, 'from the window before');
    for (const clock of [WINDOW - 1, WINDOW, WINDOW + 65_535, WINDOW + 65_536, time - 1, time]) {
      scheduler.take(clock);
      if (clock === time) break;
      put(scheduler, time, `from ${clock - WINDOW}`);
    }
    expect(drained(scheduler, time).map((name) => name.split('@')[0])).toEqual([
      'from -1',
      'from 0',
      'from 65535',
      'from 65536',
      `from ${time - 1 - WINDOW}`,
    ]);
  });
});

describe('the clock', () => {
  test('stands at the limit when nothing is due, however far that is', () => {
    const scheduler = queue();
    put(scheduler, 7 * WINDOW + 5, 'far');
    for (const limit of [0, 1, 300, WINDOW - 1, WINDOW, 3 * WINDOW + 12, 7 * WINDOW + 4]) {
      expect(scheduler.take(limit)).toBe(-1);
      expect(scheduler.now).toBe(limit);
    }
    expect(drained(scheduler, 2 ** 40)).toEqual([`far@${7 * WINDOW + 5}`]);
    expect(scheduler.now).toBe(2 ** 40);
  });

  test('does not step back for a limit in the past', () => {
    const scheduler = queue();
    scheduler.take(100);
    expect(scheduler.take(50)).toBe(-1);
    expect(scheduler.now).toBe(100);
  });
});

describe('what schedule refuses', () => {
  test('a time before now', () => {
    const scheduler = queue();
    scheduler.take(300);
    expect(() => put(scheduler, 299, 'late')).toThrow('cannot schedule at 299');
    expect(() => put(scheduler, -1, 'late')).toThrow(RangeError);
    expect(scheduler.pending).toBe(0);
  });

  test.each([0.5, NaN, Infinity, -Infinity, 2 ** 53])('the time %d', (time) => {
    const scheduler = queue();
    expect(() => put(scheduler, time, 'odd')).toThrow(RangeError);
    expect(scheduler.pending).toBe(0);
  });
});

describe('cancel', () => {
  test.each([0, 3, 256, 65_536, 2 ** 24, WINDOW, 5 * WINDOW])(
    'takes an entry %d ticks ahead out, once',
    (ahead) => {
      const scheduler = queue();
      put(scheduler, ahead, 'before');
      const handle = put(scheduler, ahead, 'cancelled');
      put(scheduler, ahead, 'behind');
      expect(scheduler.cancel(handle)).toBe(true);
      expect(scheduler.cancel(handle)).toBe(false);
      expect(scheduler.pending).toBe(2);
      expect(drained(scheduler, ahead)).toEqual([`before@${ahead}`, `behind@${ahead}`]);
    },
  );

  test('does nothing for a fired entry, even where its place is used again', () => {
    const scheduler = queue();
    const fired = put(scheduler, 1, 'fired');
    drained(scheduler, 1);
    put(scheduler, 2, 'another');
    expect(scheduler.cancel(fired)).toBe(false);
    expect(drained(scheduler, 2)).toEqual(['another@2']);
  });

  test('of any entry of the overflow heap keeps the order of the others', () => {
    for (let victim = 0; victim < 20; victim++) {
      const scheduler = queue();
      const times = Array.from({ length: 20 }, (_, i) => WINDOW + ((i * 7) % 20));
      const handles = times.map((time) => put(scheduler, time, 'far'));
      scheduler.cancel(handles[victim]!);
      const expected = times.filter((_, i) => i !== victim).sort((a, b) => a - b);
      expect(drained(scheduler, 2 * WINDOW)).toEqual(expected.map((time) => `far@${time}`));
    }
  });

  test('of what is far away frees its place: a program may do so for ever', () => {
    const scheduler = queue();
    put(scheduler, 1_000_000, 'stays');
    const places = new Set<number>();
    for (let i = 0; i < 100_000; i++) {
      const ahead = [400, 70_000, 2 ** 25, 3 * WINDOW][i % 4]!;
      const handle = put(scheduler, ahead, 'never');
      places.add(handle % 2 ** 26);
      scheduler.cancel(handle);
    }
    expect(places.size).toBeLessThan(2000);
    expect(drained(scheduler, 4 * WINDOW)).toEqual(['stays@1000000']);
  });

  test('of many among others, near and far, leaves those in their order', () => {
    const scheduler = queue();
    const times = Array.from(
      { length: 2500 },
      (_, i) => ((i * 7919) % 97) * (i % 3 === 0 ? 1 : WINDOW),
    );
    const handles = times.map((time, i) => put(scheduler, time, `${i}`));
    for (const [i, handle] of handles.entries()) if (i % 5 !== 0) scheduler.cancel(handle);
    const expected = [...times.entries()]
      .filter(([i]) => i % 5 === 0)
      .sort(([i, a], [j, b]) => a - b || i - j);
    const told = expected.map(([i, time]) => `${i}@${time}`);
    expect(drained(scheduler, Number.MAX_SAFE_INTEGER)).toEqual(told);
  });

  test.each([0, 1, 5, 1030, 1093, 1100, -1, NaN, 2 ** 52])(
    'does nothing for the handle %d, which was never given',
    (handle) => {
      const scheduler = queue();
      expect(scheduler.cancel(handle)).toBe(false);
      expect(scheduler.pending).toBe(0);
      put(scheduler, 1, 'one');
      expect(drained(scheduler, 1)).toEqual(['one@1']);
    },
  );
});

test('what is queued can be looked at: near, far and beyond the window, until it comes out', () => {
  const scheduler = new Scheduler({ lanes: LANES, ranks: RANKS });
  const handles = [0, 1, 300, 70_000, 2 ** 25, 3 * WINDOW].map((time, node) =>
    scheduler.schedule(time, 0, 0, 1, node, 0, 0, 0, 0, undefined),
  );
  const nodes = () => [...scheduler.queued()].map((entry) => scheduler.node(entry)).sort();
  expect(nodes()).toEqual([0, 1, 2, 3, 4, 5]);
  scheduler.take(0);
  scheduler.cancel(handles[2]!);
  scheduler.cancel(handles[5]!);
  expect(nodes()).toEqual([1, 3, 4]);
});

test('it grows, and keeps what it holds', () => {
  const scheduler = queue();
  const count = 5000;
  const cancelled = new Set<number>();
  const handles = Array.from({ length: count }, (_, i) => put(scheduler, (i * 7919) % 900, `${i}`));
  for (let i = 0; i < count; i += 3) {
    cancelled.add(i);
    scheduler.cancel(handles[i]!);
  }
  expect(scheduler.pending).toBe(count - cancelled.size);
  const expected = Array.from({ length: count }, (_, i) => i)
    .filter((i) => !cancelled.has(i))
    .sort((i, j) => ((i * 7919) % 900) - ((j * 7919) % 900) || i - j)
    .map((i) => `${i}@${(i * 7919) % 900}`);
  expect(drained(scheduler, 900)).toEqual(expected);
});
