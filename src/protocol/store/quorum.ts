/**
 * Whom a coordinator asks to carry out an operation, and when enough of them have. While a range
 * moves, the replicas that are to be are asked as well, so that a quorum is one of the present ring and of
 * the one that comes: it meets those of both, whoever goes by which (for writes Cassandra: `blockFor` grows
 * by the pending replicas; CASSANDRA-21200: a pending replica and the one it replaces are one slot; for
 * reads, too, as in joint consensus: Ongaro and Ousterhout, 2014, section 6).
 */

import type { Address } from '../address';
import type { PendingRule } from '../ring/ring-settings';
import type { Owner, RingVersion } from '../ring/ring-version';

/** How many replicas a key has, and how many of them have to answer. */
export interface QuorumOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Replies that end a read: R. */
  readonly readQuorum: number;
  /** Acknowledgements that end a write: W. */
  readonly writeQuorum: number;
  /** Ticks until an operation without its quorum is given up. */
  readonly operationTimeoutTicks: number;
  /**
   * `strict`: the replicas of the key alone, and R + W > N; `sloppy`: in the place of one that is
   * believed to be down, the next node on the ring that is up (Dynamo, 2007, section 4.6). Unless
   * given, the replicas alone, with any R and W.
   */
  readonly quorum?: 'strict' | 'sloppy';
}

/** A node that is asked. */
export interface Target extends Owner {
  /** The replica in whose place it is asked; undefined where it is a replica itself. */
  readonly home: Owner | undefined;
}

export interface Quorum {
  readonly targets: readonly Target[];
  /** How many have to acknowledge, or to answer, of those that count. */
  readonly required: number;
  /** Whether enough of the targets are among these. */
  isMetBy(answered: ReadonlySet<Address>): boolean;
}

/** What quorums go by beside the numbers. */
export interface QuorumRules {
  readonly pending: PendingRule;
  /** Whether whoever stands in for a replica counts. */
  readonly countHints: boolean;
}

/**
 * Of a key: those who are asked for its present replicas, and the pending ones.
 * @param required R or W
 */
export function quorumOf(
  ring: RingVersion,
  key: string,
  replicas: number,
  asked: readonly Target[],
  required: number,
  rules: QuorumRules,
): Quorum {
  const isCounted = ({ home }: Target) => home === undefined || rules.countHints;
  const replacements = ring.replacedBy(key, replicas);
  if (replacements.length === 0) return anyOf(asked, asked.filter(isCounted), required);
  const pending = replacements.map((each) => targetFor(each.pending));
  // A pending replica has the write anyway: it stands in for nobody.
  const present = asked.filter(({ address, home }) => {
    return home === undefined || !pending.some((each) => each.address === address);
  });
  const targets = [...present, ...pending];
  const counted = present.filter(isCounted);
  if (rules.pending === 'inflate') {
    return anyOf(targets, [...counted, ...pending], required + pending.length);
  }
  const partner = new Map(replacements.map((each) => [each.replaced?.address, each.pending]));
  const isMetBy = (acked: ReadonlySet<Address>) => {
    const slots = counted.filter(({ address, home }) => {
      const other = partner.get(home?.address ?? address);
      return acked.has(address) && (other === undefined || acked.has(other.address));
    });
    return slots.length >= required;
  };
  return { targets, required, isMetBy };
}

/** Any so many of those who count. */
function anyOf(targets: readonly Target[], counted: readonly Target[], required: number): Quorum {
  const isMetBy = (answered: ReadonlySet<Address>) => countOf(counted, answered) >= required;
  return { targets, required, isMetBy };
}

/** The replicas of a key or, with a sloppy quorum, who stands in for those that are down. */
export function targetsOf(
  ring: RingVersion,
  key: string,
  { replicas, quorum }: QuorumOptions,
  isUp: (node: Address) => boolean,
): Target[] {
  const homes = ring.preferenceList(key, replicas);
  const down = quorum === 'sloppy' ? homes.filter(({ address }) => !isUp(address)) : [];
  if (down.length === 0) return homes.map((owner) => targetFor(owner));
  const others = ring.preferenceList(key, ring.owners.length).slice(homes.length);
  const fallbacks = others.filter(({ address }) => isUp(address));
  return homes.map((owner) => {
    const fallback = down.includes(owner) ? fallbacks.shift() : undefined;
    return fallback === undefined ? targetFor(owner) : targetFor(fallback, owner);
  });
}

function targetFor({ address, incarnation }: Owner, home?: Owner): Target {
  return { address, incarnation, home };
}

function countOf(targets: readonly Target[], answered: ReadonlySet<Address>): number {
  return targets.filter(({ address }) => answered.has(address)).length;
}
