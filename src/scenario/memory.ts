/** What a run of a scenario takes of the machine's memory, by what its nodes keep of each other. */

import { protocolOf } from '../protocol/membership/protocols';
import { PAIRS_NODES_MAX } from './expectation';
import type { Scenario } from './scenario';

/** Bytes, roughly. */
export interface MemoryEstimate {
  /** JavaScript's own objects, for which it has a limit. */
  readonly objects: number;
  /** All. */
  readonly all: number;
}

const PROGRAM_BYTES = 80e6;
/** The simulator's part of a node: its host, its timers, its mail. */
const NODE = { objects: 300, columns: 500 };
/** Of a protocol that does not say: a small object for each member that a node knows. */
const MEMBER_BYTES = 64;
/** Of a check that knows who knows whom. */
const PAIR_BYTES = 50;
/** Of a node on a node's ring. */
const OWNER_BYTES = 40;

export function estimatedMemory({ cluster, expect, expectFailure }: Scenario): MemoryEstimate {
  const { nodes, membership, store, start } = cluster;
  const unsaid = { objects: MEMBER_BYTES * nodes, columns: 0 };
  const view = protocolOf(membership).viewBytes?.(membership, nodes, start) ?? unsaid;
  const isChecked = expect.length + expectFailure.length > 0 && nodes <= PAIRS_NODES_MAX;
  const perPair = (isChecked ? PAIR_BYTES : 0) + (store === undefined ? 0 : OWNER_BYTES);
  const objects = PROGRAM_BYTES + nodes * (NODE.objects + view.objects + perPair * nodes);
  return { objects, all: objects + nodes * (NODE.columns + view.columns) };
}
