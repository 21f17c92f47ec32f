/**
 * The replies that a replica has given, so that a request that comes again changes nothing and gets the
 * same answer. In memory only: a replica that restarts has forgotten them.
 */

import { ByRequest } from './by-request';
import type { ReplicaReply, RequestId } from './store-messages';

/** The first reply that was given makes room for one more than so many. */
const REPLIES_MAX = 16_384;

export class RememberedReplies {
  private readonly replies = new ByRequest<ReplicaReply>();
  /** In the order in which they were given: a ring of slots. */
  private readonly given: ReplicaReply[] = [];
  /** The slot of the next reply; once all are taken, the first reply's. */
  private next = 0;

  get(request: RequestId): ReplicaReply | undefined {
    return this.replies.get(request);
  }

  /** Returns the reply that had to make room, if any. */
  add(reply: ReplicaReply): ReplicaReply | undefined {
    const oldest = this.given[this.next];
    this.given[this.next] = reply;
    this.next = (this.next + 1) % REPLIES_MAX;
    this.replies.set(reply, reply);
    if (oldest !== undefined) this.replies.delete(oldest);
    return oldest;
  }
}
