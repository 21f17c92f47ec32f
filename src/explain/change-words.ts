/** What a step changed about links, clocks and disks, in words. */

import type { ResolvedFault, Target } from '../faults/plan';
import { nodeName } from '../protocol/address';
import type { Delay } from '../simulation/delay';
import type { LinkSettings } from '../simulation/links';
import { listed } from './listed';
import { nodesIn } from './steps';

/** `n1 to n3 loses 30 %`; empty for a step that changes none of these. */
export function changeInWords(step: ResolvedFault): string {
  if ('partition' in step) return partitionInWords(step.partition, step.oneWay === true);
  if ('link' in step) {
    const { link, from, to } = step;
    return `${endInWords(from)} to ${endInWords(to)} ${linkInWords(link)}`;
  }
  if ('heal' in step) return `step ${JSON.stringify(step.heal)} is undone`;
  if ('clock' in step) return `the clock of ${endInWords(step.clock)} ${clockInWords(step)}`;
  if ('disk' in step) return `the disk of ${endInWords(step.disk)} ${diskInWords(step)}`;
  return '';
}

function partitionInWords(groups: readonly Target[], oneWay: boolean): string {
  const sides = groups.map((group) => nodesIn(group).map(nodeName).join(' '));
  if (!oneWay) return `${sides.join(' | ')} are cut off from each other`;
  return `${sides[0] ?? ''} cannot send to ${sides.slice(1).join(' ')}`;
}

function endInWords(target: Target | undefined): string {
  if (target === undefined) return 'every node';
  const nodes = nodesIn(target);
  return nodes.length === 0 ? 'no node' : listed(nodes.map(nodeName));
}

function linkInWords({
  cut,
  hold,
  loss,
  delay,
  duplicate,
  reorder,
  capacity,
}: Partial<LinkSettings>): string {
  return listed([
    ...(cut === undefined ? [] : [cut ? 'is cut' : 'is not cut']),
    ...(hold === undefined ? [] : [hold ? 'is held' : 'is not held']),
    ...(loss === undefined ? [] : [`loses ${percent(loss)}`]),
    ...(delay === undefined ? [] : [`takes ${delayInWords(delay)}`]),
    ...(duplicate === undefined ? [] : [`doubles ${percent(duplicate)}`]),
    ...(reorder === undefined ? [] : [`reorders ${percent(reorder)}`]),
    ...(capacity === undefined ? [] : [`has room for ${capacity} at once`]),
  ]);
}

function delayInWords(delay: Delay): string {
  switch (delay.distribution) {
    case 'constant':
      return ticks(delay.ticks);
    case 'uniform':
      return `${delay.minTicks} to ${ticks(delay.maxTicks)}`;
    case 'exponential':
      return `${delay.floorTicks} ticks or more, ${delay.meanTicks} on average`;
    case 'tail': {
      const { minTicks, maxTicks, slowShare, slowTicks } = delay;
      return `${minTicks} to ${ticks(maxTicks)}, ${percent(slowShare)} of it ${slowTicks}`;
    }
  }
}

function clockInWords({ driftPpm, stepTicks }: Extract<ResolvedFault, { clock: Target }>): string {
  const drift =
    driftPpm === undefined
      ? []
      : [
          driftPpm === 0
            ? 'runs true'
            : `runs ${percent(Math.abs(driftPpm) / 1e6)} ${driftPpm > 0 ? 'fast' : 'slow'}`,
        ];
  const step =
    stepTicks === undefined
      ? []
      : [`was set ${ticks(Math.abs(stepTicks))} ${stepTicks < 0 ? 'back' : 'ahead'}`];
  return listed([...drift, ...step]);
}

function diskInWords({ slowTicks, full, rot }: Extract<ResolvedFault, { disk: Target }>): string {
  return listed([
    ...(slowTicks === undefined ? [] : [`takes ${ticks(slowTicks)} longer`]),
    ...(full === undefined ? [] : [full ? 'is full' : 'is not full']),
    ...(rot === undefined ? [] : [`has a bit of its ${rot} turned over`]),
  ]);
}

/** `30 %`, to six digits. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}

function ticks(count: number): string {
  return `${count} tick${count === 1 ? '' : 's'}`;
}
