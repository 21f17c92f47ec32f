/** Follows one operation of a client: each attempt, its requests, what replicas did, their replies. */

import { type EventView } from '../simulation/events';
import { typeOf } from '../library/event';
import { nodeName } from '../protocol/address';
import type {
  CompletedEvent,
  InvokedEvent,
  Outcome,
  ServedEvent,
} from '../protocol/store/store-events';
import type { OperationName, Reason, RequestId } from '../protocol/store/store-messages';
import type { KeptHint, KeptHints } from './kept-hints';
import { type FollowedMessage, FollowedMessages } from './messages';

/** Which operation. */
export interface Followed extends RequestId {
  readonly operation: OperationName;
}

/** What a replica did, once for all attempts. */
export interface Served {
  readonly id: number;
  readonly time: number;
  readonly outcome: Outcome;
  /** What it found, or stored. */
  readonly value: string;
  /** Why it refused. */
  readonly reason: Reason;
}

/** What was asked of one replica in one attempt. */
export interface Part {
  readonly request: FollowedMessage;
  reply: FollowedMessage | undefined;
}

/** How an attempt ended. */
export interface End {
  readonly id: number;
  readonly time: number;
  readonly outcome: Outcome;
  readonly reason: Reason;
}

/** One time that a coordinator took the operation on. */
export interface Attempt {
  readonly coordinator: string;
  /** Of the `invoked` event. */
  readonly id: number;
  readonly time: number;
  /** Replicas that have to answer, where its client said so. */
  readonly quorum: number | undefined;
  /** What the coordinator was handling when it sent its requests. */
  readonly cause: number;
  readonly parts: Part[];
  /** Of the `completed` event; undefined while there is none. */
  end: End | undefined;
}

export class OperationStory {
  readonly attempts: Attempt[] = [];
  /** By replica. */
  readonly served = new Map<string, Served>();
  /** When the client began. */
  asked: { readonly id: number; readonly time: number; readonly node: string } | undefined;
  readonly messages = new FollowedMessages();
  /** Requests that arrived and what replicas were handling when they did their part. */
  private readonly causes = new Set<number>();

  /** @param kept hints of its key, where there may be any */
  constructor(
    readonly of: Followed,
    private readonly kept: KeptHints | undefined,
  ) {}

  /** The hints that were kept of it, to the end of the run: by those it was asked of, and by coordinators. */
  hints(): KeptHint[] {
    const { attempts, kept, of } = this;
    if (of.operation === 'read') return [];
    const keepers = attempts.flatMap(({ coordinator, parts }) => {
      return [coordinator, ...parts.map(({ request }) => request.to)];
    });
    const all = kept?.all ?? [];
    return all.filter((hint) => keepers.includes(hint.node) && kept!.mayBeOf(hint, of));
  }

  /** What a node that is no replica of the key, but was asked, kept: of a read, what it could have told. */
  hintAt({ request: { to, fate, fateId } }: Part): KeptHint | undefined {
    if (fate !== 'arrived' || this.served.has(to)) return undefined;
    if (this.of.operation === 'read') return this.kept?.keptAt(to, fateId);
    return this.hints().find(({ node, end }) => node === to && (end?.id ?? Infinity) > fateId);
  }

  on(event: EventView, sendOrder: () => number): void {
    switch (event.kind) {
      case 'sent':
        if (this.attempts.length > 0) this.onSent(event, sendOrder);
        return;
      case 'delivered':
      case 'lost':
      case 'dropped':
        if (this.messages.decide(event) !== undefined) this.causes.add(event.id);
        return;
      case 'hinted': {
        const hint = this.kept?.of(event.id);
        if (hint !== undefined && this.kept!.mayBeOf(hint, this.of)) this.causes.add(event.cause);
        return;
      }
      case 'asked':
      case 'invoked':
      case 'served':
      case 'completed':
        if (this.isMine(event)) this.onOwn(event);
    }
  }

  private isMine({ data }: EventView): boolean {
    const { client, request } = data as RequestId;
    return client === this.of.client && request === this.of.request;
  }

  private onOwn({ kind, id, time, cause, node: address, data }: EventView): void {
    const node = nodeName(address);
    if (kind === 'asked') this.asked = { id, time, node };
    else if (kind === 'invoked') {
      const { quorum = 0 } = (data as InvokedEvent).options ?? {};
      const asked = quorum === 0 ? undefined : quorum;
      const attempt = { coordinator: node, id, time, quorum: asked, cause };
      this.attempts.push({ ...attempt, parts: [], end: undefined });
    } else if (kind === 'served') {
      const { outcome, value, reason } = data as ServedEvent;
      this.served.set(node, { id, time, outcome, value, reason });
      this.causes.add(cause);
    } else {
      const attempt = this.latestOf(node);
      const { outcome, reason } = data as CompletedEvent;
      if (attempt !== undefined) attempt.end ??= { id, time, outcome, reason };
    }
  }

  private onSent(event: EventView, sendOrder: () => number): void {
    const node = nodeName(event.node);
    const type = typeOf(event);
    if (type === 'replicaRequest') {
      const attempt = this.latestOf(node);
      if (attempt?.cause !== event.cause) return;
      const request = this.messages.follow(event, sendOrder());
      if (request !== undefined) attempt.parts.push({ request, reply: undefined });
    } else if (type === 'replicaReply' && this.causes.has(event.cause)) {
      const part = this.latestOf(nodeName(event.a))?.parts.find(({ request }) => {
        return request.to === node;
      });
      if (part === undefined || part.reply?.fate === 'arrived') return;
      part.reply = this.messages.follow(event, sendOrder());
    }
  }

  private latestOf(coordinator: string): Attempt | undefined {
    return this.attempts.findLast((attempt) => attempt.coordinator === coordinator);
  }
}

/** True where a replica's reply was there when the attempt ended. */
export function hasAnswered({ reply }: Part, { end }: Attempt): boolean {
  if (reply?.fate !== 'arrived') return false;
  return end === undefined || reply.fateId < end.id;
}
