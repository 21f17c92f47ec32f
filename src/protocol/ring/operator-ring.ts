/**
 * The operator's ring policy: who owns what was decided when the cluster was set up, and whoever is
 * down keeps its place (Dynamo, 2007, section 4.8: membership is changed by an administrator, since
 * most failures are short). Any two quorums of a key are then of the same replicas, whatever a
 * node's view is. One that returns under a newer incarnation may have lost what it stored: it is
 * another owner in the same place.
 *
 * Owners come and go by command, one at a time. Whoever is commanded is the movement's coordinator: it
 * makes the next epoch, of the present ring and that to be, and tells it until it is heard; when all who
 * gain by it have what they gain it makes the epoch after that, of the new ring alone. Where nothing is
 * pending there is only the latter. From the first movement on nodes tell each other, one a period, the
 * newest version that they know: so whoever was down or cut off hears of it, the coordinator, too. If
 * that never comes back the same command to another node has it take over; the opposite command takes the
 * movement back.
 *
 * A node goes by a version, and says that it does, once that is stored. So whoever has left a version never
 * answers by it again, and what streams rest upon holds over restarts, too.
 */

import type { Address } from '../address';
import type { Host, TimerKind } from '../host';
import type { Message } from '../message';
import { Movement } from './movement';
import { MOVES_MAX, type Refusal, type RingEvent } from './ring-events';
import type { RingCommand, RingMessage } from './ring-messages';
import { RING_CHANGE, type RingPolicy } from './ring-policy';
import type { PendingRule } from './ring-settings';
import {
  compareStates,
  FIRST_STATE,
  type RingName,
  ringsText,
  type RingState,
  stateAfter,
  stateOf,
} from './ring-state';
import { RingVersion } from './ring-version';
import { gainersOf, type Owner, type TokenRing } from './token-ring';

export interface OperatorOptions {
  /** The ring as it was set up. */
  readonly initial: TokenRing;
  readonly pending: PendingRule;
  /** Replicas of a key: N. */
  readonly replicas: number;
  /** Ticks after which what was not acknowledged is said again, and one more node is told. */
  readonly retryTicks: number;
  /** The members in this node's view. */
  readonly members: () => Iterable<Address>;
  /** Stores a version; `then` is told whether it is there. One after the other, in order. */
  keep(state: RingState, then: (kept: boolean) => void): void;
}

/** Time to say again what was not acknowledged. */
const RING_RETRY: TimerKind = { name: 'ringRetry', layer: 'store' };

export class OperatorRing implements RingPolicy {
  private version: RingVersion;
  /** The newest that this node has heard of, or made: stored, or about to be. */
  private newest = FIRST_STATE;
  /** The newest that is stored; `version` follows it at the end of the tick. */
  private state = FIRST_STATE;
  /** The state that `version` is of. */
  private shown = FIRST_STATE;
  /** The newest incarnation of each member that has had more than one. */
  private readonly incarnations = new Map<Address, number>();
  private hasChanged = false;
  /** What this node has to bring to an end. */
  private movement: Movement | undefined;
  /**
   * Names the version whose movement has brought this node all that it brings. Two states may be of one version:
   * the same command, given to nodes that were apart.
   */
  private streamedBy: string | undefined;
  /** Who is told next: it has come up again. */
  private returned: Address | undefined;
  private isSpreading = false;
  private isRecovered = false;

  constructor(
    private readonly host: Host,
    private readonly options: OperatorOptions,
    private readonly onVersion: (version: RingVersion) => void,
  ) {
    this.version = this.versionOf(FIRST_STATE);
  }

  get current(): RingVersion {
    return this.version;
  }

  named(name: string): RingVersion | undefined {
    const state = stateOf(name);
    return state && this.versionOf(state);
  }

  joined(member: Address, incarnation: number): void {
    const known = this.incarnations.get(member) ?? 0;
    const isNews = incarnation > known;
    if (isNews) this.incarnations.set(member, incarnation);
    if (member !== this.host.self && isNews) {
      this.movement?.onReturn(member);
      this.returned = member;
    }
    if (member === this.host.self || (isNews && this.isOwner(member))) this.change();
  }

  /** Failures move nothing. */
  removed(): void {
    return;
  }

  recovered(stored: RingState | undefined): void {
    this.isRecovered = true;
    if (stored === undefined) return;
    this.newest = stored;
    this.follow(stored);
    this.show();
  }

  onRingChange(): void {
    this.hasChanged = false;
    this.show();
  }

  /** Goes by what it follows. */
  private show(): void {
    const isNewState = this.shown !== this.state;
    this.version = isNewState ? this.versionOf(this.state) : this.renewed();
    this.shown = this.state;
    if (isNewState) this.recordState();
    const { current, next } = this.version;
    if (next !== undefined) this.movement?.waitFor(gainersOf(current, next, this.options.replicas));
    this.onVersion(this.version);
    this.endIfDone();
  }

  streamed(epoch: number): void {
    if (epoch !== this.version.epoch || this.version.next === undefined) return;
    this.streamedBy = this.version.name;
    this.reportStreamed();
  }

  compareWith(node: Address): void {
    this.sendState(node);
  }

  onMessage(from: Address, received: Message): boolean {
    const message = received as RingMessage;
    switch (message.kind) {
      case 'ringState':
        this.onState(from, message);
        return true;
      case 'ringHeld':
        if (this.isCurrent(message)) this.movement?.onHeld(from);
        return true;
      case 'ringStreamed':
        this.onStreamed(from, message);
        return true;
      default:
        return false;
    }
  }

  onTimer(kind: TimerKind): boolean {
    if (kind !== RING_RETRY) return false;
    this.host.setTimer(this.options.retryTicks, RING_RETRY);
    for (const member of this.movement?.untold ?? []) this.sendState(member);
    this.reportStreamed();
    this.endIfDone();
    this.tellOneMore();
    return true;
  }

  onCommand(received: Message): boolean {
    const { kind, member } = received as RingCommand;
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- other parts have commands, too
    if (kind !== 'addOwner' && kind !== 'removeOwner') return false;
    const refusal = this.refusalOf(kind, member);
    if (this.isTakenBack(kind, member)) {
      this.make({ ...this.newest, ...this.nextName(), moving: [] }, member);
    } else if (refusal === undefined) this.make(this.stateWith(member), member);
    else this.record({ kind: 'moveRefused', member, reason: refusal });
    return true;
  }

  /**
   * Whether a command is the opposite of the movement that is under way, which may never end: whoever is to
   * come may have died. All that was written meanwhile is with enough of the present owners.
   */
  private isTakenBack(kind: RingCommand['kind'], member: Address): boolean {
    if (this.newest.moving[0] !== member) return false;
    const isOwner = this.versionOf(this.newest).current.ownerOf(member) !== undefined;
    return kind === (isOwner ? 'addOwner' : 'removeOwner');
  }

  /** Why a command cannot be carried out; the movement of another's that is under way is taken over. */
  private refusalOf(kind: RingCommand['kind'], member: Address): Refusal | undefined {
    if (!this.isRecovered) return 'its storage is not read back';
    const { added, taken, moving, coordinator } = this.newest;
    const { current } = this.versionOf(this.newest);
    const isOwner = current.ownerOf(member) !== undefined;
    if (kind === 'addOwner' && isOwner) return 'it is on the ring';
    if (kind === 'removeOwner' && !isOwner) return 'it is not on the ring';
    const isTakenOver = moving[0] === member && coordinator !== this.host.self;
    if (moving.length > 0 && !isTakenOver) return 'a movement is under way';
    if (kind === 'removeOwner' && current.owners.length <= this.options.replicas) {
      return 'too few owners would be left';
    }
    const isFull = added.length === MOVES_MAX || taken.length === MOVES_MAX;
    return isFull ? 'too many have come and gone' : undefined;
  }

  private stateWith(member: Address): RingState {
    const moving: RingState = { ...this.newest, ...this.nextName(), moving: [member] };
    return this.options.pending === 'none' ? this.after(moving) : moving;
  }

  private after(state: RingState): RingState {
    return stateAfter(state, (address) => this.options.initial.ownerOf(address) !== undefined);
  }

  private nextName(): RingName {
    const { self, boot } = this.host;
    return { epoch: this.newest.epoch + 1, coordinator: self, boot };
  }

  /**
   * Makes a version that is this node's to spread, and to end.
   * @param member whom the operator named
   */
  private make(state: RingState, member: Address): void {
    this.learn(state, () => {
      this.record({ kind: 'moveRefused', member, reason: 'its disk is full' });
    });
  }

  /** Goes by a version once it is stored. */
  private learn(state: RingState, onFull?: () => void): void {
    this.newest = state;
    this.options.keep(state, (kept) => {
      if (kept) this.adopt(state);
      else if (this.newest === state) this.newest = this.state;
      if (!kept) onFull?.();
    });
  }

  private adopt(state: RingState): void {
    this.sayIfOvertaken(state);
    this.follow(state);
    this.change();
    if (state.coordinator !== this.host.self) this.sayHeld();
    for (const member of this.movement?.untold ?? []) this.sendState(member);
  }

  /** Another's version is newer than this node's movement, and neither goes on with that nor has ended it. */
  private sayIfOvertaken(by: RingState): void {
    const { state } = this.movement ?? {};
    const [given] = state?.moving ?? [];
    if (given === undefined || by.coordinator === this.host.self || by.moving[0] === given) return;
    const isOwner = (of: RingState) => this.ringOf(of).ownerOf(given) !== undefined;
    if (isOwner(by) === isOwner(this.after(state!))) return;
    this.record({ kind: 'moveRefused', member: given, reason: 'another version was newer' });
  }

  private follow(state: RingState): void {
    this.state = state;
    // Whoever made it in an earlier boot has to end it, too.
    const isOwn = state.coordinator === this.host.self;
    this.movement = isOwn ? new Movement(state, this.concerned(state)) : undefined;
    if (!this.isSpreading) this.host.setTimer(this.options.retryTicks, RING_RETRY);
    this.isSpreading = true;
  }

  /** Whom a version concerns: all owners, those that were and those that are to be. */
  private concerned({ added, taken, moving }: RingState): Set<Address> {
    const initial = this.options.initial.owners.map(({ address }) => address);
    const concerned = new Set([...initial, ...added, ...taken, ...moving]);
    concerned.delete(this.host.self);
    return concerned;
  }

  private onState(
    from: Address,
    { kind: _, ...state }: RingState & { readonly kind: string },
  ): void {
    const order = compareStates(state, this.state);
    if (order < 0) this.sendState(from);
    else if (order === 0 && from === state.coordinator) this.sayHeld();
    // Where it cannot be stored it will be told again.
    else if (this.isRecovered && compareStates(state, this.newest) > 0) {
      this.learn(state);
    }
  }

  private sayHeld(): void {
    const { epoch, coordinator, boot } = this.state;
    this.host.send(coordinator, { kind: 'ringHeld', epoch, coordinator, boot } as RingMessage);
  }

  private onStreamed(from: Address, name: RingName): void {
    if (this.isCurrent(name)) {
      this.movement?.onStreamed(from);
      this.endIfDone();
    } else {
      // One of the two lags behind: the other tells it when it hears this.
      this.sendState(from);
    }
  }

  private isCurrent(name: RingName): boolean {
    return compareStates(name, this.state) === 0;
  }

  private endIfDone(): void {
    if (this.movement?.isDone !== true || this.newest !== this.state) return;
    this.learn({ ...this.after(this.state), ...this.nextName() });
  }

  /** Says that it has all that the present movement brings it, once it has. */
  private reportStreamed(): void {
    if (this.streamedBy !== this.version.name || this.shown !== this.state) return;
    const { epoch, coordinator, boot } = this.state;
    if (coordinator === this.host.self) {
      this.movement?.onStreamed(this.host.self);
      this.endIfDone();
    } else {
      const report: RingMessage = { kind: 'ringStreamed', epoch, coordinator, boot };
      this.host.send(coordinator, report);
    }
  }

  /** The one that has come up again or, by chance, any member. */
  private tellOneMore(): void {
    const { self } = this.host;
    const others = Array.from(this.options.members()).filter((member) => member !== self);
    if (others.length === 0) return;
    this.sendState(this.returned ?? others[this.host.random.below(others.length)]!);
    this.returned = undefined;
  }

  private sendState(to: Address): void {
    const message: RingMessage = { kind: 'ringState', ...this.state };
    this.host.send(to, message);
  }

  private recordState(): void {
    const { epoch, coordinator, boot, added, taken, moving } = this.state;
    const { checksum } = this.version;
    const name = { epoch, checksum, coordinator, boot };
    this.record({ kind: 'ringChanged', ...name, added, taken, moving });
  }

  private record(event: RingEvent): void {
    this.host.record(event);
  }

  private change(): void {
    if (!this.hasChanged) this.host.setTimer(0, RING_CHANGE);
    this.hasChanged = true;
  }

  private isOwner(member: Address): boolean {
    const { current, next } = this.version;
    return current.ownerOf(member) !== undefined || next?.ownerOf(member) !== undefined;
  }

  private versionOf(state: RingState): RingVersion {
    const current = this.ringOf(state);
    const next = state.moving.length === 0 ? undefined : this.ringOf(this.after(state));
    return new RingVersion(state.epoch, current, next, ringsText(state));
  }

  private ringOf({ added, taken }: RingState): TokenRing {
    const { initial } = this.options;
    const joined = added.map((address) => this.ownerAt(address));
    return this.withIncarnations(initial.changed({ joined, left: taken }));
  }

  /** The same version, with the incarnations of which this node has heard since. */
  private renewed(): RingVersion {
    const { epoch, current, next, name } = this.version;
    const renewed = this.withIncarnations(current);
    return new RingVersion(epoch, renewed, next && this.withIncarnations(next), name);
  }

  private withIncarnations(ring: TokenRing): TokenRing {
    const joined: Owner[] = [];
    for (const address of this.incarnations.keys()) {
      if (ring.ownerOf(address) !== undefined) joined.push(this.ownerAt(address));
    }
    return ring.changed({ joined });
  }

  private ownerAt(address: Address): Owner {
    return { address, incarnation: this.incarnations.get(address) ?? 0 };
  }
}
