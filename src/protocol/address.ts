/**
 * The address of a node: its id, a whole number from 1 to 2^31 - 1. The port of the
 * course's six-byte addresses is always 0 and exists only in print and on the wire.
 */
export type Address = number;

export const ADDRESS_MAX = 0x7fffffff;

/** A node's name: `n3` for the node with address 3. */
export type NodeName = `n${number}`;

/** How an operator names a node: `n3`. */
export function nodeName(address: Address): NodeName {
  return `n${address}`;
}

/** How the course's stdout names a node: `3:0`. */
export function idAndPort(address: Address): string {
  return `${address}:0`;
}

/** How the course's logs name a node, by the bytes of its little-endian id: 257 is `1.1.0.0:0`. */
export function dottedBytes(address: Address): string {
  return `${address & 255}.${(address >>> 8) & 255}.${(address >>> 16) & 255}.${address >>> 24}:0`;
}

/**
 * Reads any of the three spellings, `n3`, `3:0` and `3.0.0.0:0`.
 * Returns undefined for anything else, ids out of range and ports other than 0 included.
 */
export function parseAddress(text: string): Address | undefined {
  const named = /^n([1-9][0-9]{0,9})$/.exec(text) ?? /^([1-9][0-9]{0,9}):0$/.exec(text);
  if (named !== null) return inRange(Number(named[1]));
  const dotted = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3}):0$/.exec(text);
  if (dotted === null) return undefined;
  const bytes = dotted.slice(1).map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return inRange(bytes.reduceRight((id, byte) => id * 256 + byte, 0));
}

function inRange(id: number): Address | undefined {
  return id >= 1 && id <= ADDRESS_MAX ? id : undefined;
}
