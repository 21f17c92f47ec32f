import { murmur3, murmur3OfBytes } from '../../../src/protocol/ring/murmur3';

/** Published vectors: SMHasher's verification value, and those that its ports share. */
const VECTORS: readonly (readonly [text: string, seed: number, hash: number])[] = [
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['aa', 0x9747b28c, 0x5d211726],
  ['a', 0x9747b28c, 0x7fa09ea6],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
];

test.each(VECTORS)('%j with seed %d', (text, seed, hash) => {
  expect(murmur3(text, seed)).toBe(hash);
});

test('bytes above 127 are not negative', () => {
  expect(murmur3OfBytes([0xff, 0xff, 0xff, 0xff])).toBe(0x76293b50);
  expect(murmur3OfBytes([0x21, 0x43, 0x65, 0x87], 0x5082edee)).toBe(0x2362f9de);
});

test('SMHasher’s verification value', () => {
  // Hash keys of 0..n-1 with seed 256 - n, then hash those hashes, as its VerificationTest does.
  const hashes: number[] = [];
  for (let n = 0; n < 256; n++) {
    const hash = murmur3OfBytes(
      Array.from({ length: n }, (_, i) => i),
      256 - n,
    );
    for (let byte = 0; byte < 4; byte++) hashes.push((hash >>> (8 * byte)) & 255);
  }
  expect(murmur3OfBytes(hashes)).toBe(0xb0f57ee3);
});
