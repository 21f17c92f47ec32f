/** Where the nodes of one cluster keep what they know of its members. */

import type { Address } from '../../address';
import type { ViewStore } from '../membership-protocol';
import { Directory } from './directory';
import { MemberColumns } from './member-columns';
import type { Members } from './members';

export interface MemberStore extends ViewStore {
  /** What a node knows that comes up for the first time: all others, if it is to start converged. */
  firstView(node: Address): Members;
  /** What a node knows that comes up again: nothing. */
  newView(node: Address): Members;
}

/** A table for each node. */
export class SeparateMembers implements MemberStore {
  private readonly directory: Directory;

  /** @param converged nodes that are about to come up, each knowing all of them */
  constructor(private readonly converged: readonly Address[]) {
    this.directory = Directory.of(converged);
  }

  firstView(node: Address): Members {
    const isConverged = this.converged.includes(node);
    return isConverged
      ? MemberColumns.converged(this.converged, this.directory)
      : this.newView(node);
  }

  newView(node: Address): Members {
    this.directory.numberOf(node);
    return new MemberColumns(this.directory);
  }

  forget(): void {
    // A node's table goes with it.
  }
}
