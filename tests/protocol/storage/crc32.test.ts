import fc from 'fast-check';

import { crc32 } from '../../../src/protocol/storage/crc32';
import { tries } from '../../support/trials';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A bit at a time, as the polynomial is defined. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}

test.each([
  ['123456789', 0xcbf4_3926],
  ['', 0],
  ['a', 0xe8b7_be43],
  ['The quick brown fox jumps over the lazy dog', 0x414f_a339],
])('of %j is the published one', (text, sum) => {
  expect(crc32(ascii(text))).toBe(sum);
});

test('of a part is that of its bytes, whatever their number', () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(bytes, bytes, bytes, (before, part, after) => {
      const all = Uint8Array.from([...before, ...part, ...after]);
      expect(crc32(all, before.length, before.length + part.length)).toBe(slowly(part));
    }),
    { seed: 1, numRuns: tries(1000) },
  );
});
