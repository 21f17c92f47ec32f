/**
 * Numbers for addresses, 0, 1, 2, ... in the order in which they first come up, so that what is kept
 * of members can be kept in columns. A number tells nothing but the address: many nodes may use one
 * directory, and each knows only the members that it has heard of.
 */

import type { Address } from '../../address';

const NONE = -1;
const FIRST_CAPACITY = 8;

export class Directory {
  /** Numbers that were given: 0 .. size-1. */
  size = 0;
  private addresses = new Int32Array(FIRST_CAPACITY);
  /** Open addressing by the address itself: ids are dense, so that they rarely collide. */
  private slots = new Int32Array(2 * FIRST_CAPACITY).fill(NONE);

  /** One of these addresses, numbered in this order. */
  static of(addresses: Iterable<Address>): Directory {
    const directory = new Directory();
    for (const address of addresses) directory.numberOf(address);
    return directory;
  }

  /** The number of an address, or -1. */
  find(address: Address): number {
    // In most clusters n1, n2, ... come up in that order.
    if (address <= this.size && this.addresses[address - 1] === address) return address - 1;
    const { slots } = this;
    const mask = slots.length - 1;
    for (let slot = address & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot]!;
      if (number < 0 || this.addresses[number] === address) return number;
    }
  }

  /** The number of an address, a new one where it has none. */
  numberOf(address: Address): number {
    const known = this.find(address);
    if (known >= 0) return known;
    if (this.size === this.addresses.length) this.grow();
    this.addresses[this.size] = address;
    this.enter(this.size);
    return this.size++;
  }

  addressOf(number: number): Address {
    return this.addresses[number]!;
  }

  private enter(number: number): void {
    const mask = this.slots.length - 1;
    let slot = this.addresses[number]! & mask;
    while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
    this.slots[slot] = number;
  }

  private grow(): void {
    const { addresses, slots } = this;
    this.addresses = new Int32Array(2 * addresses.length);
    this.addresses.set(addresses);
    this.slots = new Int32Array(2 * slots.length).fill(NONE);
    for (let number = 0; number < this.size; number++) this.enter(number);
  }
}
