/** What nodes send, by kind of message, a node and a second. */

import type { EventSink, EventView } from '../simulation/events';

/** Messages of one kind. */
export interface KindCount {
  readonly kind: string;
  /** How many were sent, those that were lost or dropped included. */
  readonly sent: number;
  /** Their size, encoded. */
  readonly bytes: number;
}

/** What a node sends a second, on average over all the time that nodes were up. */
export interface PerNodeSecond {
  readonly messages: number;
  readonly bytes: number;
}

/** What was sent. In a scenario whose ticks have no length a tick stands for a second. */
export interface MessageLoad {
  /** The time that each node was up, in seconds, all nodes together. */
  readonly nodeSeconds: number;
  /** Of all kinds together; 0 where no node was ever up. */
  readonly perNodeSecond: PerNodeSecond;
  /** Of each kind that was sent at all. */
  readonly kinds: readonly (KindCount & { readonly perNodeSecond: PerNodeSecond })[];
}

/** How long nodes are up: a fold over a run's events. */
export class UpTime implements EventSink {
  readonly kinds = ['started', 'crashed', 'stopped'];
  private up = 0;
  private ticks = 0;
  private since = 0;

  on({ kind, time }: EventView): void {
    this.ticks = this.nodeTicks(time);
    this.since = time;
    this.up += kind === 'started' ? 1 : -1;
  }

  /** Ticks that nodes were up until `now`, all nodes together. */
  nodeTicks(now: number): number {
    return this.ticks + this.up * (now - this.since);
  }
}

const MICROS_PER_SECOND = 1_000_000;

/** @param tickMicros how many microseconds a tick is; undefined for one without a length */
export function messageLoad(
  sent: readonly KindCount[],
  nodeTicks: number,
  tickMicros: number = MICROS_PER_SECOND,
): MessageLoad {
  const nodeSeconds = (nodeTicks * tickMicros) / MICROS_PER_SECOND;
  const perNodeSecond = (messages: number, bytes: number): PerNodeSecond =>
    nodeSeconds === 0
      ? { messages: 0, bytes: 0 }
      : { messages: messages / nodeSeconds, bytes: bytes / nodeSeconds };
  const kinds = sent.filter((each) => each.sent > 0);
  const sum = (of: (count: KindCount) => number) => kinds.reduce((all, each) => all + of(each), 0);
  return {
    nodeSeconds,
    perNodeSecond: perNodeSecond(
      sum((each) => each.sent),
      sum(({ bytes }) => bytes),
    ),
    kinds: kinds.map((each) => ({ ...each, perNodeSecond: perNodeSecond(each.sent, each.bytes) })),
  };
}
