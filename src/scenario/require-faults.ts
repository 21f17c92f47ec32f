/** Whether a fault plan makes sense for a cluster. */

import { type Action, type FaultStep, REPLICA_RANKS, type Target } from '../faults/plan';
import type { Address } from '../protocol/address';
import { RING_SIZE } from '../protocol/ring/course-hash';
import type { RingSettings } from '../protocol/ring/ring-settings';
import { FILES } from '../protocol/storage/log-files';
import type { StorageOptions } from '../protocol/storage/storage-options';
import { nodeEvents } from '../protocol/node';
import { KERNEL_EVENTS } from '../simulation/events';
import type { LinkSettings } from '../simulation/links';
import { InputError, ofItem, shortened } from './input-error';
import { between, oneOf, requireNodes, whole } from './require';
import { requireDelay } from './require-network';

interface Limits {
  readonly nodes: number;
  readonly durationTicks: number;
  readonly ring: RingSettings;
  readonly storage: StorageOptions | undefined;
}

const EVENT_KINDS = [...Object.keys(KERNEL_EVENTS), ...nodeEvents.kinds().map(({ name }) => name)];
const DRIFT_PPM_MAX = 900_000;
const TICKS_MAX = 0x7fff_ffff;
/** Times that a step may happen, all told. */
const OCCURRENCES_MAX = 100_000;

/** @throws InputError for a step that cannot be: its id, the field and what is allowed */
export function requireFaults(steps: readonly FaultStep[], limits: Limits): void {
  const ids = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const { id } = step;
    if (ids.has(id)) {
      const twice = JSON.stringify(shortened(id));
      throw new InputError('faults', `two steps have the id ${twice}`);
    }
    ids.add(id);
    ofItem('faults', index, id, (place) => {
      requireTrigger(place, step, limits);
      requireAction(place, step, limits);
    });
  }
}

/** @throws InputError for a step that heals what no step of the plan does */
export function requireHealed(steps: readonly FaultStep[]): void {
  for (const step of steps) {
    if ('heal' in step && !steps.some((other) => isHealedBy(other, step.heal))) {
      const problem = `there is no step ${JSON.stringify(step.heal)} of partitions or links`;
      throw new InputError(`faults, ${step.id}`, problem);
    }
    const child = steps.find(({ id }) => isMadeBy(step, id));
    if (child !== undefined) {
      const problem = `${JSON.stringify(child.id)} is what a part of it will be called`;
      throw new InputError(`faults, ${step.id}`, problem);
    }
  }
}

/** By the step's own name or that of an occurrence, as it may be called in a plan that was resolved. */
function isHealedBy(step: FaultStep, name: string): boolean {
  if (!('partition' in step || 'link' in step)) return false;
  return step.id === name || step.id.startsWith(`${name} #`) || name.startsWith(`${step.id} #`);
}

/** True for names that the occurrences of a step, and what undoes them, will have. */
function isMadeBy(step: FaultStep, name: string): boolean {
  if (!name.startsWith(`${step.id} `)) return false;
  const isRepeated = !('at' in step);
  const rest = name.slice(step.id.length);
  const [, number, undoing] = /^( #[0-9]+)?( heal| resume| restart)?$/.exec(rest) ?? [];
  if (number === undefined && undoing === undefined) return false;
  if (isRepeated !== (number !== undefined)) return false;
  const isUndone = 'for' in step || 'restartAfter' in step;
  return undoing === undefined || isUndone;
}

function requireTrigger(place: string, step: FaultStep, { nodes, durationTicks }: Limits): void {
  const last = durationTicks - 1;
  if ('at' in step) whole(`${place}: at`, step.at, 0, last);
  else if ('every' in step) {
    whole(`${place}: every`, step.every, 1, TICKS_MAX);
    whole(`${place}: first`, step.first, 0, last);
    whole(`${place}: last`, step.last, step.first, last);
    const count = Math.floor((step.last - step.first) / step.every) + 1;
    whole(`${place}: times that it happens`, count, 1, OCCURRENCES_MAX);
  } else {
    const { kind, node, member } = step.when;
    if (!EVENT_KINDS.includes(kind)) {
      const allowed = EVENT_KINDS.join(', ');
      throw new InputError(`${place}: when`, `no event is ${JSON.stringify(kind)}: ${allowed}`);
    }
    requireNodes(`${place}: when`, [node ?? 1, member ?? 1], nodes);
    whole(`${place}: after`, step.after, 1, TICKS_MAX);
    whole(`${place}: times`, step.times, 1, OCCURRENCES_MAX);
  }
}

/** Fields of actions that are numbers of ticks, with the least of each. */
const TICKS: readonly (readonly [string, number])[] = [
  ...([
    ['for', 1],
    ['restartAfter', 1],
    ['slowTicks', 0],
  ] as const),
];

function requireAction(place: string, step: FaultStep, limits: Limits): void {
  const { nodes } = limits;
  for (const target of targetsOf(step)) requireTarget(place, target, limits);
  const fields = step as unknown as Readonly<Record<string, number | undefined>>;
  for (const [name, min] of TICKS) whole(`${place}: ${name}`, fields[name] ?? min, min, TICKS_MAX);
  if ('clock' in step) {
    whole(`${place}: driftPpm`, step.driftPpm ?? 0, -DRIFT_PPM_MAX, DRIFT_PPM_MAX);
    whole(`${place}: stepTicks`, step.stepTicks ?? 0, -TICKS_MAX, TICKS_MAX);
  }
  if ('lose' in step) {
    if (!('at' in step)) throw new InputError(place, 'lose needs at: the tick of the message');
    requireNodes(place, [step.lose.from, step.lose.to], nodes);
    whole(`${place}: order`, step.lose.order, 0, TICKS_MAX);
  }
  if ('addOwner' in step) requireMove(place, [step.addOwner, step.by], limits);
  if ('removeOwner' in step) requireMove(place, [step.removeOwner, step.by], limits);
  if ('crash' in step || 'disk' in step) requireFiles(place, step, limits);
  if ('link' in step) requireLink(place, step.link);
  if ('partition' in step) requireGroups(place, step.partition);
}

/** Only the operator's ring is changed by command. */
function requireMove(
  place: string,
  named: readonly (Address | undefined)[],
  { nodes, ring }: Limits,
): void {
  requireNodes(
    place,
    named.filter((node) => node !== undefined),
    nodes,
  );
  if (ring.policy === 'operator') return;
  throw new InputError(place, "a ring that follows the view has no operator: ring: 'operator'");
}

/** What happens to files needs a node that has some. */
function requireFiles(
  place: string,
  step: Extract<Action, { readonly crash: Target } | { readonly disk: Target }>,
  { storage }: Limits,
): void {
  const [name, word, allowed] =
    'crash' in step ? ['unsynced', step.unsynced, ['lost', 'torn']] : ['rot', step.rot, FILES];
  if (word !== undefined) {
    oneOf(`${place}: ${name}`, word, allowed);
    if (storage?.kind !== 'log') {
      const why = "memory loses nothing that it acknowledged: storage: { kind: 'log' }";
      throw new InputError(`${place}: ${name}`, why);
    }
  }
  if (!('disk' in step) || step.bytes === undefined) return;
  if (step.rot === undefined) throw new InputError(`${place}: bytes`, 'are those of rot');
  const [from, to] = step.bytes;
  whole(`${place}: bytes`, from, 0, TICKS_MAX);
  whole(`${place}: bytes`, to, from, TICKS_MAX);
}

function requireGroups(place: string, groups: readonly Target[]): void {
  if (groups.length < 2) throw new InputError(place, 'a partition needs two groups or more');
  const taken = new Set<Address>();
  for (const group of groups) {
    const named = 'nodes' in group ? group.nodes : [];
    const twice = named.find((node) => taken.has(node));
    if (twice !== undefined) throw new InputError(place, `n${twice} is in two groups`);
    for (const node of named) taken.add(node);
  }
}

function targetsOf(action: Action): readonly Target[] {
  if ('crash' in action) return [action.crash];
  if ('start' in action) return [action.start];
  if ('leave' in action) return [action.leave];
  if ('pause' in action) return [action.pause];
  if ('resume' in action) return [action.resume];
  if ('partition' in action) return action.partition;
  if ('clock' in action) return [action.clock];
  if ('disk' in action) return [action.disk];
  if (!('link' in action)) return [];
  return [action.from, action.to].filter((target) => target !== undefined);
}

const RULES = [
  ...['nodes', 'draw', 'random', 'replica', 'replicas', 'noReplicaOf', 'coordinatorOf'],
  ...['introducers', 'slots'],
];

function requireTarget(place: string, target: Target, { nodes, ring }: Limits): void {
  if (!RULES.some((rule) => rule in target)) {
    const problem = `${JSON.stringify(target)} is no target: one of ${RULES.join(', ')}`;
    throw new InputError(place, problem);
  }
  if ('draw' in target) oneOf(`${place}: draw`, target.draw, ['one', 'half']);
  if ('replica' in target) oneOf(`${place}: replica`, target.replica, REPLICA_RANKS);
  if ('nodes' in target) requireNodes(place, target.nodes, nodes);
  if ('random' in target) whole(`${place}: random`, target.random, 1, nodes);
  if ('replicas' in target) whole(`${place}: replicas`, target.replicas, 1, nodes);
  if (!('slots' in target)) return;
  if (ring.hash !== 'course') {
    throw new InputError(`${place}: slots`, "are those of the course's hash; name the nodes");
  }
  for (const slot of target.slots) whole(`${place}: slots`, slot, 0, RING_SIZE - 1);
}

function requireLink(
  place: string,
  { delay, loss, duplicate, reorder, capacity }: Partial<LinkSettings>,
): void {
  if (delay !== undefined) requireDelay(`${place}: delay`, delay);
  between(`${place}: loss`, loss ?? 0, 0, 1);
  between(`${place}: duplicate`, duplicate ?? 0, 0, 1);
  between(`${place}: reorder`, reorder ?? 0, 0, 1);
  whole(`${place}: capacity`, capacity ?? 1, 1, TICKS_MAX);
}
