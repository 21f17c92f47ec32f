/**
 * However often a client asks for the same thing, it is done once (I9): all answers to one request tell
 * the same version and, of a put, the same value that it took the place of. A script asks once.
 */

import { compareVersions } from '../protocol/store/record';
import type { CompletedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
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
  readonly kinds = ['asked', 'completed', 'answered'];
  /** The writes to which there may be answers yet, with the first that there was. */
  private readonly writes = new Map<string, Answer | undefined>();
  /** Those whose clients have one: whom else they asked may still answer. */
  private readonly answered = new Set<string>();
  private readonly findings = new Findings();

  on({ kind, id, data }: EventView): void {
    const told = data as CompletedEvent;
    if (told.operation === 'read' || told.client === 0) return;
    const name = idOf(told);
    if (kind === 'asked') this.writes.set(name, undefined);
    else if (kind === 'answered') this.onAnswered(name);
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
      const difference = differenceOf(first.told, answer.told);
      if (difference === undefined) return;
      const { request, client, operation } = answer.told;
      const what = `request ${request} of client ${client}, a ${operation}`;
      this.findings.add(`${what}, ${difference}`, answer.event, first.event);
    }
  }

  private onAnswered(name: string): void {
    this.answered.add(name);
    if (this.answered.size <= ANSWERED_MAX) return;
    const [oldest] = this.answered;
    this.answered.delete(oldest!);
    this.writes.delete(oldest!);
  }
}

/** How two answers to one request differ, in words. */
function differenceOf(a: CompletedEvent, b: CompletedEvent): string | undefined {
  if (compareVersions(a.version, b.version) !== 0) return 'was carried out as two writes';
  const [before, after] = [a, b].map(({ replaced = [] }) => JSON.stringify(replaced));
  return before === after ? undefined : `was told to have replaced ${before}, then ${after}`;
}
