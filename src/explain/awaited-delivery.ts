/** Of a hint: whose write it is, what its keeper sent the replica that it is for, and what became of it. */

import { type HintedEvent, type HintEndedEvent, typeOf } from '../library/event';
import { parseAddress } from '../protocol/address';
import type { EventView } from '../simulation/events';
import type { Awaited, Lookout, Scene } from './explained';
import { blameOf, fatesInWords, marksOf } from './fates';
import { endInWords, hintSign } from './hint-words';
import type { KeptHint } from './kept-hints';
import { FollowedMessages } from './messages';
import { stateInWords } from './node-state';
import { operationOf, quoted } from './words';
import type { Told } from './write-versions';

export class AwaitedDelivery implements Lookout {
  private readonly copies = new FollowedMessages();
  private readonly keeper: number;
  private readonly replica: number;

  /** @param write what the hint is of, where somebody told its version */
  constructor(
    private readonly event: HintedEvent | HintEndedEvent,
    private readonly hint: KeptHint,
    private readonly write: Told | undefined,
  ) {
    this.keeper = parseAddress(hint.node)!;
    this.replica = parseAddress(hint.home)!;
  }

  on(event: EventView, sendOrder: () => number): void {
    const { kind, id, node, a } = event;
    if (kind !== 'sent') {
      if (kind === 'delivered' || kind === 'lost' || kind === 'dropped') this.copies.decide(event);
    } else if (id > this.hint.id && node === this.keeper && a === this.replica) {
      if (typeOf(event) === 'copy') this.copies.follow(event, sendOrder());
    }
  }

  awaited(scene: Scene): Awaited {
    const { hint, event } = this;
    const { node, home, time, id } = hint;
    const all = [...this.copies.all.values()];
    const isOver = event.kind !== 'hinted';
    const since = isOver ? [`${node} kept it at tick ${time} (event ${id}).`] : [];
    return {
      why: this.reason(scene),
      parts: [
        {
          title: 'What became of the hint:',
          lines: [
            ...this.writeInWords(),
            ...since,
            ...(isOver ? [this.copiesInWords(scene)] : [`${node} ${endInWords(hint)}.`]),
          ],
        },
      ],
      marks: [
        ...(isOver ? [{ time, node, text: hintSign(home), weight: 4 as const }] : []),
        ...marksOf(all, { arrived: 2, failed: 2 }),
        ...blameOf(all, scene),
      ],
      nodes: [node, home],
    };
  }

  private reason({ scenario }: Scene): string {
    const { home, time } = this.hint;
    const { windowTicks = 0 } = scenario.cluster.store?.hints ?? {};
    if (this.event.kind === 'hintDelivered') return `because ${home} said that it has it`;
    if (this.event.kind !== 'hintExpired') return '';
    return `because hints are kept for ${windowTicks} ticks, and ${home} had not said since tick ${time} that it has it`;
  }

  private writeInWords(): string[] {
    const { write } = this;
    if (write === undefined) return [];
    const value = write.operation === 'delete' ? '' : ` to ${quoted(write.value)}`;
    const client = write.client === 0 ? '' : ` of client ${write.client}`;
    return [`It is of the ${operationOf(write)}${client}${value}.`];
  }

  private copiesInWords(scene: Scene): string {
    const { node, home, time } = this.hint;
    const all = [...this.copies.all.values()];
    if (all.length === 0) {
      const rule = 'a hint is given to whom its keeper believes to be there';
      return `${node} sent ${home} no copy in that time: ${rule}. ${stateInWords(home, scene, time)}`;
    }
    const copies = all.length === 1 ? 'a copy' : `${all.length} copies`;
    return `${node} sent ${home} ${copies} since then: ${fatesInWords(all, scene)}.`;
  }
}
