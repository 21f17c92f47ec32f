/** Why an operation ended as it did: what the coordinator asked of each replica, and what came back. */

import type { Run } from '../application/run';
import type { OutcomeEvent } from '../library/event';
import { parseAddress } from '../protocol/address';
import type { InvokedEvent, ServedEvent } from '../protocol/store/store-events';
import type { EventView } from '../simulation/events';
import { marksOf } from './awaited-news';
import type { Circumstances, Lookout } from './circumstances';
import type { Awaited } from './explained';
import { type FollowedMessage, FollowedMessages, listed } from './messages';
import { stateInWords } from './node-state';

/** A replica's part. */
interface Part {
  readonly request: FollowedMessage;
  served: { readonly outcome: string; readonly time: number } | undefined;
  reply: FollowedMessage | undefined;
}

export class AwaitedReplies implements Lookout {
  private messages = new FollowedMessages();
  private invokedAt = 0;
  /** What the coordinator was handling when it sent its requests. */
  private asking = -1;
  private readonly parts = new Map<number, Part>();
  /** Whatever a request brought about on its replica, by the ids of those events. */
  private readonly effects = new Map<number, Part>();
  private readonly coordinator: number;

  constructor(private readonly event: OutcomeEvent) {
    this.coordinator = parseAddress(event.node)!;
  }

  on(event: EventView): void {
    const { kind, cause, id } = event;
    switch (kind) {
      case 'invoked':
        if (event.node === this.coordinator && this.isMine(event.data as InvokedEvent)) {
          this.begin(event);
        }
        return;
      case 'sent':
        this.onSent(event);
        return;
      case 'delivered':
      case 'lost':
      case 'dropped': {
        const message = this.messages.decide(event);
        const part = message === undefined ? undefined : this.parts.get(message.id);
        if (part !== undefined && kind === 'delivered') this.effects.set(id, part);
        return;
      }
      case 'stored': {
        const part = this.effects.get(cause);
        if (part !== undefined) this.effects.set(id, part);
        return;
      }
      case 'served': {
        const part = this.effects.get(cause);
        const { outcome } = event.data as ServedEvent;
        if (part !== undefined) part.served = { outcome, time: event.time };
      }
    }
  }

  awaited(circumstances: Circumstances, plan: Run['plan'], quorum: number): Awaited {
    const parts = [...this.parts.values()];
    const came = parts.filter(({ reply }) => reply?.fate === 'arrived').length;
    const what = this.event.operation === 'read' ? 'repl' : 'acknowledgement';
    const ending = what === 'repl' ? (quorum === 1 ? 'y' : 'ies') : quorum === 1 ? '' : 's';
    const asked = listed(parts.map(({ request }) => request.to));
    const lines = parts.map((part) => this.partInWords(part, circumstances, plan));
    const because =
      parts.length === 0
        ? `its ring had fewer than the ${quorum} replicas that it needs`
        : `of ${asked}, whom it asked at tick ${this.invokedAt}, ${came} had answered, and it needs ${quorum} ${what}${ending}`;
    return {
      because,
      lines,
      marks: marksOf([...this.messages.all.values()]),
      nodes: [this.event.node, ...parts.map(({ request }) => request.to)],
    };
  }

  private isMine({ client, request }: InvokedEvent): boolean {
    return client === this.event.client && request === this.event.request;
  }

  /** Of several times that the node took it on, the last counts. */
  private begin({ cause, time }: EventView): void {
    this.messages = new FollowedMessages();
    this.parts.clear();
    this.effects.clear();
    this.asking = cause;
    this.invokedAt = time;
  }

  private onSent(event: EventView): void {
    const part = this.effects.get(event.cause);
    const isRequest = event.cause === this.asking && event.node === this.coordinator;
    if (part === undefined && !isRequest) return;
    if (part !== undefined && event.a !== this.coordinator) return;
    const message = this.messages.follow(event);
    if (message === undefined) return;
    if (part === undefined) {
      this.parts.set(event.id, { request: message, served: undefined, reply: undefined });
    } else part.reply = message;
  }

  private partInWords(part: Part, circumstances: Circumstances, plan: Run['plan']): string {
    const { request, served, reply } = part;
    const { to } = request;
    const state = () => stateInWords(to, circumstances, plan, this.invokedAt);
    if (request.fate === 'under way') return `${to}: the request was still under way.`;
    if (request.fate !== 'arrived') {
      const why = request.fate === 'nobody there' ? ` ${state()}` : '';
      return `${to}: the request ${failed(request)}.${why}`;
    }
    const came = `the request came at tick ${request.fateAt}`;
    if (served === undefined && reply === undefined) {
      return `${to}: ${came}, and nothing came of it. ${state()}`;
    }
    const done =
      served === undefined ? '' : `, carried out at tick ${served.time}: ${served.outcome}`;
    if (reply === undefined) return `${to}: ${came}${done}; no reply was sent.`;
    if (reply.fate === 'arrived')
      return `${to}: ${came}${done}; its reply came at tick ${reply.fateAt}.`;
    return `${to}: ${came}${done}; its reply ${failed(reply)}.`;
  }
}

function failed({ fate, sentAt, fateAt }: FollowedMessage): string {
  switch (fate) {
    case 'under way':
      return 'was still under way';
    case 'lost':
      return `was lost at tick ${sentAt}`;
    case 'cut':
      return `was cut off at tick ${sentAt}`;
    case 'nobody there':
      return `met nobody at tick ${fateAt}`;
    default:
      return `was dropped at tick ${fateAt} (${fate})`;
  }
}
