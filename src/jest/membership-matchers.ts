/** What nodes come to know of each other. */

import type { MatcherContext, SyncExpectationResult } from 'expect';
import { Joining } from '../checks/joining';
import { Removal } from '../checks/removal';
import { Views } from '../checks/views';
import { nodeName } from '../protocol/address';
import {
  addressOf,
  names,
  type Observed,
  observed,
  requireNumber,
  requireOptions,
} from './observation';
import { ask, type By, withTicks } from './observers';
import { type Finding, isEmpty, result } from './result';

/** Whom a matcher asks, and how much time they have. */
export interface Observers {
  /** `all` (those that could know), `any`, or nodes by name; who has failed since knows nothing. */
  readonly by?: By;
  /** Ticks, 0 or more: from the later start of the two for a join, from the failure for a removal. */
  readonly within?: number;
}

export function toHaveJoined(
  this: MatcherContext,
  received: unknown,
  node?: string,
  observers: Observers = {},
): SyncExpectationResult {
  const run = observed(received, 'toHaveJoined');
  requireOptions(observers, ['by', 'within']);
  const finding =
    node === undefined
      ? joinedByEachOther(run, observers)
      : joined(run, node, observers, this.isNot === true);
  const args = node === undefined ? [] : [node, isEmpty(observers) ? undefined : observers];
  return result(this, run, 'toHaveJoined', args, finding);
}

function joinedByEachOther(run: Observed, observers: Observers): Finding {
  const started = run.events.where({ kind: 'started' }).map(({ node }) => node);
  const findings = [...new Set(started)].map((node) => joined(run, node, observers, false));
  const bad = findings.filter(({ pass }) => !pass);
  return {
    pass: findings.length > 0 && findings.every(({ pass }) => pass),
    expected: `every node that started to have joined every other${inTicks(observers.within)}`,
    received:
      bad.length === 0 ? ['they did'] : bad.slice(0, 3).flatMap((finding) => finding.received),
  };
}

function joined(run: Observed, node: string, { by, within }: Observers, isNot: boolean): Finding {
  requireNumber(within, 'within', 0);
  const subject = addressOf(node, run);
  const name = nodeName(subject);
  const joining = run.events.show(new Joining(subject));
  const { startedAt, failedAt, others, joinedAt } = joining;
  const couldKnow = [...others].filter(([, start]) => failedAt === undefined || start < failedAt);
  // A cluster of one joins itself.
  const asked = couldKnow.length === 0 ? [subject] : couldKnow.map(([other]) => other);
  const inTime = (other: number) => {
    const time = joinedAt.get(other);
    const from = Math.max(startedAt ?? 0, others.get(other) ?? 0);
    return time !== undefined && (within === undefined || time - from <= within);
  };
  const { pass, who } = ask(by ?? (isNot ? 'any' : 'all'), run, asked, inTime);
  const missing = asked.filter((other) => !joinedAt.has(other));
  return {
    pass: startedAt !== undefined && pass,
    expected: `${who} to have ${name} as joined${inTicks(within)}`,
    received: [
      startedAt === undefined ? `${name} never started` : `${name} started at tick ${startedAt}`,
      joinedAt.size === 0 ? 'joined by nobody' : `joined by ${withTicks(joinedAt)}`,
      ...(missing.length === 0 ? [] : [`not joined by ${names(missing)}`]),
    ],
  };
}

export function toHaveRemoved(
  this: MatcherContext,
  received: unknown,
  node: string,
  observers: Observers = {},
): SyncExpectationResult {
  const run = observed(received, 'toHaveRemoved');
  requireOptions(observers, ['by', 'within']);
  const { by, within } = observers;
  requireNumber(within, 'within', 0);
  const subject = addressOf(node, run);
  const removal = run.events.show(new Removal(subject));
  const { failedAt, observers: all, removedAt } = removal;
  const inTime = (other: number) => {
    const time = removedAt.get(other);
    if (time === undefined || within === undefined) return time !== undefined;
    return failedAt !== undefined && time - failedAt <= within;
  };
  // Without `by`, `not` means that nobody did.
  const { pass, who } = ask(by ?? (this.isNot === true ? 'any' : 'all'), run, all, inTime);
  const name = nodeName(subject);
  const missing = [...all].filter((other) => !removedAt.has(other));
  const late = [...removedAt].filter(([other]) => all.has(other) && !inTime(other));
  const finding = {
    pass,
    expected: `${who} to have removed ${name}${inTicks(within)}`,
    received: [
      failedAt === undefined ? `${name} did not fail` : `${name} failed at tick ${failedAt}`,
      removedAt.size === 0 ? 'removed by nobody' : `removed by ${withTicks(removedAt)}`,
      ...(missing.length === 0 ? [] : [`not removed by ${names(missing)}`]),
      ...(late.length === 0 ? [] : [`too late: ${withTicks(late)}`]),
    ],
  };
  const args = [node, isEmpty(observers) ? undefined : observers];
  return result(this, run, 'toHaveRemoved', args, finding);
}

export function toHaveFalseRemovals(
  this: MatcherContext,
  received: unknown,
): SyncExpectationResult {
  const run = observed(received, 'toHaveFalseRemovals');
  const { falseRemovals, falseRemovalCount } = run.events.show(new Views());
  const shown = falseRemovals
    .slice(0, 5)
    .map(
      ({ time, observer, member }) =>
        `${nodeName(observer)} removed ${nodeName(member)}, which was up, at tick ${time}`,
    );
  const more = falseRemovalCount > 5 ? [`and ${falseRemovalCount - 5} more`] : [];
  return result(this, run, 'toHaveFalseRemovals', [], {
    pass: falseRemovalCount > 0,
    expected: 'a node that was up to have been removed',
    received: falseRemovalCount === 0 ? ['none was'] : [...shown, ...more],
  });
}

function inTicks(within: number | undefined): string {
  return within === undefined ? '' : ` within ${within} ticks`;
}
