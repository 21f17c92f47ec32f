/**
 * However often a client asks for the same thing, it is done once (I9): all answers to one request tell
 * the same version and, of a put, the same value that it took the place of, as far as they tell one. Where
 * another write of the key was under way as well, or has never been acknowledged, one attempt may
 * have heard of it and another not: then the versions alone count. A script asks once.
 */

import { compareVersions } from '../protocol/store/record';
import type { CompletedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import { LoneWrites } from './lone-writes';
import { idOf } from './request-id';
import type { Verdict } from './verdict';

const CHECK = 'oneVersionPerRequest';
/** Writes that are remembered although their clients have an answer; the oldest makes room. */
const ANSWERED_MAX = 10_000;

/** The first answer to a request. */
interface Answer {
  readonly told: CompletedEvent;
  readonly event: number;
}

export class OneVersionPerRequest implements EventSink {
  readonly kinds = ['asked', 'invoked', 'completed', 'answered'];
  /** The writes to which there may be answers yet, with the first that there was. */
  private readonly writes = new Map<string, Answer | undefined>();
  /** Those whose clients have one: whom else they asked may still answer. */
  private readonly answered = new Set<string>();
  private readonly lone = new LoneWrites();
  private readonly findings = new Findings();

  on({ kind, id, data }: EventView): void {
    const told = data as CompletedEvent;
    if (told.operation === 'read') return;
    const name = idOf(told);
    if (kind === 'invoked') this.lone.onInvoked(told);
    else if (told.client === 0) return;
    else if (kind === 'asked') this.onAsked(name, told);
    else if (kind === 'answered') this.onAnswered(name, told);
    else if (told.outcome === 'ok' && this.writes.has(name)) this.onOk(name, { told, event: id });
  }

  verdict(): Verdict {
    return this.findings.verdict(
      CHECK,
      'no request was carried out twice, or answered differently',
    );
  }

  private onOk(name: string, answer: Answer): void {
    const first = this.writes.get(name);
    if (first === undefined) this.writes.set(name, answer);
    else {
      const difference = differenceOf(first.told, answer.told, this.lone.has(name));
      if (difference === undefined) return;
      const { request, client, operation } = answer.told;
      const what = `request ${request} of client ${client}, a ${operation}`;
      this.findings.add(`${what}, ${difference}`, answer.event, first.event);
    }
  }

  private onAsked(name: string, told: CompletedEvent): void {
    this.writes.set(name, undefined);
    this.lone.onAsked(name, told);
  }

  private onAnswered(name: string, told: CompletedEvent): void {
    this.lone.onAnswered(name, told);
    this.answered.add(name);
    if (this.answered.size <= ANSWERED_MAX) return;
    const [oldest] = this.answered;
    this.answered.delete(oldest!);
    this.writes.delete(oldest!);
    this.lone.forget(oldest!);
  }
}

/** How two answers to one request differ, in words. */
function differenceOf(a: CompletedEvent, b: CompletedEvent, isLone: boolean): string | undefined {
  if (compareVersions(a.version, b.version) !== 0) return 'was carried out as two writes';
  if (!isLone || a.replaced === undefined || b.replaced === undefined) return undefined;
  const [before, after] = [a, b].map(({ replaced }) => JSON.stringify(replaced));
  return before === after ? undefined : `was told to have replaced ${before}, then ${after}`;
}
