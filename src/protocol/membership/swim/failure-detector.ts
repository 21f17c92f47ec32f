/**
 * SWIM's failure detector (SWIM, 3 and 4.3): each period one member is pinged, all in a random
 * order before any again. If no ack comes in time, k helpers ping it too, and if none has an answer
 * by the end of the period it is suspected.
 */

import type { Address } from '../../address';
import type { TimerId, TimerKind } from '../../host';
import { Beliefs } from './beliefs';
import { ALIVE, DEAD, draw, isIncluded, LEFT, SUSPECT } from './members';
import { Permutation } from './permutation';

/** Begins a period, and ends the one before. */
export const PROBE: TimerKind = { name: 'probe', layer: 'membership' };
/** Asks helpers. */
export const HELP: TimerKind = { name: 'help', layer: 'membership' };
/** Gives up a ping for somebody else; its number is the ping's. */
export const RELAY: TimerKind = { name: 'relay', layer: 'membership' };

const NOBODY = -1;
const SEQUENCES = 0x1_0000_0000;

/** A ping for somebody else. */
interface Relay {
  readonly requester: Address;
  /** The requester's own number of it. */
  readonly sequence: number;
  readonly timer: TimerId;
}

export abstract class FailureDetector extends Beliefs {
  private isRunning = false;
  private round: Permutation | undefined;
  /** The member that has not answered yet, by index, or NOBODY; and the number of its ping. */
  private target = NOBODY;
  /** The target's incarnation when it was pinged. */
  private targetIncarnation = 0;
  private sequence = 0;
  private deadline = 0;
  private helpTimer: TimerId = 0;
  /** The helpers that still owe a nack; undefined where none was asked for one. */
  private helpers: Address[] | undefined;
  private lastSequence = 0;
  /** By the number of the ping; undefined where there is none. */
  private relays: Map<number, Relay> | undefined;

  /** There is a sign of life of a node that is not in the view. */
  protected abstract onStranger(from: Address): void;

  protected glanceAtProbe(): number {
    return this.target + this.lastSequence + (this.round?.size ?? 0);
  }

  /** Begins to probe, at a phase of its own, if there is somebody and it has not begun. */
  protected wake(): void {
    if (this.isRunning || this.table.included < 2) return;
    this.isRunning = true;
    this.host.setTimer(1 + this.host.random.below(this.options.probeIntervalTicks), PROBE);
  }

  /** Asks a node that is not in the view whether it lives: its ack is that of a stranger. */
  protected knock(member: Address): void {
    const sequence = this.nextSequence();
    this.send(member, { kind: 'ping', sequence, updates: this.takeNews() });
  }

  /** A period begins, unless poor health stretches the one before. */
  protected onProbeTimer(): void {
    const { host } = this;
    if (this.target !== NOBODY) {
      const left = this.deadline - host.monotonicNow();
      if (left > 0) {
        host.setTimer(left, PROBE);
        return;
      }
      this.fail();
    }
    this.target = this.nextTarget();
    this.isRunning = this.target !== NOBODY;
    if (this.isRunning) this.probe();
  }

  /** No ack came in time: others are asked to ping the target. */
  protected onHelpTimer(): void {
    const { table, selfIndex } = this;
    const { target, sequence } = this;
    const { indirectChecks, nacks } = this.options;
    const isHelper = (index: number) =>
      index !== target && index !== selfIndex && table.stateAt(index) === ALIVE;
    const helpers = draw(table, this.host.random, indirectChecks, isHelper);
    const addresses = helpers.map((index) => table.addressAt(index));
    for (const helper of addresses) {
      const updates = this.takeNews();
      const request = { sequence, target: table.addressAt(target), updates };
      this.send(helper, { kind: 'pingRequest', ...request });
    }
    if (nacks && addresses.length > 0) this.helpers = addresses;
  }

  protected onPing(from: Address, sequence: number): void {
    const { table } = this;
    const index = table.find(from);
    // A node that was removed, and lives, is told so.
    const isRemoved = index >= 0 && table.stateAt(index) === DEAD;
    const updates = isRemoved ? this.takeNewsFor(index) : this.takeNews();
    this.send(from, { kind: 'ack', sequence, updates });
    const isStranger = index < 0 || table.stateAt(index) === LEFT;
    if (isStranger) this.onStranger(from);
  }

  protected onPingRequest(requester: Address, sequence: number, target: Address): void {
    const number = this.nextSequence();
    const timer = this.host.setTimer(this.options.probeTimeoutTicks, RELAY, number);
    this.relays ??= new Map();
    this.relays.set(number, { requester, sequence, timer });
    this.send(target, { kind: 'ping', sequence: number, updates: this.takeNews() });
  }

  protected onAck(from: Address, sequence: number): void {
    if (this.target !== NOBODY && sequence === this.sequence) {
      this.doubtMore(-1);
      this.endProbe();
      return;
    }
    const relay = this.endRelay(sequence);
    if (relay !== undefined) this.passOn(relay);
    else if (!this.isInView(from)) this.onStranger(from);
  }

  protected onNack(from: Address, sequence: number): void {
    if (sequence !== this.sequence) return;
    this.helpers = this.helpers?.filter((helper) => helper !== from);
  }

  protected onRelayTimer(number: number): void {
    const relay = this.endRelay(number);
    if (relay === undefined || !this.options.nacks) return;
    this.send(relay.requester, { kind: 'nack', sequence: relay.sequence });
  }

  private probe(): void {
    const { host, options, table, target } = this;
    const now = host.monotonicNow();
    this.deadline = now + this.stretch(options.probeIntervalTicks);
    this.sequence = this.nextSequence();
    this.targetIncarnation = table.incarnationAt(target);
    this.helpTimer = host.setTimer(options.probeTimeoutTicks, HELP);
    host.setTimer(options.probeIntervalTicks, PROBE);
    const isBuddy = options.buddy && table.stateAt(target) === SUSPECT;
    // News of a restart may miss somebody, who would go on to know the earlier life.
    const about = isBuddy ? target : host.boot > 1 ? this.selfIndex : NOBODY;
    const updates = about === NOBODY ? this.takeNews() : this.takeNewsFor(about);
    this.send(table.addressAt(target), { kind: 'ping', sequence: this.sequence, updates });
  }

  /** Nobody had an answer from the target: it is suspected, and this node doubts itself. */
  private fail(): void {
    const { target, targetIncarnation, helpers } = this;
    this.doubtMore(helpers === undefined ? 1 : helpers.length);
    this.endProbe();
    this.suspect(target, targetIncarnation);
  }

  private endProbe(): void {
    this.host.cancel(this.helpTimer);
    this.target = NOBODY;
    this.helpers = undefined;
  }

  /** The next member of the round that is in the view, by index; NOBODY where this node is alone. */
  private nextTarget(): number {
    const { table, selfIndex } = this;
    if (table.included < 2) return NOBODY;
    for (;;) {
      const index = this.round?.next() ?? NOBODY;
      if (index === NOBODY) this.round = new Permutation(table.size, this.host.random);
      else if (index < table.size && index !== selfIndex && isIncluded(table.stateAt(index))) {
        return index;
      }
    }
  }

  private endRelay(number: number): Relay | undefined {
    const relay = this.relays?.get(number);
    if (relay === undefined) return undefined;
    this.host.cancel(relay.timer);
    this.relays!.delete(number);
    if (this.relays!.size === 0) this.relays = undefined;
    return relay;
  }

  private passOn({ requester, sequence }: Relay): void {
    this.send(requester, { kind: 'ack', sequence, updates: this.takeNews() });
  }

  private nextSequence(): number {
    this.lastSequence = (this.lastSequence + 1) % SEQUENCES;
    return this.lastSequence;
  }
}
