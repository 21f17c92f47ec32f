/** Whether the machine has the memory that a run is to take. */

import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { InputError } from '../scenario/input-error';
import { estimatedMemory } from '../scenario/memory';
import type { Scenario } from '../scenario/scenario';

/** Bytes. */
export interface Memory {
  /** What the machine has. */
  readonly all: number;
  /** What Node.js lets objects have. */
  readonly objects: number;
}

/**
 * @param atOnce runs that are under way at the same time, each on a thread of its own
 * @throws InputError for a cluster that is too large: the estimate, and what would help
 */
export function requireMemory(
  scenario: Scenario,
  atOnce = 1,
  memory: Memory = thisMachines(),
): void {
  const { nodes, membership } = scenario.cluster;
  const wanted = estimatedMemory(scenario);
  const what = `${nodes} nodes of ${membership.protocol}`;
  const refuse = (bytes: number, why: string) => {
    throw new InputError('nodes', `${what} take about ${gigabytes(bytes)}${why}`);
  };
  const has = `this machine has ${gigabytes(memory.all)}`;
  if (wanted.all > memory.all) refuse(wanted.all, `; ${has}`);
  if (wanted.objects > memory.objects) {
    const limit = `more than Node.js takes here (${gigabytes(memory.objects)})`;
    const megabytes = Math.ceil(wanted.objects / 1e6);
    const help = `NODE_OPTIONS=--max-old-space-size=${megabytes} lets it`;
    refuse(wanted.objects, `, ${limit}: ${help}`);
  }
  if (wanted.all * atOnce > memory.all) {
    const fewer = Math.floor(memory.all / wanted.all);
    refuse(wanted.all, `, and ${atOnce} such runs go on at once; ${has}: --workers ${fewer} fits`);
  }
}

function thisMachines(): Memory {
  return { all: totalmem(), objects: getHeapStatistics().heap_size_limit };
}

function gigabytes(bytes: number): string {
  const count = bytes / 1e9;
  return `${count < 10 ? count.toPrecision(2) : count.toFixed(0)} GB`;
}
