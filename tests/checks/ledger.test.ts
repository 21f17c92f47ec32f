import fc from 'fast-check';
import { Ledger } from '../../src/checks/ledger';
import type { Outcome } from '../../src/protocol/store/store-events';
import { ClientStory } from '../support/client-histories';
import { tries } from '../support/trials';

type Told = ClientStory<Ledger>;

function story(): Told {
  return new ClientStory(new Ledger());
}

/** What each stale read gave, `-` for nothing. */
function stale({ sink }: Told): string[] {
  return sink.staleReads.map(({ value, key }) => `${key}=${value ?? '-'}`);
}

describe('a read may give', () => {
  test.each<[string, (told: Told) => Told]>([
    ['nothing, where nothing was written', (told) => told.reads(1, 2, 'k', undefined)],
    ['what was written last', (told) => told.writes(1, 2, 'k', 'a').reads(3, 4, 'k', 'a')],
    [
      'either of two values that were written at once, and the other later',
      (told) => {
        const a = told.at(1).begins('update', 'k', 'a');
        told.writes(2, 4, 'k', 'b').at(5).ends(a);
        return told.reads(6, 7, 'k', 'a').reads(8, 9, 'k', 'b').reads(10, 11, 'k', 'a');
      },
    ],
    [
      'the value before a write that is under way, or its own',
      (told) => {
        told.writes(1, 2, 'k', 'a').at(3).begins('update', 'k', 'b');
        return told.reads(4, 5, 'k', 'a').reads(6, 7, 'k', 'b').reads(8, 9, 'k', 'a');
      },
    ],
    [
      'the value before a write that ended while it read',
      (told) => {
        told.writes(1, 2, 'k', 'a');
        const read = told.at(3).begins('read', 'k');
        return told.writes(4, 5, 'k', 'b').at(6).ends(read, 'ok', 'a');
      },
    ],
    [
      'the value of a write that began while it read',
      (told) => {
        const read = told.writes(1, 2, 'k', 'a').at(3).begins('read', 'k');
        return told.writes(4, 5, 'k', 'b').at(6).ends(read, 'ok', 'b');
      },
    ],
    [
      'a value whose write ended in the tick in which the next began',
      (told) => told.writes(1, 3, 'k', 'a').writes(3, 5, 'k', 'b').reads(6, 7, 'k', 'a'),
    ],
    [
      'the value of a write that nobody knows the end of, however late',
      (told) =>
        told
          .writes(1, 2, 'k', 'a', 'unknown')
          .writes(3, 4, 'k', 'b')
          .writes(5, 6, 'k', 'c')
          .reads(7, 8, 'k', 'c')
          .reads(9, 10, 'k', 'a'),
    ],
    [
      'nothing after a delete of unknown end, and what it may not have deleted',
      (told) =>
        told
          .writes(1, 2, 'k', 'a')
          .deletes(3, 4, 'k', 'unknown')
          .reads(5, 6, 'k', undefined)
          .reads(7, 8, 'k', 'a'),
    ],
    [
      'nothing after a delete, and what was created then',
      (told) =>
        told
          .writes(1, 2, 'k', 'a')
          .deletes(3, 4, 'k')
          .reads(5, 6, 'k', undefined)
          .writes(7, 8, 'k', 'b')
          .reads(9, 10, 'k', 'b'),
    ],
    [
      'a value that was written again',
      (told) =>
        told
          .writes(1, 2, 'k', 'a')
          .writes(3, 4, 'k', 'b')
          .writes(5, 6, 'k', 'a')
          .reads(7, 8, 'k', 'a'),
    ],
    [
      'what a failed write did not change',
      (told) => told.writes(1, 2, 'k', 'a').writes(3, 4, 'k', 'b', 'fail').reads(5, 6, 'k', 'a'),
    ],
    [
      'anything, where its end is not known',
      (told) => {
        const read = told.writes(1, 2, 'k', 'a').at(3).begins('read', 'k');
        return told.at(4).ends(read, 'unknown', 'never written');
      },
    ],
    [
      'what another key never held',
      (told) => told.writes(1, 2, 'k', 'a').writes(3, 4, 'l', 'b').reads(5, 6, 'k', 'a'),
    ],
  ])('%s', (_name, tell) => {
    const told = tell(story());
    expect(stale(told)).toEqual([]);
    expect(told.sink.staleCounts).toEqual({ byWrite: 0, byDelete: 0 });
  });
});

describe('a read must not give', () => {
  test.each<[string, (told: Told) => Told, string, boolean]>([
    [
      'an older value than was acknowledged before it began',
      (told) => told.writes(1, 2, 'k', 'a').writes(3, 4, 'k', 'b').reads(5, 6, 'k', 'a'),
      'k=a',
      false,
    ],
    [
      'nothing, where a write was acknowledged',
      (told) => told.writes(1, 2, 'k', 'a').reads(3, 4, 'k', undefined),
      'k=-',
      false,
    ],
    [
      'a value that was deleted',
      (told) => told.writes(1, 2, 'k', 'a').deletes(3, 4, 'k').reads(5, 6, 'k', 'a'),
      'k=a',
      true,
    ],
    [
      'nothing, where it was created anew after a delete',
      (told) =>
        told
          .writes(1, 2, 'k', 'a')
          .deletes(3, 4, 'k')
          .writes(5, 6, 'k', 'b')
          .reads(7, 8, 'k', undefined),
      'k=-',
      false,
    ],
    [
      'a value that nobody wrote',
      (told) => told.writes(1, 2, 'k', 'a').reads(3, 4, 'k', 'z'),
      'k=z',
      false,
    ],
    [
      'the value of another key',
      (told) => told.writes(1, 2, 'k', 'a').writes(1, 2, 'l', 'b').reads(3, 4, 'l', 'a'),
      'l=a',
      false,
    ],
    [
      'a value before its write began',
      (told) => told.reads(1, 2, 'k', 'a').writes(3, 4, 'k', 'a'),
      'k=a',
      false,
    ],
    [
      'the value of a write that failed',
      (told) => told.writes(1, 2, 'k', 'a').writes(3, 4, 'k', 'b', 'fail').reads(5, 6, 'k', 'b'),
      'k=b',
      false,
    ],
    [
      'either of two values that were written at once, after a third',
      (told) => {
        const a = told.at(1).begins('update', 'k', 'a');
        told.writes(2, 3, 'k', 'b').at(4).ends(a);
        return told.writes(5, 6, 'k', 'c').reads(7, 8, 'k', 'a');
      },
      'k=a',
      false,
    ],
  ])('%s', (_name, tell, found, byDelete) => {
    const told = tell(story());
    expect(stale(told)).toEqual([found]);
    expect(told.sink.staleReads[0]).toMatchObject({ byDelete });
  });

  test('what is ruled out, with the event that tells and the one that rules it out', () => {
    const told = story().writes(1, 2, 'k', 'a').writes(3, 4, 'k', 'b');
    const acknowledged = told.id;
    told.reads(5, 6, 'k', 'a');
    expect(told.sink.staleReads).toEqual([
      {
        ...{ event: told.id, time: 6, key: 'k', value: 'a' },
        ...{ ruledOutBy: acknowledged, byDelete: false },
      },
    ]);
  });

  test('a value that was never written: no write rules it out', () => {
    const told = story().writes(1, 2, 'k', 'a').reads(3, 4, 'k', 'z');
    expect(told.sink.staleReads).toMatchObject([{ value: 'z', ruledOutBy: 0, byDelete: false }]);
  });

  test('a write that was asked for first and acknowledged last rules out less', () => {
    const told = story();
    const a = told.at(1).begins('update', 'k', 'a');
    told.writes(2, 3, 'k', 'b').writes(5, 6, 'k', 'c').at(7).ends(a);
    // Both a and c may be the last; b ended before c began.
    told.reads(8, 9, 'k', 'a').reads(8, 9, 'k', 'c').reads(8, 9, 'k', 'b');
    expect(stale(told)).toEqual(['k=b']);
  });
});

describe('whose word counts', () => {
  test('for a client its own, not that of coordinators it asked', () => {
    const told = story();
    const write = told.at(1).begins('update', 'k', 'a');
    const attempt = { ...write, kind: 'completed', outcome: 'ok' };
    told.does('invoked', 2, write).at(2).does('completed', 2, attempt).at(3).ends(write, 'unknown');
    told.reads(4, 5, 'k', undefined).reads(6, 7, 'k', 'a');
    expect(stale(told)).toEqual([]);
  });

  test('for a scripted operation that of its coordinator', () => {
    const told = story();
    const a = told.at(1).begins('create', 'k', 'a', 0);
    const b = told.at(2).ends(a).at(3).begins('update', 'k', 'b', 0);
    const read = told.at(4).ends(b).at(5).begins('read', 'k', '', 0);
    told.at(6).ends(read, 'ok', 'a');
    expect(stale(told)).toEqual(['k=a']);
  });

  test('an end without a beginning is none', () => {
    const told = story().at(3);
    told.ends({ client: 1, request: 9, operation: 'read', key: 'k', value: '' }, 'ok', 'x');
    expect(stale(told)).toEqual([]);
  });
});

describe('beside a naive account', () => {
  interface Operation {
    readonly operation: 'update' | 'delete' | 'read';
    readonly key: string;
    readonly value: string;
    readonly from: number;
    readonly to: number;
    /** `open` for one that never ends. */
    readonly outcome: Outcome | 'open';
  }

  interface Placed extends Operation {
    /** Places among all events. */
    readonly begun: number;
    readonly ended: number;
  }

  const operation: fc.Arbitrary<Operation> = fc
    .record({
      operation: fc.constantFrom('update', 'update', 'delete', 'read', 'read'),
      key: fc.constantFrom('k', 'k', 'l'),
      value: fc.constantFrom('a', 'b', 'c', 'd'),
      from: fc.nat(20),
      ticks: fc.constantFrom(0, 1, 2, 3, 9),
      outcome: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'fail', 'unknown', 'open'),
    } as const)
    .map(({ ticks, ...rest }) => ({ ...rest, to: rest.from + ticks }));

  /** Tells a history in the order of time, and where each operation stands in it. */
  function tell(operations: readonly Operation[]): { told: Told; placed: Placed[] } {
    const told = story();
    const places = operations.map(() => ({ begun: -1, ended: Infinity }));
    const moments = operations.flatMap((each, i) => [
      { time: each.from, i, isEnd: false },
      ...(each.outcome === 'open' ? [] : [{ time: each.to, i, isEnd: true }]),
    ]);
    const begun = new Map<number, ReturnType<Told['begins']>>();
    for (const { time, i, isEnd } of moments.sort((x, y) => x.time - y.time)) {
      const { operation: name, key, value, outcome } = operations[i]!;
      told.at(time);
      if (!isEnd) begun.set(i, told.begins(name, key, name === 'update' ? value : ''));
      else if (name === 'read') told.ends(begun.get(i)!, outcome as Outcome, value);
      else told.ends(begun.get(i)!, outcome as Outcome);
      places[i] = isEnd ? { ...places[i]!, ended: told.id } : { ...places[i]!, begun: told.id };
    }
    return { told, placed: operations.map((each, i) => ({ ...each, ...places[i]! })) };
  }

  /** The events of reads that no write, nor the time before any, can explain. */
  function unexplained(all: readonly Placed[]): number[] {
    const reads = all.filter((each) => each.operation === 'read' && each.ended < Infinity);
    const wrong = reads.filter((read) => {
      if (read.outcome === 'unknown') return false;
      const gave = read.outcome === 'ok' ? read.value : undefined;
      const writes = all.filter((each) => each.operation !== 'read' && each.key === read.key);
      const before = { from: -1, to: -1, begun: -1, ended: -1, outcome: 'ok', wrote: undefined };
      const sources = [
        before,
        ...writes.map((each) => ({
          ...each,
          wrote: each.operation === 'delete' ? undefined : each.value,
        })),
      ].filter(({ wrote, begun }) => wrote === gave && begun < read.ended);
      return !sources.some(({ to, ended, outcome }) => {
        const isOver = ended < read.ended;
        if (isOver && outcome === 'fail') return false;
        if (!isOver || outcome === 'unknown') return true;
        return !writes.some(
          (other) => other.outcome === 'ok' && other.ended < read.begun && other.from > to,
        );
      });
    });
    return wrong.map(({ ended }) => ended).sort((a, b) => a - b);
  }

  test('the same reads are stale', () => {
    let found = 0;
    let reads = 0;
    const property = fc.property(fc.array(operation, { maxLength: 14 }), (operations) => {
      const { told, placed } = tell(operations);
      const expected = unexplained(placed);
      expect(told.sink.staleReads.map(({ event }) => event)).toEqual(expected);
      found += expected.length;
      reads += operations.filter((each) => each.operation === 'read').length;
    });
    fc.assert(property, { seed: 21, numRuns: tries(3000) });
    // Neither none nor nearly all.
    expect(found).toBeGreaterThan(reads / 10);
    expect(found).toBeLessThan((9 * reads) / 10);
  });
});

describe('memory', () => {
  /** How many values it remembers of a key. */
  function remembered({ sink }: Told, key: string): number {
    const { keys } = sink as unknown as {
      keys: ReadonlyMap<string, { readonly writes: ReadonlyMap<unknown, unknown> }>;
    };
    return keys.get(key)!.writes.size;
  }

  test('holds what may still be read, however much was written', () => {
    const told = story();
    for (let i = 0; i < 5000; i++) {
      told.writes(10 * i, 10 * i + 2, 'k', `v${i}`);
      if (i % 7 === 0) told.writes(10 * i + 3, 10 * i + 4, 'k', `f${i}`, 'fail');
      if (i % 10 === 0) told.deletes(10 * i + 5, 10 * i + 6, 'k');
      told.reads(10 * i + 7, 10 * i + 8, 'k', i % 10 === 0 ? undefined : `v${i}`);
    }
    expect(remembered(told, 'k')).toBeLessThanOrEqual(4);
    expect(stale(told)).toEqual([]);
  });

  test('holds what a long read may still give, until it ended', () => {
    const told = story().writes(1, 2, 'k', 'old');
    const read = told.at(3).begins('read', 'k');
    for (let i = 1; i < 100; i++) told.writes(10 * i, 10 * i + 2, 'k', `v${i}`);
    expect(remembered(told, 'k')).toBeGreaterThan(90);
    told.at(2000).ends(read, 'ok', 'old');
    expect(stale(told)).toEqual([]);
    told.writes(2001, 2002, 'k', 'new');
    expect(remembered(told, 'k')).toBe(1);
    expect(stale(told.reads(2003, 2004, 'k', 'old'))).toEqual(['k=old']);
  });

  test('is bounded though a scripted operation never ends, its coordinator being gone', () => {
    for (const operation of ['read', 'update'] as const) {
      const told = story();
      told.at(0).begins(operation, 'k', 'x', 0);
      told.at(1).does('crashed', 1);
      for (let i = 1; i < 3000; i++) told.writes(10 * i, 10 * i + 2, 'k', `v${i}`);
      expect(remembered(told, 'k')).toBeLessThan(10);
      const isUnknown = operation === 'update';
      expect(stale(told.reads(40_000, 40_001, 'k', 'x'))).toEqual(isUnknown ? [] : ['k=x']);
    }
  });

  test('of stale reads holds the first thousand of each kind, and counts all', () => {
    const told = story().writes(1, 2, 'k', 'a').writes(3, 4, 'k', 'b');
    for (let i = 0; i < 1200; i++) told.reads(5, 6, 'k', 'a');
    told.deletes(7, 8, 'k').reads(9, 10, 'k', 'b');
    expect(told.sink.staleCounts).toEqual({ byWrite: 1200, byDelete: 1 });
    // Of each kind.
    expect(told.sink.staleReads).toHaveLength(1001);
    expect(told.sink.staleReads.at(-1)).toMatchObject({ value: 'b', byDelete: true });
  });
});

describe('puts are writes', () => {
  test('that rule out what was before them, and fail without effect', () => {
    const told = story().writes(1, 2, 'k', 'a');
    const put = told.at(3).begins('put', 'k', 'b');
    told.at(4).ends(put).reads(5, 6, 'k', 'b').reads(7, 8, 'k', 'a');
    expect(stale(told)).toEqual(['k=a']);
    const refused = told.at(9).begins('put', 'k', 'c');
    told.at(10).ends(refused, 'fail').reads(11, 12, 'k', 'b');
    expect(stale(told)).toEqual(['k=a']);
    told.reads(13, 14, 'k', 'c');
    expect(stale(told)).toEqual(['k=a', 'k=c']);
  });

  test('of unknown end may take effect at any later time', () => {
    const told = story().writes(1, 2, 'k', 'a');
    const put = told.at(3).begins('put', 'k', 'b');
    told.at(4).ends(put, 'unknown').reads(5, 6, 'k', 'a').reads(7, 8, 'k', 'b');
    expect(stale(told)).toEqual([]);
  });
});

describe('what was to stay for a while', () => {
  /** `a` is written from tick 1 to 2, to stay for 30. */
  const put = (outcome: Outcome = 'ok') => {
    const told = story();
    return told.at(2).ends(told.at(1).puts('k', 'a', 30), outcome);
  };

  test.each<[number, readonly string[]]>([
    // A read that ends in the tick in which it expires may have missed it.
    [30, ['k=-']],
    [31, []],
    [90, []],
  ])('may be gone when that is over: a read that ends at tick %i', (end, found) => {
    expect(stale(put().reads(20, end, 'k', undefined))).toEqual(found);
  });

  test('is not gone where it was written again for good', () => {
    const told = put().writes(5, 6, 'k', 'b').reads(80, 90, 'k', undefined);
    expect(stale(told)).toEqual(['k=-']);
  });

  test('may be the later of two writes at once', () => {
    const told = story();
    const a = told.at(1).puts('k', 'a', 30);
    told.writes(2, 3, 'k', 'b').at(4).ends(a);
    expect(stale(told.reads(20, 30, 'k', undefined).reads(80, 90, 'k', undefined))).toEqual([
      'k=-',
    ]);
  });

  test('of unknown end may come, and go, at any time', () => {
    const told = put('unknown').writes(3, 4, 'k', 'b').writes(5, 6, 'k', 'c');
    expect(stale(told.reads(20, 30, 'k', undefined))).toEqual(['k=-']);
    expect(stale(told.reads(80, 90, 'k', undefined))).toEqual(['k=-']);
  });

  test('does not bring back what was before it', () => {
    const told = story().writes(1, 2, 'k', 'old');
    told.at(4).ends(told.at(3).puts('k', 'a', 30));
    expect(stale(told.reads(80, 90, 'k', 'old'))).toEqual(['k=old']);
  });

  test('cannot be judged where clocks were changed', () => {
    const told = put().does('changed', 0).reads(3, 4, 'k', undefined);
    expect([stale(told), told.sink.openByClocks]).toEqual([['k=-'], 0]);
    told.does('changed', 2).reads(5, 6, 'k', undefined);
    expect([stale(told), told.sink.openByClocks]).toEqual([['k=-'], 1]);
    told.writes(7, 8, 'k', 'b').reads(9, 10, 'k', undefined);
    expect([stale(told), told.sink.openByClocks]).toEqual([['k=-', 'k=-'], 1]);
  });
});
