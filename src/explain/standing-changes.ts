/** Which changes of links, clocks and disks were in force at an event. */

import type { Run } from '../application/run';
import type { ResolvedFault } from '../faults/plan';
import { cutBetween, type LinkRule, type LinkSettings } from '../simulation/links';
import { nodesIn } from './steps';

/** When a step made its change: the `changed` event. */
export interface Change {
  readonly id: number;
  readonly time: number;
}

/** A step with the rules that it made, if it is about links. */
interface Standing {
  readonly step: ResolvedFault;
  readonly rules: readonly LinkRule[];
}

export class StandingChanges {
  /** @param changes by the id of the step */
  constructor(
    private readonly plan: Pick<Run['plan'], 'faults'>,
    private readonly changes: ReadonlyMap<string, Change>,
  ) {}

  /** When a step changed something; undefined where it did not, or not yet. */
  changeOf(step: ResolvedFault): Change | undefined {
    return this.changes.get(step.id);
  }

  /** The steps whose changes were in force just before an event, in the order in which they came. */
  before(event: number): ResolvedFault[] {
    return this.standing(event).map(({ step }) => step);
  }

  /** Of these the ones that touch some nodes: a link of which both ends are among them. */
  touching(event: number, nodes: readonly number[]): ResolvedFault[] {
    const isAmong = (address: number) => nodes.includes(address);
    const isEnd = (end: LinkRule['from']) => end === 'all' || end.some(isAmong);
    const isTouched = ({ from, to }: LinkRule) =>
      nodes.length === 1 ? isEnd(from) || isEnd(to) : isEnd(from) && isEnd(to);
    return this.standing(event)
      .filter(({ step, rules }) => rules.some(isTouched) || machinesOf(step).some(isAmong))
      .map(({ step }) => step);
  }

  /** The step that decided a setting of a link for a message: of several the last wins. */
  ofLink(
    setting: keyof LinkSettings,
    link: { readonly from: number; readonly to: number },
    message: number,
  ): { readonly step: ResolvedFault; readonly rule: LinkRule } | undefined {
    const has = (end: LinkRule['from'], node: number) => end === 'all' || end.includes(node);
    const deciding = this.standing(message).flatMap(({ step, rules }) =>
      rules
        .filter((rule) => rule[setting] !== undefined)
        .filter(({ from, to }) => has(from, link.from) && has(to, link.to))
        .map((rule) => ({ step, rule })),
    );
    return deciding.at(-1);
  }

  private standing(event: number): Standing[] {
    let standing: Standing[] = [];
    for (const step of this.plan.faults) {
      const change = this.changes.get(step.id);
      if (change === undefined || change.id >= event) continue;
      standing = standing.filter((earlier) => !isEndedBy(earlier.step, step));
      if (!('heal' in step) && !isNormal(step)) standing.push({ step, rules: rulesOf(step) });
    }
    return standing;
  }
}

function rulesOf(step: ResolvedFault): LinkRule[] {
  if ('partition' in step) {
    return cutBetween(step.partition.map(nodesIn), step.oneWay === true);
  }
  if (!('link' in step)) return [];
  const end = (target: typeof step.from) => (target === undefined ? 'all' : nodesIn(target));
  return [{ ...step.link, from: end(step.from), to: end(step.to) }];
}

/** The nodes whose clock or disk a step changed. */
function machinesOf(step: ResolvedFault): readonly number[] {
  if ('clock' in step) return nodesIn(step.clock);
  return 'disk' in step ? nodesIn(step.disk) : [];
}

function isEndedBy(earlier: ResolvedFault, step: ResolvedFault): boolean {
  if ('heal' in step) return earlier.id === step.heal || earlier.id.startsWith(`${step.heal} #`);
  // What is wrong with a disk is over when all of it was set anew, on all of its nodes.
  if (!('disk' in step) || !('disk' in earlier)) return false;
  const isAnew =
    (earlier.slowTicks === undefined || step.slowTicks !== undefined) &&
    (earlier.full === undefined || step.full !== undefined) &&
    earlier.rot === undefined;
  return isAnew && nodesIn(earlier.disk).every((node) => nodesIn(step.disk).includes(node));
}

function isNormal(step: ResolvedFault): boolean {
  if (!('disk' in step) || step.rot !== undefined) return false;
  return (step.slowTicks ?? 0) === 0 && step.full !== true;
}
