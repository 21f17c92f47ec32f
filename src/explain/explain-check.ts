/** How a run came to the verdict of a check: the first event that it rests on, or a count. */

import { RunChecks } from '../checks/run-checks';
import type { Verdict } from '../checks/verdict';
import { Views } from '../checks/views';
import type { LifeEvent } from '../library/event';
import { type Address, nodeName } from '../protocol/address';
import { onOneLine } from '../scenario/input-error';
import { PAIRS_NODES_MAX } from '../scenario/expectation';
import type { Scenario } from '../scenario/scenario';
import { explainEvent, explainWith, type Looking, look } from './explain-event';
import { explainReplicas } from './explain-replicas';
import { newsWordsOf } from './news-words';
import { Origins } from './origins';
import { Senders } from './senders';
import type { Ended } from './stale-read';
import { StillInView } from './still-in-view';
import { Unanswered } from './unanswered';
import { wrapped } from './wrapped';

/** A verdict with what is to be said of it. */
export interface ExplainedVerdict {
  readonly verdict: Verdict;
  readonly lines: readonly string[];
}

/**
 * The verdicts of a name that fail or are open, each explained, in turn; or the one that passes.
 * @returns where there is no check of the name, the names that there are
 */
export function* explainCheck(
  scenario: Scenario,
  name: string,
): Looking<readonly ExplainedVerdict[] | { readonly names: readonly string[] }> {
  const checks = new RunChecks(scenario);
  const views = new Views();
  const pairs = scenario.cluster.nodes > PAIRS_NODES_MAX ? [] : [views];
  const run = yield { sinks: [...checks.sinks, ...pairs], isEnough: () => false };
  const { verdicts, expected } = checks.finish(run);
  const own = expected.map(({ verdict }) => verdict);
  const all = [...own, ...verdicts];
  const found = own.some(({ check }) => check === name) ? own : verdicts;
  const named = found.filter(({ check }) => check === name);
  if (named.length === 0) return { names: [...new Set(all.map(({ check }) => check))] };
  const failing = named.filter(({ verdict }) => verdict !== 'pass');
  const explained: ExplainedVerdict[] = [];
  for (const verdict of failing.length > 0 ? failing : named.slice(0, 1)) {
    const lines = yield* linesOf(verdict, scenario, views, run.counts.events);
    explained.push({ verdict, lines });
  }
  return explained;
}

function* linesOf(
  verdict: Verdict,
  scenario: Scenario,
  views: Views,
  events: number,
): Looking<readonly string[]> {
  const { check } = verdict;
  if (verdict.verdict === 'pass') return [];
  if (check === 'messageLoad') {
    const senders = new Senders();
    yield { sinks: [senders], isEnough: () => false };
    return senders.lines().flatMap(wrapped);
  }
  if (check === 'replicasAgree') {
    const differ = yield* explainReplicas(scenario, events);
    if (differ.length > 0) return differ;
  }
  if (check === 'availability') return yield* unanswered(scenario);
  const [first, ...others] = new Set(verdict.evidence);
  const isOfViews = check === 'failedRemoved' || check === 'viewsAgree';
  const observer = isOfViews ? observerOf(views, first) : undefined;
  const found =
    first === undefined || observer === undefined
      ? yield* eventLines(scenario, first)
      : yield* stillInView(scenario, first, observer, events);
  const lines = [
    ...found,
    ...(check === 'readsWereWritten' ? yield* originLines(scenario, first) : []),
  ];
  if (others.length === 0) return lines;
  const which = others.length === 1 ? 'event' : 'events';
  const each = others.length === 1 ? 'it' : 'each';
  const said = `It rests on ${which} ${others.join(', ')}, too (--event explains ${each}).`;
  return [...lines, '', ...wrapped(said)];
}

function* eventLines(scenario: Scenario, id: number | undefined): Looking<readonly string[]> {
  if (id === undefined) return [];
  const found = yield* explainEvent(scenario, id);
  return 'lines' in found ? found.lines : [];
}

/** How those whom a read heard came to have what they told. */
function* originLines(scenario: Scenario, read: number | undefined): Looking<readonly string[]> {
  if (read === undefined) return [];
  const { event } = yield* look(scenario, read, []);
  if (event === undefined) return [];
  const origins = new Origins(event as Ended);
  yield { sinks: [origins], isEnough: () => origins.isOver };
  return ['', 'Where they had it from:', ...origins.lines().flatMap(wrapped)];
}

function* unanswered(scenario: Scenario): Looking<readonly string[]> {
  const operations = new Unanswered();
  yield { sinks: [operations], isEnough: () => false };
  const [first] = operations.first;
  return [
    ...(yield* eventLines(scenario, first?.id)),
    '',
    ...operations.lines().map(onOneLine).flatMap(wrapped),
  ];
}

/** The first who has a node in view to the end that failed by this event. */
function observerOf(views: Views, failure: number | undefined): Address | undefined {
  for (const [node, { failedAt, changedBy }] of views.lives) {
    if (failedAt === undefined || changedBy !== failure) continue;
    return views.up().find((one) => views.lives.get(one)!.view.has(node));
  }
  return undefined;
}

/** @param events so many there are in the run: the look goes on to its end */
function* stillInView(
  scenario: Scenario,
  failure: number,
  observer: Address,
  events: number,
): Looking<readonly string[]> {
  const ancestry = yield* look(scenario, failure, []);
  const lookout = new StillInView(
    ancestry.event as LifeEvent,
    nodeName(observer),
    newsWordsOf(scenario.cluster.membership),
  );
  return yield* explainWith(scenario, ancestry.event!, ancestry, lookout, events);
}
