import fc from 'fast-check';

import { ADDRESS_MAX } from '../../../src/protocol/address';
import { positionOfKey, positionOfNode, RING_SIZE } from '../../../src/protocol/ring/course-hash';
import { anyCharacter } from '../../support/any-character';
import { tries } from '../../support/trials';

const WORD = 0xffff_ffff_ffff_ffffn;
const MUL = 0xc6a4a7935bd1e995n;

/** MurmurHash64A as libstdc++ has it, word for word, on BigInt. */
function murmurHash64A(bytes: Uint8Array, seed = 0xc70f6907n): bigint {
  const mix = (value: bigint) => value ^ (value >> 47n);
  const load = (at: number, count: number) => {
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) + BigInt(bytes[at + i]!);
    return value;
  };
  let hash = seed ^ ((BigInt(bytes.length) * MUL) & WORD);
  const whole = bytes.length - (bytes.length % 8);
  for (let i = 0; i < whole; i += 8) {
    const data = (mix((load(i, 8) * MUL) & WORD) * MUL) & WORD;
    hash = ((hash ^ data) * MUL) & WORD;
  }
  if (whole < bytes.length) hash = ((hash ^ load(whole, bytes.length - whole)) * MUL) & WORD;
  return mix((mix(hash) * MUL) & WORD);
}

function reference(bytes: Uint8Array): number {
  return Number(murmurHash64A(bytes) % BigInt(RING_SIZE));
}

describe('the position of a key', () => {
  test.each([
    ['abcde', 305],
    ['invalidKey', 33],
    ['', 110],
    ['a', 363],
    ['12345678', 165],
    ['123456789abcdef', 107],
    ['user:7', 101],
    ['héllo', 246],
  ])('of %j is %i, as libstdc++ has it', (key, position) => {
    expect(positionOfKey(key)).toBe(position);
  });

  test('is the reference hash of its UTF-8 bytes, for any text', () => {
    const anyKey = fc.string({ unit: anyCharacter, maxLength: 70 });
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(positionOfKey(key)).toBe(reference(new TextEncoder().encode(key)));
      }),
      { seed: 1, numRuns: tries(1000) },
    );
  });

  test('spreads keys evenly over the slots', () => {
    const perSlot = new Int32Array(RING_SIZE);
    for (let i = 0; i < 100 * RING_SIZE; i++) perSlot[positionOfKey(`key ${i}`)]!++;
    expect(Math.min(...perSlot)).toBeGreaterThan(50);
    expect(Math.max(...perSlot)).toBeLessThan(150);
  });
});

describe('the position of a node', () => {
  test('of ids 1 to 10 is the course’s', () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(ids.map(positionOfNode)).toEqual([73, 99, 368, 53, 67, 0, 413, 494, 272, 240]);
  });

  test.each([
    [128, 2],
    [255, 11],
    [256, 110],
    [257, 510],
    [1000, 98],
  ])('of id %i is %i', (id, position) => {
    expect(positionOfNode(id)).toBe(position);
  });

  test('is the reference hash of the id’s bytes up to the first zero', () => {
    const anyId = fc.oneof(
      fc.integer({ min: 1, max: 70_000 }),
      fc.integer({ min: 1, max: ADDRESS_MAX }),
    );
    fc.assert(
      fc.property(anyId, (id) => {
        const bytes = new Uint8Array(Int32Array.of(id).buffer);
        const zero = bytes.indexOf(0);
        const text = zero < 0 ? bytes : bytes.subarray(0, zero);
        expect(positionOfNode(id)).toBe(reference(text));
      }),
      { seed: 2, numRuns: tries(1000) },
    );
  });

  test('is the empty text’s for every multiple of 256', () => {
    expect([256, 512, 65_536, 0x7fff_ff00].map(positionOfNode)).toEqual([110, 110, 110, 110]);
  });
});
