import { Permutation } from '../../../../src/protocol/membership/swim/permutation';
import { RandomRoot, type Stream } from '../../../../src/simulation/random';

function numbers(size: number, random: Stream): number[] {
  const order = new Permutation(size, random);
  const all: number[] = [];
  for (let n = order.next(); n >= 0; n = order.next()) all.push(n);
  return all;
}

/** Chi squared of counts that should be equal. */
function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const random = () => new RandomRoot('permutations').stream('test');

test.each([1, 2, 3, 4, 5, 8, 9, 31, 32, 33, 100, 1000, 1025])(
  'of %i holds every number below the next power of two once',
  (size) => {
    let domain = 1;
    while (domain < size) domain *= 2;
    const rising = Array.from({ length: domain }, (_, n) => n);
    const draw = random();
    for (let i = 0; i < 20; i++) {
      expect(numbers(size, draw).sort((a, b) => a - b)).toEqual(rising);
    }
  },
);

test.each([2, 4, 8, 16, 64])('of %i has each number in each place equally often', (size) => {
  const draw = random();
  const counts = Array.from({ length: size * size }, () => 0);
  const rounds = 20 * size * size;
  for (let i = 0; i < rounds; i++) {
    numbers(size, draw).forEach((n, place) => counts[n * size + place]!++);
  }
  // The mean of chi squared is its degrees of freedom, its deviation the root of twice as many.
  const freedom = (size - 1) ** 2;
  expect(chiSquared(counts)).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom) + 4);
});

test.each([4, 8, 16, 32, 64])('of %i has each pair of neighbours equally often', (size) => {
  const draw = random();
  const counts = Array.from({ length: size * size }, () => 0);
  for (let i = 0; i < 100 * size * size; i++) {
    const all = numbers(size, draw);
    counts[all[0]! * size + all[1]!]!++;
  }
  const pairs = counts.filter((_, pair) => Math.floor(pair / size) !== pair % size);
  const freedom = pairs.length - 1;
  expect(chiSquared(pairs)).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
});
