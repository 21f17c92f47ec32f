/** What replicas answered to a read: the newest of it, and who has less. */

import type { Address } from '../address';
import { compareRecords, newest, type StoredRecord } from './record';
import type { ReplicaReply } from './store-messages';

/** What a read gives. */
export function newestFound(replies: Iterable<ReplicaReply>): StoredRecord | undefined {
  let found: StoredRecord | undefined;
  for (const reply of replies) found = newest(found, reply.found[0]);
  return found;
}

/** Those that answered with something older than this record, or with nothing. */
export function staleAmong(
  answers: ReadonlyMap<Address, ReplicaReply>,
  record: StoredRecord,
): Address[] {
  const stale = [...answers].filter(([, { reason, found }]) => {
    if (reason === 'wrong epoch') return false;
    return found[0] === undefined || compareRecords(found[0], record) < 0;
  });
  return stale.map(([node]) => node);
}
