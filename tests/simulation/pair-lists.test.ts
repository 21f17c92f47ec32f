import fc from 'fast-check';
import { PairLists } from '../../src/simulation/pair-lists';
import { tries } from '../support/trials';

const LISTS = 3;

type Step =
  | { readonly do: 'append'; readonly list: number; readonly times: number }
  | { readonly do: 'shift' | 'peek'; readonly list: number; readonly times: number };

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('append' as const, 'append' as const, 'shift' as const, 'peek' as const),
  list: fc.nat(LISTS - 1),
  // Chunks hold fifteen pairs.
  times: fc.integer({ min: 1, max: 40 }),
});

test('any mix of appending, looking and taking out, beside plain arrays', () => {
  const follow = (steps: readonly Step[]) => {
    const lists = new PairLists(LISTS);
    const plain: [number, number][][] = Array.from({ length: LISTS }, () => []);
    let number = 0;
    for (const { do: what, list, times } of steps) {
      const expected = plain[list]!;
      if (what === 'peek') {
        const seen = new Int32Array(times);
        const count = lists.peek(list, seen);
        expect([...seen.slice(0, count)]).toEqual(expected.slice(0, times).map(([first]) => first));
      }
      // Expected at once: an `expect` takes longer than what it looks at.
      const [found, right]: [unknown[], unknown[]] = [[], []];
      for (let i = 0; i < times && what !== 'peek'; i++) {
        if (what === 'append') {
          expected.push([number, ~number]);
          lists.append(list, number, ~number);
          number++;
        } else {
          const pair = expected.shift();
          const first = lists.shift(list);
          found.push(first, pair === undefined ? undefined : lists.second);
          right.push(pair?.[0] ?? -1, pair?.[1]);
        }
        found.push(lists.isEmpty(list));
        right.push(expected.length === 0);
      }
      expect(found).toEqual(right);
    }
  };
  const runs = { seed: 20_251_121, numRuns: tries(500) };
  fc.assert(fc.property(fc.array(step, { maxLength: 60, size: 'max' }), follow), runs);
});

test('room that lists gave up is used again', () => {
  const lists = new PairLists(LISTS);
  const room = () => (lists as unknown as { chunks: Int32Array }).chunks.length;
  const before = room();
  for (let round = 0; round < 1000; round++) {
    for (let i = 0; i < 100; i++) lists.append(round % LISTS, i, 0);
    for (let i = 0; i < 100; i++) lists.shift(round % LISTS);
  }
  expect(room()).toBe(before);
});
