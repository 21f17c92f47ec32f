/**
 * Where the course's programs place keys and nodes: libstdc++'s `std::hash<std::string>` on 64
 * bits (MurmurHash64A with the seed 0xc70f6907) modulo the ring's 512 slots.
 */

import type { Address } from '../address';
import { utf8Bytes } from '../utf8';

export const RING_SIZE = 512;

const SEED = 0xc70f6907;
const MUL_HIGH = 0xc6a4a793 | 0;
const MUL_LOW = 0x5bd1e995;

/** A 64-bit number as two 32-bit halves. */
interface Word {
  high: number;
  low: number;
}

/** The slot of a key, 0..511. */
export function positionOfKey(key: string): number {
  return hashLow(utf8Bytes(key)) & (RING_SIZE - 1);
}

/** The slot of a node, 0..511: of its little-endian id, read as C text up to the first zero byte. */
export function positionOfNode(address: Address): number {
  const bytes: number[] = [];
  for (let rest = address; (rest & 255) !== 0; rest >>>= 8) bytes.push(rest & 255);
  return hashLow(bytes) & (RING_SIZE - 1);
}

/** The low half of the 64-bit hash, all that a ring of up to 2^32 slots needs. */
function hashLow(bytes: readonly number[]): number {
  const hash = { high: 0, low: bytes.length };
  multiply(hash);
  hash.low ^= SEED;
  const whole = bytes.length & ~7;
  for (let i = 0; i < whole; i += 8) {
    const data = { high: load(bytes, i + 4, 4), low: load(bytes, i, 4) };
    multiply(data);
    shiftMix(data);
    multiply(data);
    absorb(hash, data);
  }
  if (whole < bytes.length) {
    const low = load(bytes, whole, 4);
    absorb(hash, { high: load(bytes, whole + 4, 4), low });
  }
  shiftMix(hash);
  multiply(hash);
  shiftMix(hash);
  return hash.low;
}

/** Little-endian bytes from `at` on, as many as there are, at most `count`. */
function load(bytes: readonly number[], at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value |= (bytes[at + i] ?? 0) << (8 * i);
  return value;
}

function absorb(hash: Word, data: Word): void {
  hash.high ^= data.high;
  hash.low ^= data.low;
  multiply(hash);
}

/** word ^= word >> 47 */
function shiftMix(word: Word): void {
  word.low ^= word.high >>> 15;
}

/** word *= MUL, modulo 2^64 */
function multiply(word: Word): void {
  const high =
    highOfProduct(word.low, MUL_LOW) +
    Math.imul(word.low, MUL_HIGH) +
    Math.imul(word.high, MUL_LOW);
  word.low = Math.imul(word.low, MUL_LOW);
  word.high = high | 0;
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function highOfProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return aHigh * bHigh + Math.floor(middle / 0x1_0000) + Math.floor(carry / 0x1_0000);
}
