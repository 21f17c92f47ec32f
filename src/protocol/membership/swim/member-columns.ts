/** Members in typed columns that belong to one node. */

import type { Address } from '../../address';
import { Directory } from './directory';
import { ALIVE, isIncluded, type Members, UNKNOWN } from './members';

const NO_INDEX = -1;
const FIRST_CAPACITY = 8;

export class MemberColumns implements Members {
  size = 0;
  included = 0;
  private incarnations = new Int32Array(0);
  private states = new Uint8Array(0);

  /** @param directory may be that of other nodes too */
  constructor(private readonly directory = new Directory()) {}

  /** A converged view: all these members, alive since their first start. */
  static converged(addresses: Iterable<Address>, directory = new Directory()): MemberColumns {
    const members = new MemberColumns(directory);
    for (const address of addresses) members.add(address, 0);
    return members;
  }

  find(address: Address): number {
    const index = this.directory.find(address);
    return this.stateAt(index) === UNKNOWN ? NO_INDEX : index;
  }

  add(address: Address, incarnation: number): number {
    const index = this.directory.numberOf(address);
    if (index >= this.states.length) this.grow(index + 1);
    this.size = Math.max(this.size, index + 1);
    this.set(index, ALIVE, incarnation);
    return index;
  }

  addressAt(index: number): Address {
    return this.directory.addressOf(index);
  }

  stateAt(index: number): number {
    return this.states[index] ?? UNKNOWN;
  }

  incarnationAt(index: number): number {
    return this.incarnations[index] ?? 0;
  }

  covers(address: Address, state: number, incarnation: number): boolean {
    const index = this.find(address);
    const known = this.incarnationAt(index);
    return known > incarnation || (known === incarnation && this.stateAt(index) >= state);
  }

  set(index: number, state: number, incarnation: number): void {
    this.included += Number(isIncluded(state)) - Number(isIncluded(this.states[index]!));
    this.states[index] = state;
    this.incarnations[index] = incarnation;
  }

  private grow(least: number): void {
    const { incarnations, states } = this;
    const capacity = Math.max(FIRST_CAPACITY, least, 2 * states.length);
    this.incarnations = new Int32Array(capacity);
    this.states = new Uint8Array(capacity);
    this.incarnations.set(incarnations);
    this.states.set(states);
  }
}
