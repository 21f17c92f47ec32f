import fc from 'fast-check';
import {
  address,
  ByteReader,
  ByteWriter,
  counter,
  Digest,
  type Field,
  listOf,
  oneOf,
  struct,
  text,
  unsigned,
} from '../../src/protocol/fields';
import { tries } from '../support/trials';

interface Point {
  readonly x: number;
  readonly name: string;
  readonly kind: 'a' | 'b' | 'c';
  readonly history: readonly number[];
}
const point = struct<Point>({
  x: unsigned(1000),
  name: text(40),
  kind: oneOf('a', 'b', 'c'),
  history: listOf(counter, 5),
});

const whole = (max: number) =>
  fc.oneof(fc.integer({ min: 0, max: Math.min(max, 300) }), fc.nat(max), fc.constantFrom(0, max));
const count = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
);
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const label = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((it) => bytesOf(it) <= 40);
const points: fc.Arbitrary<Point> = fc.record({
  x: whole(1000),
  name: label,
  kind: fc.constantFrom('a', 'b', 'c'),
  history: fc.array(count, { maxLength: 5 }),
});

function bytesOf(value: string): number {
  return new TextEncoder().encode(value).length;
}

/** Every field type, with its values and with values it must refuse. */
const types: readonly (readonly [string, Field<unknown>, fc.Arbitrary<unknown>, unknown[]])[] = [
  entry('unsigned in one byte', unsigned(200), whole(200), [-1, 201, 256, 0.5, NaN]),
  entry('unsigned in two bytes', unsigned(1000), whole(1000), [-1, 1001, 65_536, Infinity]),
  entry('unsigned in four bytes', unsigned(70_000), whole(70_000), [-1, 70_001, 2 ** 32]),
  entry('unsigned of 32 bits', unsigned(2 ** 32 - 1), uint32, [-1, 2 ** 32, 1.5]),
  entry('counter', counter, count, [-1, 2 ** 53, 0.5, NaN, Infinity]),
  entry('address', address, whole(2 ** 31 - 1), [-1, 2 ** 31, 1.5]),
  entry('oneOf', oneOf('yes', 'no'), fc.constantFrom('yes', 'no'), ['maybe' as 'yes']),
  entry('text', text(40), label, ['x'.repeat(41), '\u20ac'.repeat(14), '\ud800']),
  entry('listOf', listOf(unsigned(9), 3), fc.array(whole(9), { maxLength: 3 }), [
    [1, 2, 3, 4],
    [10],
  ]),
  entry(
    'listOf lists',
    listOf(listOf(text(9), 2), 3),
    fc.array(fc.array(fc.constantFrom('', 'é'), { maxLength: 2 }), { maxLength: 3 }),
    [[['', '', '']]],
  ),
  entry('struct', point, points, [
    { x: 1001, name: '', kind: 'a', history: [] },
    { x: 0, name: '', kind: 'a', history: [-1] },
  ]),
];

function entry<T>(name: string, field: Field<T>, values: fc.Arbitrary<T>, refused: T[]) {
  return [
    name,
    field as Field<unknown>,
    values as fc.Arbitrary<unknown>,
    refused as unknown[],
  ] as const;
}

function encoded(field: Field<unknown>, value: unknown): Uint8Array {
  const writer = new ByteWriter(field.size(value));
  field.write(value, writer);
  return writer.bytes();
}

function digestOf(field: Field<unknown>, value: unknown): string {
  const digest = new Digest();
  digest.reset();
  field.digest(value, digest);
  return `${digest.low} ${digest.high}`;
}

describe.each(types)('%s', (_name, field, values, refused) => {
  test('round-trips, in exactly as many bytes as its size says', () => {
    const property = fc.property(values, (value) => {
      const bytes = encoded(field, value);
      expect(bytes.length).toBe(field.size(value));
      const reader = new ByteReader(bytes);
      expect(field.read(reader)).toEqual(value);
      expect(reader.intact()).toBe(true);
    });
    fc.assert(property, { seed: 9, numRuns: tries(600) });
  });

  test('refuses values out of its bounds with a RangeError', () => {
    for (const value of refused) {
      // More room than needed, so that nothing but the bounds can refuse it.
      expect(() => {
        field.write(value, new ByteWriter(1000));
      }).toThrow(RangeError);
    }
  });

  test('is not intact when cut off anywhere', () => {
    const property = fc.property(values, fc.nat(), (value, cut) => {
      const bytes = encoded(field, value);
      const reader = new ByteReader(bytes.subarray(0, cut % bytes.length));
      field.read(reader);
      expect(reader.intact()).toBe(false);
    });
    fc.assert(property, { seed: 10, numRuns: tries(600) });
  });

  test('reads any bytes without throwing, and what is intact can be written again', () => {
    const random = fc.uint8Array({ maxLength: 40 });
    const flipped = fc.tuple(values, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
      const bytes = encoded(field, value);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    const property = fc.property(fc.oneof(random, flipped), (bytes) => {
      const reader = new ByteReader(bytes);
      const value = field.read(reader);
      if (reader.intact()) expect([...encoded(field, value)]).toEqual([...bytes]);
    });
    fc.assert(property, { seed: 11, numRuns: tries(1000) });
  });

  test('equal values have one digest, different ones another', () => {
    const property = fc.property(values, values, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(digestOf(field, one) === digestOf(field, structuredClone(one))).toBe(true);
      expect(digestOf(field, one) === digestOf(field, other)).toBe(same);
    });
    fc.assert(property, { seed: 12, numRuns: tries(1000) });
  });
});

test('integers take as many bytes as their bound needs', () => {
  const sizes = [0, 1, 255, 256, 65_535, 65_536, 2 ** 32 - 1].map((max) => unsigned(max).size(0));
  expect(sizes).toEqual([1, 1, 1, 2, 2, 4, 4]);
  expect([counter.size(0), address.size(0), text(9).size('é'), oneOf('a').size('a')]).toEqual([
    8, 6, 4, 1,
  ]);
});

test('numbers are little-endian; an address ends with its port, which is 0', () => {
  expect([...encoded(unsigned(65_535) as Field<unknown>, 0x1234)]).toEqual([0x34, 0x12]);
  expect([...encoded(counter as Field<unknown>, 2 ** 40 + 5)]).toEqual([5, 0, 0, 0, 0, 1, 0, 0]);
  expect([...encoded(address as Field<unknown>, 257)]).toEqual([1, 1, 0, 0, 0, 0]);
  const reader = new ByteReader(Uint8Array.from([1, 0, 0, 0, 1, 0]));
  address.read(reader);
  expect(reader.intact()).toBe(false);
});

test('a long announced length makes no long value out of few bytes', () => {
  const reader = new ByteReader(Uint8Array.from([0xff, 0xff, 1, 2, 3]));
  expect(listOf(unsigned(9), 65_535).read(reader)).toEqual([]);
  expect(reader.intact()).toBe(false);
});

test('a reader works on a part of a larger buffer, and leftovers are damage', () => {
  const bytes = Uint8Array.from([9, 9, 1, 2, 9]);
  const reader = new ByteReader(bytes.subarray(2, 4));
  expect([reader.remaining(), reader.u8(), reader.intact()]).toEqual([2, 1, false]);
  expect([reader.u8(), reader.intact(), reader.u8(), reader.intact()]).toEqual([2, true, 0, false]);
});

test('a writer insists on the size that was announced', () => {
  const short = new ByteWriter(3);
  short.u16(1);
  expect(() => short.bytes()).toThrow('encoded 2 bytes where 3 were announced');
  expect(() => {
    short.u32(1);
  }).toThrow(RangeError);
});

describe('the digest', () => {
  const of = (fill: (digest: Digest) => void) => {
    const digest = new Digest();
    digest.reset();
    fill(digest);
    return `${digest.low} ${digest.high}`;
  };
  const numbers = (...values: number[]) =>
    of((digest) => {
      for (const v of values) digest.addLong(v);
    });
  const listed = (words: number[]) =>
    of((digest) => {
      const padded = Int32Array.from([7, ...words, 8, 9]);
      digest.addWords(padded, 1, 1 + words.length);
    });
  const int32 = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, -(2 ** 31)));

  test('starts anew when reset', () => {
    const digest = new Digest();
    digest.reset();
    const fresh = [digest.low, digest.high];
    digest.add(5);
    digest.reset();
    expect([digest.low, digest.high]).toEqual(fresh);
  });

  test('tells numbers apart beyond 32 bits, and by order and count', () => {
    const all = [
      ...[0, 1, -1, 2 ** 31, 2 ** 31 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 53 - 1].map((value) =>
        numbers(value),
      ),
      ...[numbers(), numbers(0, 0), numbers(1, 2), numbers(2, 1), numbers(1, 0)],
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('tells two counters apart wherever their high words lie', () => {
    const one = struct<{ a: number; b: number }>({ a: counter, b: counter }) as Field<unknown>;
    const low = { a: 2 ** 32 + 5, b: 7 };
    const high = { a: 5, b: 7 * 2 ** 32 + 1 };
    expect(digestOf(one, low)).not.toBe(digestOf(one, high));
  });

  test('of a list of words is of those from start to end alone', () => {
    const slice = (words: number[], start: number, end: number) =>
      of((digest) => {
        digest.addWords(Int32Array.from(words), start, end);
      });
    expect(slice([1, 2, 3, 4, 5, 6, 7], 1, 6)).toBe(slice([2, 3, 4, 5, 6], 0, 5));
  });

  test('of a list of words changes with any one word', () => {
    const property = fc.property(
      fc.array(int32, { minLength: 1, maxLength: 20 }),
      fc.nat(),
      int32,
      (words, pick, value) => {
        const index = pick % words.length;
        fc.pre(words[index] !== value);
        expect(listed(words.with(index, value))).not.toBe(listed(words));
      },
    );
    fc.assert(property, { seed: 13, numRuns: tries(2000) });
  });

  test('of a list of words changes with its length and its order', () => {
    const zeros = Array.from({ length: 12 }, (_, length) =>
      listed(new Array<number>(length).fill(0)),
    );
    expect(new Set(zeros).size).toBe(12);
    const words = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const swaps = words.flatMap((_, i) =>
      words.slice(i + 1).map((_word, k) => {
        const [a, b] = [words[i]!, words[i + 1 + k]!];
        return listed(words.with(i, b).with(i + 1 + k, a));
      }),
    );
    expect(new Set([listed(words), ...swaps]).size).toBe(1 + swaps.length);
  });

  test('of a text changes with every character and where it ends', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'a\0', '\0a', 'A', 'é', 'e\u0301'];
    expect(
      new Set(
        texts.map((it) =>
          of((digest) => {
            digest.addText(it);
          }),
        ),
      ).size,
    ).toBe(texts.length);
    const pair = (one: string, other: string) =>
      of((digest) => {
        digest.addText(one);
        digest.addText(other);
      });
    expect(pair('ab', 'c')).not.toBe(pair('a', 'bc'));
  });
});
