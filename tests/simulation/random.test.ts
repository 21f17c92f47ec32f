import fc from 'fast-check';
import { type KeyedDraw, RandomRoot, type Stream } from '../../src/simulation/random';

const root = new RandomRoot('a seed');

function draws(stream: Stream, count: number): number[] {
  return Array.from({ length: count }, () => stream.next());
}

/** How many standard deviations a chi-squared statistic lies from what uniform counts give. */
function unevenness(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chi2 = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  const freedom = counts.length - 1;
  return (chi2 - freedom) / Math.sqrt(2 * freedom);
}

/** Counts how often each bit is set and gives the worst distance from half, in deviations. */
class BitBalance {
  private readonly set = new Array<number>(32).fill(0);
  private words = 0;

  add(word: number): void {
    this.words++;
    for (let bit = 0; bit < 32; bit++) this.set[bit]! += (word >>> bit) & 1;
  }

  worst(): number {
    const deviation = Math.sqrt(this.words) / 2;
    return Math.max(...this.set.map((count) => Math.abs(count - this.words / 2) / deviation));
  }
}

describe('a stream', () => {
  test('is the same whatever else is drawn, and however long', () => {
    const alone = draws(new RandomRoot('s').stream('node 1'), 20);
    const busy = new RandomRoot('s');
    const other = busy.stream('node 2');
    const keyed = busy.keyed('loss');
    const stream = busy.stream('node 1');
    const mixed = Array.from({ length: 20 }, (_, i) => {
      draws(other, i);
      keyed.of(1, 2, i, 0);
      draws(busy.stream('node 1'), 3);
      return stream.next();
    });
    expect(mixed).toEqual(alone);
    expect(draws(new RandomRoot('s').stream('node 1'), 1000).slice(0, 20)).toEqual(alone);
  });

  test('differs from the streams of other names and seeds', () => {
    const names = ['', 'a', 'b', 'aa', 'ab', 'ba', 'node 1', 'node 2', 'node 11', 'node 12', 'é'];
    const firsts = names.map((name) => draws(root.stream(name), 2).join());
    expect(new Set(firsts).size).toBe(names.length);
    const seeds = ['', '0', '7', '07', '007', '0x7', '7.0', ' 7', '7 ', 'seven'];
    const seeded = seeds.map((seed) => draws(new RandomRoot(seed).stream('x'), 2).join());
    expect(new Set(seeded).size).toBe(seeds.length);
  });

  test.each([2, 3, 6, 10, 64, 100, 1000])('below(%d) is uniform', (bound) => {
    const counts = new Array<number>(bound).fill(0);
    const stream = root.stream(`below ${bound}`);
    for (let i = 0; i < 100_000; i++) counts[stream.below(bound)]!++;
    expect(Math.abs(unevenness(counts))).toBeLessThan(4);
  });

  test('below gives whole numbers under any bound', () => {
    const bound = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 }), fc.constantFrom(1, 2 ** 32));
    const property = fc.property(bound, fc.string(), (below, name) => {
      const stream = root.stream(name);
      for (let i = 0; i < 20; i++) {
        const value = stream.below(below);
        expect(Number.isInteger(value) && value >= 0 && value < below).toBe(true);
      }
    });
    fc.assert(property, { seed: 1 });
    expect(root.stream('x').below(2 ** 32)).toBe(root.stream('x').next());
  });

  test('has every bit set half of the time, whatever the bits before it', () => {
    const [alone, serial, across] = [new BitBalance(), new BitBalance(), new BitBalance()];
    const [one, other] = [root.stream('node 1'), root.stream('node 2')];
    let before = one.next();
    for (let i = 0; i < 50_000; i++) {
      const word = one.next();
      alone.add(word);
      serial.add(word ^ before);
      across.add(word ^ other.next());
      before = word;
    }
    expect(alone.worst()).toBeLessThan(4.5);
    expect(serial.worst()).toBeLessThan(4.5);
    expect(across.worst()).toBeLessThan(4.5);
  });
});

type Key = [number, number, number, number];

/** Worst output bit, in deviations from half, over keys that differ in one bit of one part. */
function avalanche(draw: KeyedDraw, part: number, bit: number): number {
  const balance = new BitBalance();
  const keys = root.stream(`keys ${part} ${bit}`);
  for (let i = 0; i < 1500; i++) {
    const key: Key = [keys.below(1000), keys.below(1000), keys.below(2 ** 20), keys.below(4)];
    const changed: Key = [...key];
    changed[part] = flip(key[part]!, bit);
    balance.add(draw.of(...key) ^ draw.of(...changed));
  }
  return balance.worst();
}

function flip(value: number, bit: number): number {
  return Math.floor(value / 2 ** bit) % 2 === 1 ? value - 2 ** bit : value + 2 ** bit;
}

describe('a keyed draw', () => {
  const bits = (count: number) => Array.from({ length: count }, (_, bit) => bit);

  test('belongs to its key alone, in whatever order keys are asked', () => {
    const keys: Key[] = bits(200).map((i) => [i % 5, i % 7, i * 1000, i % 3]);
    const expected = keys.map((key) => root.keyed('loss').of(...key));
    const order = fc.shuffledSubarray(bits(200), { minLength: 1 });
    const property = fc.property(order, (indexes) => {
      const draw = new RandomRoot('a seed').keyed('loss');
      for (const i of indexes) expect(draw.of(...keys[i]!)).toBe(expected[i]);
    });
    fc.assert(property, { seed: 2, numRuns: 30 });
  });

  test.each([
    ['a', 0, 31],
    ['b', 1, 31],
    ['time', 2, 53],
    ['order', 3, 31],
  ])('changes half of its bits with any one bit of %s', (_name, part, width) => {
    const draw = root.keyed('loss');
    const worst = bits(width).map((bit) => avalanche(draw, part, bit));
    // 5 deviations of 1,500 samples: any bit within 6.5 % of half.
    expect(Math.max(...worst)).toBeLessThan(5);
  });

  test('differs between orders of the same numbers', () => {
    const draw = root.keyed('loss');
    const keys: Key[] = [
      ...([
        [1, 2, 3, 4],
        [2, 1, 3, 4],
        [1, 3, 2, 4],
        [1, 2, 4, 3],
      ] as Key[]),
      ...([
        [4, 3, 2, 1],
        [3, 3, 3, 1],
        [3, 3, 1, 3],
        [0, 0, 0, 10],
      ] as Key[]),
    ];
    expect(new Set(keys.map((key) => draw.of(...key))).size).toBe(keys.length);
  });

  test('is uniform over the small regular keys of real runs', () => {
    const draw = root.keyed('loss');
    const high = new Array<number>(256).fill(0);
    const low = new Array<number>(256).fill(0);
    const seen = new Set<number>();
    for (let a = 1; a <= 10; a++) {
      for (let b = 1; b <= 10; b++) {
        for (let time = 0; time < 300; time++) {
          for (let order = 0; order < 3; order++) {
            const value = draw.of(a, b, time, order);
            high[value >>> 24]!++;
            low[value & 255]!++;
            seen.add(value);
          }
        }
      }
    }
    expect(Math.abs(unevenness(high))).toBeLessThan(4);
    expect(Math.abs(unevenness(low))).toBeLessThan(4);
    // 90,000 of 2^32: about one pair is expected to meet.
    expect(90_000 - seen.size).toBeLessThan(8);
  });

  test.each([0.001, 0.1, 0.5, 0.9])('chance(%d) is true for that share of keys', (probability) => {
    const draw = root.keyed('share');
    let hits = 0;
    for (let i = 0; i < 100_000; i++) {
      if (draw.chance(probability, i % 10, i % 7, Math.floor(i / 70), 0)) hits++;
    }
    const deviation = Math.sqrt(100_000 * probability * (1 - probability));
    expect(Math.abs(hits - 100_000 * probability)).toBeLessThan(4 * deviation);
  });

  test('chance(0) is never true and chance(1) always', () => {
    const draw = root.keyed('share');
    const decided = (probability: number) =>
      bits(20_000).filter((i) => draw.chance(probability, 1, 2, i, 0)).length;
    expect(decided(0)).toBe(0);
    expect(decided(1)).toBe(20_000);
  });
});

describe('names and seeds that differ in one bit', () => {
  const changed = (text: string, index: number, bit: number) =>
    text.slice(0, index) +
    String.fromCharCode(text.charCodeAt(index) ^ (1 << bit)) +
    text.slice(index + 1);

  test('give streams and keyed draws that differ in half of their bits', () => {
    const [streams, keyed] = [new BitBalance(), new BitBalance()];
    for (let i = 0; i < 200; i++) {
      const name = `node ${i * 7}`;
      for (let index = 0; index < name.length; index++) {
        for (let bit = 0; bit < 8; bit++) {
          const other = changed(name, index, bit);
          streams.add(root.stream(name).next() ^ root.stream(other).next());
          keyed.add(root.keyed(name).of(1, 2, 3, 0) ^ root.keyed(other).of(1, 2, 3, 0));
        }
      }
    }
    expect(streams.worst()).toBeLessThan(4.5);
    expect(keyed.worst()).toBeLessThan(4.5);
  });

  test('every bit of a name counts, and every bit of the seed', () => {
    const [ofName, ofSeed] = [new Set<number>(), new Set<number>()];
    for (let index = 0; index < 6; index++) {
      for (let bit = 0; bit < 16; bit++) {
        ofName.add(root.stream(changed('node 1', index, bit)).next());
        if (bit < 8) {
          ofSeed.add(new RandomRoot(changed('seed 1', index, bit)).stream('node 1').next());
        }
      }
    }
    expect(ofName.size).toBe(6 * 16);
    expect(ofSeed.size).toBe(6 * 8);
  });

  test('seeds that count up give unrelated runs', () => {
    const [streams, keyed] = [new BitBalance(), new BitBalance()];
    let before = new RandomRoot('0');
    for (let seed = 1; seed <= 1000; seed++) {
      const next = new RandomRoot(`${seed}`);
      streams.add(before.stream('node 1').next() ^ next.stream('node 1').next());
      keyed.add(before.keyed('loss').of(1, 2, 3, 0) ^ next.keyed('loss').of(1, 2, 3, 0));
      before = next;
    }
    expect(streams.worst()).toBeLessThan(4.5);
    expect(keyed.worst()).toBeLessThan(4.5);
  });
});

test('a root does not depend on the roots made before it', () => {
  const first = draws(new RandomRoot('7').stream('x'), 3);
  for (let i = 0; i < 10; i++) new RandomRoot(`${i}`).stream('x').next();
  expect(draws(new RandomRoot('7').stream('x'), 3)).toEqual(first);
});
