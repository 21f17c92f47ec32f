/** How a scenario says what its ring is like. */

import type { Address } from '../protocol/address';
import { COURSE_RING, type RingSettings, TOKENS, TOKENS_MAX } from '../protocol/ring/ring-settings';
import type { StoreOptions } from '../protocol/store/store';
import { InputError } from './input-error';
import { oneOf, whole } from './require';

const COURSE_REPLICAS = 3;

export const RING_PRESETS = ['course', 'dstore'] as const;
/** Settings of a ring under one name: the course's, or a naive one without replicas (`dstore`). */
export type RingPreset = (typeof RING_PRESETS)[number];

/** What `cluster` takes of a ring, beside the policy in one word. */
export interface RingChoices {
  /**
   * What the others are unless given: `course` has the course's hash; `dstore` MurmurHash3 with one token
   * a node, the operator's policy and, where the store does not say otherwise, one copy of each key.
   */
  readonly preset?: RingPreset;
  /**
   * Who owns what: whoever is in a node's view, at once (`auto`), or the nodes that start by themselves
   * and whom `addOwner` and `removeOwner` steps add and remove (`operator`).
   */
  readonly policy?: 'auto' | 'operator';
  /** The course's on 512 slots (unless given), or MurmurHash3 on 2^32. */
  readonly hash?: 'course' | 'murmur3';
  /** Tokens of a node: 1 with the course's hash, 1 to 1024, 150 unless given, with `murmur3`. */
  readonly tokens?: number;
  /** Of owners on one token the lower address comes first (unless given), or whoever a node knew first. */
  readonly ties?: 'address' | 'arrival';
  /** What writes do while ranges move; `none` unless given. */
  readonly pending?: 'none' | 'inflate' | 'slot';
  /** Whom new replicas have their copies from; `any` unless given. */
  readonly streamFrom?: 'any' | 'replaced';
  /** Whether replicas refuse requests made by another ring than theirs; `off` unless given. */
  readonly epochCheck?: 'on' | 'off';
}

/** A policy in one word, or more of the ring. */
export type GivenRing = RingSettings['policy'] | RingChoices;

/** A scenario's ring: its settings and, where it was named, the preset. */
export interface NamedRing extends RingSettings {
  /** Says how many copies a key would have where nodes keep no store. */
  readonly preset?: RingPreset;
}

/** @throws InputError for words that would be lost: JavaScript lets any through */
export function ringSettings(given: GivenRing = 'auto'): NamedRing {
  if (typeof given === 'string') return { ...COURSE_RING, policy: given };
  const { epochCheck = 'off', ...choices } = given;
  oneOf('ring.epochCheck', epochCheck, ['on', 'off']);
  oneOf('ring.preset', choices.preset ?? 'course', RING_PRESETS);
  const isNaive = choices.preset === 'dstore';
  const hash = choices.hash ?? (isNaive ? 'murmur3' : 'course');
  return {
    ...COURSE_RING,
    policy: isNaive ? 'operator' : 'auto',
    tokens: hash === 'course' || isNaive ? 1 : TOKENS,
    hash,
    ...choices,
    epochCheck: epochCheck === 'on',
  };
}

export function presetOf(given: GivenRing | undefined): RingPreset | undefined {
  return typeof given === 'object' ? given.preset : undefined;
}

/** Copies of a key where the store does not say. */
export function defaultReplicas(preset: RingPreset | undefined): number {
  return preset === 'dstore' ? 1 : COURSE_REPLICAS;
}

/** The parts of a cluster that its ring has to fit. */
interface RingOfCluster {
  readonly ring: RingSettings;
  readonly store: StoreOptions | undefined;
  readonly nodes: number;
  readonly later: readonly Address[];
}

/** @throws InputError for settings of which there is no ring, or that contradict each other */
export function requireRing({ ring, store, nodes, later }: RingOfCluster): void {
  oneOf('ring.policy', ring.policy, ['auto', 'operator']);
  oneOf('ring.hash', ring.hash, ['course', 'murmur3']);
  oneOf('ring.ties', ring.ties, ['address', 'arrival']);
  oneOf('ring.pending', ring.pending, ['none', 'inflate', 'slot']);
  oneOf('ring.streamFrom', ring.streamFrom, ['any', 'replaced']);
  whole('ring.tokens', ring.tokens, 1, TOKENS_MAX);
  if (ring.hash === 'course' && ring.tokens > 1) {
    const problem =
      "cannot be more than 1: the course's hash gives a node one of 512 slots; murmur3 gives tokens";
    throw new InputError('ring.tokens', problem);
  }
  if (ring.policy === 'auto') requireAuto(ring);
  // The course's three copies are asked of any number of nodes.
  const owners = nodes - new Set(later).size;
  const most = ring.policy === 'auto' ? Math.max(nodes, COURSE_REPLICAS) : owners;
  if (store?.rebalance === false && ring.pending !== 'none') {
    const problem = 'nothing moves while a movement is pending: needs pending none';
    throw new InputError('store.rebalance', problem);
  }
  if (store !== undefined && store.replicas > most) {
    const problem = `${store.replicas} copies are on as many nodes, of which there are ${ring.policy === 'auto' ? nodes : owners}`;
    throw new InputError('store.replicas', problem);
  }
}

/** Where a ring follows views, what they say holds at once. */
function requireAuto({ pending, streamFrom }: RingSettings): void {
  const why = 'a ring that follows the view has changed at once: needs policy operator';
  if (pending !== 'none') throw new InputError('ring.pending', `cannot be ${pending}: ${why}`);
  if (streamFrom !== 'any') throw new InputError('ring.streamFrom', `cannot be replaced: ${why}`);
}
