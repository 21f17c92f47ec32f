/**
 * The emulated network: messages from node to node with delay, loss and limits. It does not know
 * what it carries; a parcel is a reference with a size, a digest and a type number.
 */

import type { EventLog } from './events';
import { DROP_REASONS, type DropReason, KERNEL_EVENTS } from './events';
import type { KeyedDraw } from './random';

/** What the network does to messages. */
export interface NetworkOptions {
  /** Ticks from sending to arrival, 1 or more. */
  readonly delayTicks: number;
  /** Sends from the first to the last tick, both included, are lost with the probability, 0..1. */
  readonly loss?: {
    readonly probability: number;
    readonly firstTick: number;
    readonly lastTick: number;
  };
  /** A larger message is dropped. */
  readonly maxMessageBytes: number;
  /** Messages under way at once; one more is dropped. */
  readonly maxInFlight: number;
}

/** A message as the network sees it. */
export interface Parcel {
  readonly content: unknown;
  readonly bytes: number;
  readonly type: number;
  readonly digestLow: number;
  readonly digestHigh: number;
}

/** What a node's link saw of one type of message. */
export interface TypeCounts {
  readonly sent: number;
  readonly received: number;
}

/** What the whole network saw. `lost` and `dropped` are among `sent`. */
export interface NetworkCounts {
  sent: number;
  delivered: number;
  /** By chance. */
  lost: number;
  /** Of all that were sent, encoded. */
  bytes: number;
  /** By a limit, or for want of somebody to take them. */
  readonly dropped: Record<DropReason, number>;
}

const TYPES = 256;
const ORDER_SLOTS = 4096;
/** A link is from * LINK_SPAN + to; nodes are numbered below it. */
const LINK_SPAN = 0x400_0000;

/** Queues a parcel for arrival; given by the simulation, which owns the clock. */
export type Carry = (from: number, to: number, parcel: Parcel, sentId: number) => void;

export class EmulNet {
  readonly counts: NetworkCounts = {
    sent: 0,
    delivered: 0,
    lost: 0,
    bytes: 0,
    dropped: { 'too large': 0, 'network full': 0, 'nobody there': 0, 'unknown kind': 0 },
  };
  private inFlight = 0;
  private readonly perType: Float64Array[] = [];
  private readonly order = new SendOrder();

  constructor(
    private readonly options: NetworkOptions,
    private readonly lossDraw: KeyedDraw,
    private readonly log: EventLog,
    private readonly carry: Carry,
  ) {}

  /** Adds a node's link; nodes are numbered from 1. */
  addLink(): void {
    this.perType.push(new Float64Array(2 * TYPES));
  }

  /** Takes a parcel from a node. What becomes of it is decided here and now, but for the dead. */
  send(from: number, to: number, parcel: Parcel): void {
    const { bytes, type } = parcel;
    const sentId = this.log.emit(
      KERNEL_EVENTS.sent,
      from,
      to,
      bytes,
      type,
      undefined,
      parcel.digestLow,
      parcel.digestHigh,
    );
    this.counts.sent++;
    this.counts.bytes += bytes;
    this.perType[from - 1]![type]!++;
    if (bytes > this.options.maxMessageBytes) this.drop('too large', from, to, type, sentId);
    else if (this.inFlight >= this.options.maxInFlight) {
      this.drop('network full', from, to, type, sentId);
    } else if (to < 1 || to > this.perType.length)
      this.drop('nobody there', from, to, type, sentId);
    else if (this.isLost(from, to)) {
      this.counts.lost++;
      this.emitCausedBy(sentId, KERNEL_EVENTS.lost, from, to, sentId, type);
    } else {
      this.inFlight++;
      this.carry(from, to, parcel, sentId);
    }
  }

  /** A parcel has come to its receiver's end; returns the id of its arrival. */
  arrive(from: number, to: number, type: number, sentId: number): number {
    this.inFlight--;
    this.counts.delivered++;
    this.perType[to - 1]![TYPES + type]!++;
    this.log.cause = sentId;
    return this.log.emit(KERNEL_EVENTS.delivered, to, from, sentId, type, undefined, 0, 0);
  }

  /** A parcel whose receiver has died or restarted meanwhile is taken out and counted. */
  purge(from: number, to: number, type: number, sentId: number): void {
    this.inFlight--;
    this.drop('nobody there', from, to, type, sentId);
  }

  /** Counts a message that had arrived and that its receiver did not know. */
  dropUnknown(from: number, to: number, type: number, sentId: number): void {
    this.drop('unknown kind', from, to, type, sentId);
  }

  /** What a node sent and received of one type. */
  typeCounts(node: number, type: number): TypeCounts {
    const counts = this.perType[node - 1]!;
    return { sent: counts[type]!, received: counts[TYPES + type]! };
  }

  private isLost(from: number, to: number): boolean {
    const { loss } = this.options;
    const { time } = this.log;
    if (loss === undefined || time < loss.firstTick || time > loss.lastTick) return false;
    const order = this.order.next(from, to, time);
    return this.lossDraw.chance(loss.probability, from, to, time, order);
  }

  private drop(reason: DropReason, from: number, to: number, type: number, sentId: number): void {
    this.counts.dropped[reason]++;
    const number = DROP_REASONS.indexOf(reason);
    this.emitCausedBy(sentId, KERNEL_EVENTS.dropped, from, to, number, type);
  }

  private emitCausedBy(
    sentId: number,
    kind: number,
    node: number,
    a: number,
    b: number,
    c: number,
  ): void {
    const handling = this.log.cause;
    this.log.cause = sentId;
    this.log.emit(kind, node, a, b, c, undefined, 0, 0);
    this.log.cause = handling;
  }
}

/**
 * Numbers the messages of one link within one tick, 0, 1, 2, ...: with link and time, the key of
 * every decision about a message. Forgets each tick, so that nothing stands behind the draws.
 */
class SendOrder {
  private time = -1;
  private used = 0;
  private links = new Float64Array(ORDER_SLOTS);
  private counts = new Int32Array(ORDER_SLOTS);

  next(from: number, to: number, time: number): number {
    if (time !== this.time) {
      this.time = time;
      this.used = 0;
      this.counts.fill(0);
    }
    if (this.used * 2 > this.links.length) this.grow();
    const slot = this.find(from, to);
    return this.counts[slot]!++;
  }

  /** Open addressing; a slot is free where its count is 0. */
  private find(from: number, to: number): number {
    const link = from * LINK_SPAN + to;
    const mask = this.links.length - 1;
    let slot = (Math.imul(from ^ Math.imul(to, 0x297a2d39), 0x2c1b3c6d) >>> 8) & mask;
    while (this.counts[slot] !== 0 && this.links[slot] !== link) slot = (slot + 1) & mask;
    if (this.counts[slot] === 0) {
      this.links[slot] = link;
      this.used++;
    }
    return slot;
  }

  private grow(): void {
    const { links, counts } = this;
    this.links = new Float64Array(links.length * 2);
    this.counts = new Int32Array(links.length * 2);
    this.used = 0;
    for (let i = 0; i < links.length; i++) {
      if (counts[i] === 0) continue;
      const link = links[i]!;
      this.counts[this.find(Math.floor(link / LINK_SPAN), link % LINK_SPAN)] = counts[i]!;
    }
  }
}
