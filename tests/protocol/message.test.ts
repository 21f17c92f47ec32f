import fc from 'fast-check';
import { address, counter, Digest, listOf, oneOf, text, unsigned } from '../../src/protocol/fields';
import { Catalogue, type Kinded } from '../../src/protocol/message';
import { tries } from '../support/trials';

type Note =
  | { readonly kind: 'empty' }
  | { readonly kind: 'word'; readonly text: string; readonly mood: 'good' | 'bad' }
  | { readonly kind: 'list'; readonly from: number; readonly times: readonly number[] };

const catalogue = Catalogue.of<Note>({
  empty: { number: 1, fields: {} },
  word: { number: 7, fields: { text: text(20), mood: oneOf('good', 'bad') } },
  list: { number: 255, fields: { from: address, times: listOf(counter, 6) } },
});

const notes: fc.Arbitrary<Note> = fc.oneof(
  fc.constant({ kind: 'empty' } as const),
  fc.record({
    kind: fc.constant('word' as const),
    text: fc.string({ maxLength: 20 }),
    mood: fc.constantFrom('good', 'bad'),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    from: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    times: fc.array(fc.maxSafeNat(), { maxLength: 6 }),
  }),
);

function digestOf(value: Kinded): string {
  const digest = new Digest();
  digest.reset();
  catalogue.digest(value, digest);
  return `${digest.low} ${digest.high}`;
}

test('every kind round-trips, and its size is the encoded length', () => {
  const property = fc.property(notes, (note) => {
    const bytes = catalogue.encode(note);
    expect(bytes.length).toBe(catalogue.size(note));
    expect(catalogue.decode(bytes)).toEqual(note);
  });
  fc.assert(property, { seed: 14, numRuns: tries(1000) });
});

test('the wire form is the number, then the fields in declared order', () => {
  const word = { kind: 'word', mood: 'bad', text: 'hi' } as const;
  expect([...catalogue.encode(word)]).toEqual([7, 2, 0, 104, 105, 1]);
  expect([...catalogue.encode({ kind: 'empty' })]).toEqual([1]);
});

test('damaged, truncated, lengthened and random bytes decode to a message or nothing, and never throw', () => {
  const bytes = notes.map((note) => catalogue.encode(note));
  const cut = fc.tuple(bytes, fc.nat()).map(([it, at]) => it.subarray(0, at % it.length));
  const longer = fc
    .tuple(bytes, fc.uint8Array({ minLength: 1, maxLength: 3 }))
    .map(([it, tail]) => Uint8Array.from([...it, ...tail]));
  for (const spoiled of [cut, longer]) {
    const property = fc.property(spoiled, (it) => {
      expect(catalogue.decode(it)).toBeUndefined();
    });
    fc.assert(property, { seed: 15, numRuns: tries(500) });
  }
  const flipped = fc.tuple(bytes, fc.nat(), fc.nat(255)).map(([it, at, byte]) => {
    it[at % it.length] = byte;
    return it;
  });
  const random = fc.tuple(fc.constantFrom(1, 7, 255, 9), fc.uint8Array({ maxLength: 60 }));
  const noise = random.map(([number, rest]) => Uint8Array.from([number, ...rest]));
  const property = fc.property(fc.oneof(flipped, noise), (it) => {
    const note = catalogue.decode(it);
    if (note !== undefined) expect([...catalogue.encode(note)]).toEqual([...it]);
  });
  fc.assert(property, { seed: 16, numRuns: tries(2000) });
});

test('unknown kinds and no bytes at all decode to nothing', () => {
  for (const number of [0, 2, 8, 254]) {
    expect(catalogue.decode(Uint8Array.from([number]))).toBeUndefined();
  }
  expect(catalogue.decode(new Uint8Array(0))).toBeUndefined();
});

test('fields that were not declared are left out of size, digest and wire form', () => {
  const plain: Note = { kind: 'word', text: 'hi', mood: 'good' };
  const more = { ...plain, extra: 'ignored' };
  expect(catalogue.size(more)).toBe(catalogue.size(plain));
  expect(digestOf(more)).toBe(digestOf(plain));
  expect(catalogue.decode(catalogue.encode(more))).toEqual(plain);
});

test('a field out of its bounds cannot be encoded', () => {
  const wrong: Note[] = [
    { kind: 'word', text: 'x'.repeat(21), mood: 'good' },
    { kind: 'word', text: '', mood: 'ugly' as 'good' },
    { kind: 'list', from: -1, times: [] },
    { kind: 'list', from: 1, times: [0.5] },
    { kind: 'list', from: 1, times: [1, 2, 3, 4, 5, 6, 7] },
  ];
  for (const note of wrong) expect(() => catalogue.encode(note)).toThrow(RangeError);
});

test('the digest follows content and kind, not the order in which fields were written', () => {
  const property = fc.property(notes, notes, (one, other) => {
    const reversed = Object.fromEntries(Object.entries(one).reverse()) as unknown as Note;
    expect(digestOf(reversed)).toBe(digestOf(one));
    const [a, b] = [catalogue.encode(one), catalogue.encode(other)];
    expect(digestOf(one) === digestOf(other)).toBe(a.join() === b.join());
  });
  fc.assert(property, { seed: 17, numRuns: tries(1000) });
});

describe('a catalogue', () => {
  const one = Catalogue.of<{ kind: 'one' }>({ one: { number: 1, fields: {} } });
  const two = Catalogue.of<{ kind: 'two' }>({ two: { number: 2, fields: {} } });

  test('lists its kinds and their numbers', () => {
    const kinds = Catalogue.union(one, two).kinds();
    expect(kinds.map(({ name, number }) => [name, number])).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
    expect(catalogue.numberOf('list')).toBe(255);
  });

  test('names a kind that it does not hold', () => {
    const stranger = { kind: 'stranger' };
    const message = 'kind stranger is not in the catalogue';
    expect(() => catalogue.numberOf('stranger')).toThrow(message);
    expect(() => catalogue.size(stranger)).toThrow(message);
    expect(() => catalogue.encode(stranger)).toThrow(message);
    expect(() => digestOf(stranger)).toThrow(message);
  });

  test('speaks every kind of a union', () => {
    const both = Catalogue.union(one, two);
    expect(both.decode(Uint8Array.from([2]))).toEqual({ kind: 'two' });
    expect(both.decode(Uint8Array.from([1]))).toEqual({ kind: 'one' });
  });

  test('refuses a name or a number that is declared twice', () => {
    const again = Catalogue.of<{ kind: 'again' }>({ again: { number: 1, fields: {} } });
    const renumbered = Catalogue.of<{ kind: 'one' }>({ one: { number: 9, fields: {} } });
    expect(() => Catalogue.union(one, again)).toThrow('kind again (number 1) is declared twice');
    expect(() => Catalogue.union(one, renumbered)).toThrow('declared twice');
  });

  test.each([0, 256, -1, 1.5])('refuses the number %d, which one byte cannot tell', (number) => {
    expect(() => Catalogue.of<{ kind: 'odd' }>({ odd: { number, fields: {} } })).toThrow('odd');
  });
});

test('an unsigned field larger than four bytes, or a list longer than its length can say, is no declaration', () => {
  expect(() => unsigned(2 ** 32)).toThrow(RangeError);
  expect(() => listOf(unsigned(1), 65_536)).toThrow(RangeError);
  expect(() => text(65_536)).toThrow(RangeError);
});
