/**
 * One probe of a member, with all that was sent for its sake: a ping and, when its ack did not come in
 * time, requests to helpers, who ping the member too and pass its ack on. Which message belongs to
 * which is known by the causes alone.
 */

import { typeOf } from '../library/event';
import { type Address, nodeName } from '../protocol/address';
import type { EventView } from '../simulation/events';
import type { Scene } from './explained';
import { fateInWords } from './fates';
import { listed } from './listed';
import { type FollowedMessage, FollowedMessages } from './messages';

/** A message, the one that it brought about when it arrived, and so on. */
type Trail = FollowedMessage[];

export class Probe {
  /** The ping and its ack; then for each helper the request, its ping, the ack, and that passed on. */
  private readonly trails: Trail[] = [];
  /** Whether an ack came back, by way of a helper or not. */
  isAnswered = false;
  private readonly messages = new FollowedMessages();
  /** Of the timer that asks helpers. */
  private helpId = 0;
  /** The trails of the messages that arrived, by the event that says so. */
  private readonly arrivals = new Map<number, Trail>();

  /**
   * @param observer whose probe it is
   * @param root the id of the timer that began it
   */
  constructor(
    readonly observer: Address,
    private readonly root: number,
  ) {}

  get all(): readonly FollowedMessage[] {
    return this.trails.flat();
  }

  on(event: EventView, sendOrder: () => number): void {
    const { kind, id, cause } = event;
    if (kind === 'timer') {
      if (event.data === 'help' && cause === this.root) this.helpId = id;
    } else if (kind === 'sent') this.onSent(event, sendOrder);
    else if (kind === 'delivered' || kind === 'lost' || kind === 'dropped') {
      const message = this.messages.decide(event);
      if (message?.fate !== 'arrived') return;
      this.arrivals.set(
        id,
        this.trails.find((trail) => trail.includes(message))!,
      );
      this.isAnswered ||= message.type === 'ack' && message.to === nodeName(this.observer);
    }
  }

  /** What became of it, a line for each way. */
  lines(member: string, scene: Scene): string[] {
    const [direct = [], ...helped] = this.trails;
    const [ping] = direct;
    if (ping === undefined) return [];
    const observer = nodeName(this.observer);
    const pinged = `${observer} pinged ${member} at tick ${ping.sentAt}`;
    const lines = [`${pinged} (event ${ping.id}): ${trailInWords(direct, member, scene)}.`];
    if (helped.length === 0) return [...lines, `${observer} had no helpers to ask.`];
    const requests = helped.map(([request]) => request!);
    const names = listed(requests.map(({ to }) => to));
    return [
      ...lines,
      `At tick ${requests[0]!.sentAt} it asked ${names} to ping ${member}:`,
      ...helped.map((trail) => `  ${trail[0]!.to}: ${trailInWords(trail, member, scene)}.`),
    ];
  }

  private onSent(event: EventView, sendOrder: () => number): void {
    const trail = this.trailOf(event);
    if (trail === undefined) return;
    const message = this.messages.follow(event, sendOrder());
    if (message !== undefined) trail.push(message);
  }

  private trailOf(event: EventView): Trail | undefined {
    const { cause, node } = event;
    const type = typeOf(event);
    const isBegin =
      type === 'pingRequest'
        ? cause === this.helpId
        : type === 'ping' && cause === this.root && node === this.observer;
    if (isBegin) {
      const trail: Trail = [];
      this.trails.push(trail);
      return trail;
    }
    return type === 'ping' || type === 'ack' ? this.arrivals.get(cause) : undefined;
  }
}

/** `the request arrived at tick 83; its ping was lost at tick 84 (the network loses 1 %)`. */
function trailInWords(trail: Trail, member: string, scene: Scene): string {
  const told = trail.map((message, i) => {
    const { type, from } = message;
    const whose = from === member ? `the ack of ${member}` : 'its own ack';
    const ping = i === 0 ? 'the ping' : 'its ping';
    const what = type === 'pingRequest' ? 'the request' : type === 'ping' ? ping : whose;
    return `${what} ${fateInWords(message, scene)}`;
  });
  const last = trail.at(-1)!;
  const isSilent = last.fate === 'arrived' && last.type !== 'ack';
  return told.join('; ') + (isSilent ? ', and nothing came of it' : '');
}
