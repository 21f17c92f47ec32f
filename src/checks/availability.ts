/**
 * Availability: the share of operations, of those that ended, that were answered: carried out, or
 * refused by the state of their key (a read, update or delete of a key that is not there, a create of
 * one that is). One that a full disk or the want of a quorum refused was not, nor was one of unknown
 * end. Scripted operations count as their coordinator saw them, clients' as they did.
 */

import type { Address } from '../protocol/address';
import type { CompletedEvent, Outcome } from '../protocol/store/store-events';
import type { Reason } from '../protocol/store/store-messages';
import type { EventSink, EventView } from '../simulation/events';
import { against, pass, type Verdict } from './verdict';

interface Open {
  /** The node it was put to. */
  readonly node: Address;
  readonly isScripted: boolean;
  /** Why the first coordinator that knew did not carry it out: what its client is told. */
  reason: Reason | undefined;
}

const CHECK = 'availability';
const BY_STATE: readonly (Reason | undefined)[] = ['no such key', 'exists'];

export class Availability implements EventSink {
  readonly kinds = ['invoked', 'completed', 'asked', 'answered', 'crashed', 'stopped'];
  private readonly open = new Map<string, Open>();
  private ended = 0;
  private answered = 0;

  on({ kind, node, data }: EventView): void {
    if (kind === 'crashed' || kind === 'stopped') {
      this.abandon(node);
      return;
    }
    const told = data as CompletedEvent;
    const id = `${told.client} ${told.request}`;
    const isScripted = told.client === 0;
    switch (kind) {
      case 'asked':
        this.open.set(id, { node, isScripted, reason: undefined });
        break;
      case 'invoked':
        // A client's operation is invoked once an attempt; what counts is what the client saw.
        if (isScripted) this.open.set(id, { node, isScripted, reason: undefined });
        break;
      case 'completed':
        this.onCompleted(id, told);
        break;
      case 'answered':
        this.end(id, told.outcome);
    }
  }

  /** @param atLeast 0..1 */
  verdict(atLeast: number): Verdict {
    const { ended, answered } = this;
    const reason = `${answered} of ${ended} operations were answered`;
    if (ended === 0) return against(CHECK, 'unknown', ['no operation ended'], []);
    if (answered >= atLeast * ended) return pass(CHECK, reason);
    return against(CHECK, 'fail', [reason], []);
  }

  private onCompleted(id: string, { outcome, reason }: CompletedEvent): void {
    const open = this.open.get(id);
    if (open === undefined) return;
    // A client asks again where a coordinator does not know.
    if (outcome !== 'unknown') open.reason ??= reason;
    if (open.isScripted) this.end(id, outcome);
  }

  private end(id: string, outcome: Outcome): void {
    const open = this.open.get(id);
    if (open === undefined) return;
    this.open.delete(id);
    this.ended++;
    const isRight = outcome === 'fail' && BY_STATE.includes(open.reason);
    if (outcome === 'ok' || isRight) this.answered++;
  }

  /** Nobody will ever tell what became of the scripted operations of a node that is gone. */
  private abandon(node: Address): void {
    for (const [id, open] of this.open) {
      if (open.isScripted && open.node === node) this.end(id, 'unknown');
    }
  }
}
