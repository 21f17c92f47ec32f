/**
 * The emulated network: messages from node to node with delay, loss, duplication, reordering,
 * limits and rules for some links. It does not know what it carries; a parcel is a reference with a
 * size, a digest and a type number.
 *
 * What becomes of a message is decided at its sending: limits first, then whether the plan names it
 * as lost, whether its link is cut, whether chance loses it, whether its link is full, and whether
 * it is held. What is under way arrives, whatever happens to its link meanwhile.
 */

import type { Delay } from './delay';
import type { EventLog } from './events';
import { DROP_REASONS, type DropReason, KERNEL_EVENTS } from './events';
import { LinkLoad } from './link-load';
import { type LinkRule, LinkRules, type LinkSettings } from './links';
import { isDrawn, MessageDraws } from './message-draws';
import type { RandomRoot } from './random';
import { SendOrder } from './send-order';

/** What the network does to messages. */
export interface NetworkOptions {
  /** How long each message is under way. Where that varies, messages of one link overtake. */
  readonly delay: Delay;
  /** Sends from the first to the last tick, both included, are lost with the probability, 0..1. */
  readonly loss?: {
    readonly probability: number;
    readonly firstTick: number;
    readonly lastTick: number;
  };
  /**
   * Share of the messages that arrive twice, 0..1. The second copy has a delay of its own, and is
   * made only where there is room for it.
   */
  readonly duplicate?: number;
  /** Share of the messages that wait for a second delay, so that later ones overtake, 0..1. */
  readonly reorder?: number;
  /** Messages under way at once on one directed link; one more, the newest, is dropped. */
  readonly linkCapacity?: number;
  /** A larger message is dropped. */
  readonly maxMessageBytes: number;
  /** Messages under way at once, those that are held included; one more is dropped. */
  readonly maxInFlight: number;
}

/** A message as the network sees it. It is read while it is being sent, and not kept. */
export interface Parcel {
  readonly content: unknown;
  readonly bytes: number;
  readonly type: number;
  readonly digestLow: number;
  readonly digestHigh: number;
}

/**
 * What the whole network saw. `sent` and `duplicated` together are what was delivered, lost,
 * dropped or is under way, save that a message of an unknown kind is both delivered and dropped.
 */
export interface NetworkCounts {
  sent: number;
  /** Second copies. */
  duplicated: number;
  delivered: number;
  /** By chance, or because the plan named them. */
  lost: number;
  /** Of all that were sent, encoded. */
  bytes: number;
  /** By a limit or a cut, or for want of somebody to take them. */
  readonly dropped: Record<DropReason, number>;
}

const TYPES = 256;

/** What the simulation, which has the clock and the nodes, does for its network. */
export interface Transport {
  /** The boot of a node that mail sent now is for. */
  bootOf(node: number): number;
  /** Queues a parcel's content for arrival in so many ticks. */
  carry(
    from: number,
    to: number,
    boot: number,
    type: number,
    content: unknown,
    sentId: number,
    ticks: number,
  ): void;
  /** Shows every one that was carried and neither arrived nor was purged yet, in no order. */
  eachCarried(visit: (from: number, to: number) => void): void;
}

/** A message that waits for its link to be released. */
interface HeldMessage {
  readonly from: number;
  readonly to: number;
  readonly boot: number;
  readonly type: number;
  readonly content: unknown;
  readonly sentId: number;
  readonly time: number;
  readonly order: number;
}

export class EmulNet {
  readonly counts: NetworkCounts = {
    ...{ sent: 0, duplicated: 0, delivered: 0, lost: 0, bytes: 0 },
    dropped: {
      ...{ 'too large': 0, 'network full': 0, 'nobody there': 0, 'unknown kind': 0 },
      ...{ cut: 0, 'link full': 0, 'mailbox full': 0 },
    },
  };
  private inFlight = 0;
  /** What all nodes sent of each type. */
  private readonly sentOfType = new Float64Array(TYPES);
  private readonly bytesOfType = new Float64Array(TYPES);
  private readonly order = new SendOrder();
  private readonly draws: MessageDraws;
  private readonly rules = new LinkRules();
  /** Links without rules: outside the ticks of `options.loss`, and within them. */
  private readonly calm: LinkSettings;
  private readonly lossy: LinkSettings;
  /** The delay of calm links where nothing else can happen on them: the hot path; or else 0. */
  private readonly calmTicks: number;
  /** The messages that are to be lost, by tick: sender, receiver and order. */
  private readonly named = new Map<number, Set<string>>();
  private held: HeldMessage[] = [];
  /** Kept from the first capacity on. */
  private load: LinkLoad | undefined;

  /** @param nodes so many have links; they are numbered from 1 */
  constructor(
    private readonly options: NetworkOptions,
    private readonly nodes: number,
    random: RandomRoot,
    private readonly log: EventLog,
    private readonly transport: Transport,
  ) {
    this.draws = new MessageDraws(random);
    const { delay, loss, duplicate = 0, reorder = 0, linkCapacity: capacity = Infinity } = options;
    this.calm = { delay, loss: 0, duplicate, reorder, capacity, cut: false, hold: false };
    this.lossy = { ...this.calm, loss: loss?.probability ?? 0 };
    if (capacity !== Infinity) this.load = new LinkLoad();
    const isPlain = capacity === Infinity && !isDrawn(this.calm);
    this.calmTicks = isPlain && delay.distribution === 'constant' ? delay.ticks : 0;
  }

  /** Changes what holds on some links from now on; throws if there is a rule of the name. */
  addRule(name: string, rule: LinkRule): void {
    this.rules.add(name, rule);
    if (rule.capacity !== undefined) this.load ??= this.countLoad();
    this.releaseHeld();
  }

  /** Ends a rule, which releases what it alone held; throws if there is none of the name. */
  removeRule(name: string): void {
    this.rules.remove(name);
    this.releaseHeld();
  }

  /**
   * The order-th message (from 0) that `from` sends to `to` in tick `time` is lost, whatever the
   * link's rules; it must not have been sent yet. Throws for a tick that is over.
   */
  lose(from: number, to: number, time: number, order: number): void {
    if (time < this.log.time) {
      throw new RangeError(`cannot lose a message of tick ${time}: it is tick ${this.log.time}`);
    }
    const inTick = this.named.get(time) ?? new Set();
    this.named.set(time, inTick.add(nameOf(from, to, order)));
  }

  /** True once a message that `lose` was asked for was sent, and lost. */
  isLost(from: number, to: number, time: number, order: number): boolean {
    return this.named.get(time)?.has(nameOf(from, to, order)) === false;
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
    this.sentOfType[type]!++;
    this.bytesOfType[type]! += bytes;
    const exists = to >= 1 && to <= this.nodes;
    // Refused messages count too: whether the network is full must not change another one's draws.
    if (exists) this.order.add(from, to, this.log.time);
    if (bytes > this.options.maxMessageBytes) this.drop('too large', from, to, type, sentId);
    else if (this.inFlight >= this.options.maxInFlight) {
      this.drop('network full', from, to, type, sentId);
    } else if (!exists) this.drop('nobody there', from, to, type, sentId);
    else this.accept(from, to, parcel, sentId);
  }

  /** A parcel has come to its receiver's end; returns the id of its arrival. */
  arrive(from: number, to: number, type: number, sentId: number): number {
    this.leave(from, to);
    this.counts.delivered++;
    this.log.cause = sentId;
    return this.log.emit(KERNEL_EVENTS.delivered, to, from, sentId, type, undefined, 0, 0);
  }

  /** A parcel that came to its receiver's end, and that nobody took, is counted. */
  purge(
    from: number,
    to: number,
    type: number,
    sentId: number,
    reason: DropReason = 'nobody there',
  ): void {
    this.leave(from, to);
    this.drop(reason, from, to, type, sentId);
  }

  /** Counts a message that had arrived and that its receiver did not know. */
  dropUnknown(from: number, to: number, type: number, sentId: number): void {
    this.drop('unknown kind', from, to, type, sentId);
  }

  /** What all nodes sent of one type. */
  sentOf(type: number): { readonly sent: number; readonly bytes: number } {
    return { sent: this.sentOfType[type]!, bytes: this.bytesOfType[type]! };
  }

  /** Decides about a message that the network as a whole has room for. */
  private accept(from: number, to: number, parcel: Parcel, sentId: number): void {
    const { time } = this.log;
    const { type, content } = parcel;
    const link = this.linkOf(from, to);
    if (link === this.calm && this.calmTicks > 0 && this.named.size === 0) {
      this.enter(from, to);
      const boot = this.transport.bootOf(to);
      this.transport.carry(from, to, boot, type, content, sentId, this.calmTicks);
      return;
    }
    const inTick = this.named.size === 0 ? undefined : this.named.get(time);
    const isCounted = isDrawn(link) || link.hold || inTick !== undefined;
    const order = isCounted ? this.order.ofLast() : 0;
    if (inTick?.delete(nameOf(from, to, order)) === true) {
      this.loseNow(from, to, type, sentId);
    } else if (link.cut) this.drop('cut', from, to, type, sentId);
    else if (this.draws.isLost(link, from, to, time, order)) {
      this.loseNow(from, to, type, sentId);
    } else if (this.isFull(link, from, to)) this.drop('link full', from, to, type, sentId);
    else {
      this.enter(from, to);
      const boot = this.transport.bootOf(to);
      if (link.hold) this.held.push({ from, to, boot, type, content, sentId, time, order });
      else this.depart(link, from, to, boot, type, content, sentId, time, order);
    }
  }

  /** Sends a message that has been let in on its way, and a second copy where that is drawn. */
  private depart(
    link: LinkSettings,
    from: number,
    to: number,
    boot: number,
    type: number,
    content: unknown,
    sentId: number,
    time: number,
    order: number,
  ): void {
    const { draws, transport } = this;
    const ticks = draws.ticks(link, from, to, time, order);
    transport.carry(from, to, boot, type, content, sentId, ticks);
    if (!draws.isDuplicated(link, from, to, time, order)) return;
    if (this.inFlight >= this.options.maxInFlight || this.isFull(link, from, to)) return;
    this.counts.duplicated++;
    this.enter(from, to);
    const copyTicks = draws.copyTicks(link, from, to, time, order);
    transport.carry(from, to, boot, type, content, sentId, copyTicks);
  }

  /** Lets go, in order of sending, what is no longer held by any rule. */
  private releaseHeld(): void {
    const waiting = this.held;
    this.held = [];
    for (const message of waiting) {
      const { from, to, boot, type, content, sentId, time, order } = message;
      const link = this.linkOf(from, to);
      if (link.hold) this.held.push(message);
      else this.depart(link, from, to, boot, type, content, sentId, time, order);
    }
  }

  private linkOf(from: number, to: number): LinkSettings {
    const { loss } = this.options;
    const { time } = this.log;
    const isCalm = loss === undefined || time < loss.firstTick || time > loss.lastTick;
    return this.rules.applyTo(isCalm ? this.calm : this.lossy, from, to);
  }

  private isFull(link: LinkSettings, from: number, to: number): boolean {
    return this.load !== undefined && this.load.of(from, to) >= link.capacity;
  }

  private enter(from: number, to: number): void {
    this.inFlight++;
    this.load?.add(from, to);
  }

  private leave(from: number, to: number): void {
    this.inFlight--;
    this.load?.remove(from, to);
  }

  /** The load of all links, of what was sent before anybody needed to know. */
  private countLoad(): LinkLoad {
    const load = new LinkLoad();
    this.transport.eachCarried((from, to) => {
      load.add(from, to);
    });
    for (const { from, to } of this.held) load.add(from, to);
    return load;
  }

  private loseNow(from: number, to: number, type: number, sentId: number): void {
    this.counts.lost++;
    this.emitCausedBy(sentId, KERNEL_EVENTS.lost, from, to, sentId, type);
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

/** Names a message among those of its tick. */
function nameOf(from: number, to: number, order: number): string {
  return `${from} ${to} ${order}`;
}
