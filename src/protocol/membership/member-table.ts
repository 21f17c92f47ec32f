/** The members a node has ever heard of, in typed columns; a row is never given up. */

import type { Address } from '../address';

export const ALIVE = 1;
export const SUSPECTED = 2;
export const REMOVED = 3;

/** The row of the node itself. */
export const OWN_ROW = 0;

const NO_ROW = -1;
export const NOT_ALIVE = -1;
const FIRST_CAPACITY = 16;

export class MemberTable {
  /** Rows in use: 0 .. size-1, in the order in which the members were first heard of. */
  size = 0;
  address = new Int32Array(FIRST_CAPACITY);
  incarnation = new Int32Array(FIRST_CAPACITY);
  heartbeat = new Int32Array(FIRST_CAPACITY);
  /** The node's own heartbeat when this one last rose. */
  heardAt = new Int32Array(FIRST_CAPACITY);
  /** The incarnation of a member that is alive; NOT_ALIVE for any other, and for the node itself. */
  aliveAs = new Int32Array(FIRST_CAPACITY).fill(NOT_ALIVE);
  private state = new Uint8Array(FIRST_CAPACITY);
  /** Open addressing by the address itself: ids are dense, so that they rarely collide. */
  private index = new Int32Array(2 * FIRST_CAPACITY).fill(NO_ROW);

  /** The row of an address, or -1. */
  find(address: Address): number {
    const { index } = this;
    const mask = index.length - 1;
    let slot = address & mask;
    for (;;) {
      const row = index[slot]!;
      if (row < 0 || this.address[row] === address) return row;
      slot = (slot + 1) & mask;
    }
  }

  /** Adds an address that is not in the table; returns its row. */
  add(address: Address): number {
    // One row is kept free, so that the row after the last can be read.
    if (this.size + 1 === this.address.length) this.grow();
    const row = this.size++;
    this.address[row] = address;
    this.enter(row);
    return row;
  }

  stateOf(row: number): number {
    return this.state[row]!;
  }

  setState(row: number, state: number): void {
    this.state[row] = state;
    const isAlive = state === ALIVE && row !== OWN_ROW;
    this.aliveAs[row] = isAlive ? this.incarnation[row]! : NOT_ALIVE;
  }

  private enter(row: number): void {
    const mask = this.index.length - 1;
    let slot = this.address[row]! & mask;
    while (this.index[slot]! >= 0) slot = (slot + 1) & mask;
    this.index[slot] = row;
  }

  private grow(): void {
    const capacity = 2 * this.address.length;
    const { address, incarnation, heartbeat, heardAt, aliveAs, state } = this;
    this.address = new Int32Array(capacity);
    this.incarnation = new Int32Array(capacity);
    this.heartbeat = new Int32Array(capacity);
    this.heardAt = new Int32Array(capacity);
    this.aliveAs = new Int32Array(capacity).fill(NOT_ALIVE);
    this.state = new Uint8Array(capacity);
    this.address.set(address);
    this.incarnation.set(incarnation);
    this.heartbeat.set(heartbeat);
    this.heardAt.set(heardAt);
    this.aliveAs.set(aliveAs);
    this.state.set(state);
    this.index = new Int32Array(2 * capacity).fill(NO_ROW);
    for (let row = 0; row < this.size; row++) this.enter(row);
  }
}
