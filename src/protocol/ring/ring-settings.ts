/** How a cluster's ring is laid out and changed: data, the same for all its nodes. */

/** `course`: the course's hash and 512 slots; `murmur3`: MurmurHash3 on 2^32. */
export type RingHash = 'course' | 'murmur3';
/** Who comes first of owners on one token: the lower address, or whoever the node knew first. */
export type RingTies = 'address' | 'arrival';
/**
 * What writes do while a range moves: go to the present replicas only (`none`), to the pending ones
 * too, with so many more acknowledgements (`inflate`), or with the replaced and the pending replica
 * counted as one slot, which has acknowledged when both have (`slot`).
 */
export type PendingRule = 'none' | 'inflate' | 'slot';
/** Whom a pending replica has its copies from: any replica, or the one whose place it takes. */
export type StreamSource = 'any' | 'replaced';

/** The ring of a cluster. */
export interface RingSettings {
  /** Who owns what: whoever is in a node's view, or whom the operator said, whatever becomes of them. */
  readonly policy: 'auto' | 'operator';
  readonly hash: RingHash;
  /** Tokens of a node: 1 to `TOKENS_MAX`; 1 with the course's hash. */
  readonly tokens: number;
  readonly ties: RingTies;
  readonly pending: PendingRule;
  readonly streamFrom: StreamSource;
  /** Whether replicas refuse requests that were made by another ring than theirs. */
  readonly epochCheck: boolean;
}

export const TOKENS_MAX = 1024;
/** Tokens of a node with `murmur3`, unless given. */
export const TOKENS = 150;

/** The course's: its hash, one token, whoever is in the view. */
export const COURSE_RING: RingSettings = {
  ...{ policy: 'auto', hash: 'course', tokens: 1, ties: 'address' },
  ...{ pending: 'none', streamFrom: 'any', epochCheck: false },
};
