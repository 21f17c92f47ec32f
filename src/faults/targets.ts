/** Which nodes the target of a fault comes to. */

import type { Address } from '../protocol/address';
import { positionOfNode, RING_SIZE } from '../protocol/ring/course-hash';
import type { TokenRing } from '../protocol/ring/token-ring';
import type { Stream } from '../simulation/random';
import { REPLICA_RANKS, type Target } from './plan';

/** What a target may depend on. */
export interface Circumstances {
  /** How many nodes there are. */
  readonly nodes: number;
  /** The nodes that are up, in rising order. */
  readonly up: readonly Address[];
  readonly introducers: readonly Address[];
  /** Who owns what: of the nodes that are up or, on the operator's ring, whoever is. */
  readonly ring: () => TokenRing;
  /** Whoever took on the latest operation on a key. */
  readonly coordinators: ReadonlyMap<string, Address>;
  /** For what is drawn. */
  readonly stream: () => Stream;
}

/** The nodes that a target comes to, up or not, none twice; fewer than asked for where there are fewer. */
export function nodesOf(target: Target, given: Circumstances): Address[] {
  const { up } = given;
  const replicasOf = (key: string) => {
    return given
      .ring()
      .preferenceList(key, REPLICA_RANKS.length)
      .map(({ address }) => address);
  };
  if ('nodes' in target) return [...new Set(target.nodes)];
  if ('draw' in target) return target.draw === 'one' ? drawn(up, 1, given) : half(given);
  if ('random' in target) return drawn(up, target.random, given);
  if ('replica' in target) {
    return replicasOf(target.of).slice(...only(REPLICA_RANKS.indexOf(target.replica)));
  }
  if ('replicas' in target) return drawn(replicasOf(target.of), target.replicas, given);
  if ('noReplicaOf' in target) {
    const replicas = replicasOf(target.noReplicaOf);
    return up.filter((node) => !replicas.includes(node)).slice(...only(0));
  }
  if ('coordinatorOf' in target) {
    const coordinator = given.coordinators.get(target.coordinatorOf);
    return up.filter((node) => node === coordinator);
  }
  if ('introducers' in target) return up.filter((node) => given.introducers.includes(node));
  const [from, to] = target.slots;
  return up.filter((node) => clockwise(from, positionOfNode(node)) <= clockwise(from, to));
}

function only(index: number): [number, number] {
  return [index, index + 1];
}

/** Slots from one to the other, clockwise. */
function clockwise(from: number, to: number): number {
  return (to - from + RING_SIZE) % RING_SIZE;
}

/** So many of the nodes, in the order in which they are drawn. */
function drawn(nodes: readonly Address[], count: number, { stream }: Circumstances): Address[] {
  const left = [...nodes];
  const draws = stream();
  const length = Math.min(count, left.length);
  return Array.from({ length }, () => left.splice(draws.below(left.length), 1)[0]!);
}

function half({ nodes, stream }: Circumstances): Address[] {
  const first = 1 + Math.floor(stream().below(nodes) / 2);
  return Array.from({ length: Math.floor(nodes / 2) }, (_, i) => first + i);
}
