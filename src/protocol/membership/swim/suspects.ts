/**
 * The members that a node suspects, each with the time by which it has to refute. There may be many at
 * once, in many nodes, so that they are lists of numbers, and one timer serves them all.
 */

import type { Address } from '../../address';
import type { Suspicion } from './suspicion';

export class Suspects {
  /** In the order in which they came to be suspected. */
  private readonly members: Address[] = [];
  private readonly deadlines: number[] = [];
  /** Those whose time is shorter if others suspect them too; undefined where there is none. */
  private confirmable: Map<Address, Suspicion> | undefined;

  get isEmpty(): boolean {
    return this.members.length === 0;
  }

  /** When the time of the first is up; there must be one. */
  get firstDeadline(): number {
    let first = Infinity;
    for (const deadline of this.deadlines) if (deadline < first) first = deadline;
    return first;
  }

  /** When the time of the one that was added last is up; there must be one. */
  get lastDeadline(): number {
    return this.deadlines.at(-1)!;
  }

  add(member: Address, deadline: number): void {
    this.members.push(member);
    this.deadlines.push(deadline);
  }

  addConfirmable(member: Address, suspicion: Suspicion): void {
    this.add(member, suspicion.deadline);
    this.confirmable ??= new Map();
    this.confirmable.set(member, suspicion);
  }

  /** Counts an accuser; returns when the time is up now, or undefined where that changes nothing. */
  confirm(member: Address, accuser: Address): number | undefined {
    const suspicion = this.confirmable?.get(member);
    if (suspicion?.confirm(accuser) !== true) return undefined;
    const { deadline } = suspicion;
    this.deadlines[this.members.indexOf(member)] = deadline;
    return deadline;
  }

  /** A member whose time is up, the one suspected first; undefined where there is none. */
  due(now: number): Address | undefined {
    const index = this.deadlines.findIndex((deadline) => deadline <= now);
    return index < 0 ? undefined : this.members[index];
  }

  remove(member: Address): void {
    const index = this.members.indexOf(member);
    if (index < 0) return;
    this.members.splice(index, 1);
    this.deadlines.splice(index, 1);
    this.confirmable?.delete(member);
  }
}
