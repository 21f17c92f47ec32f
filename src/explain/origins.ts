/** Where the replicas that a read heard had from what they told, whether anybody ever wrote it or not. */

import { nodeName } from '../protocol/address';
import type { Version } from '../protocol/store/record';
import type { StoreEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import type { Ended } from './stale-read';

interface Moment {
  readonly id: number;
  readonly time: number;
}

type Told =
  StoreEvent | { readonly kind: 'recalled'; readonly key: string; readonly version: Version };

export class Origins implements EventSink {
  readonly kinds = ['crashed', 'stopped', 'served', 'copied', 'recalled'];
  /** How each node came to have what it has of the key. */
  private readonly origins = new Map<string, string>();
  private readonly downs = new Map<string, Moment>();
  /** What those told whom the read heard. */
  private readonly heard: string[] = [];
  private over = false;

  /** @param read that ended */
  constructor(private readonly read: Ended) {}

  on(event: EventView): void {
    const node = nodeName(event.node);
    this.over ||= event.id > this.read.id;
    if (event.kind === 'crashed' || event.kind === 'stopped') {
      this.downs.set(node, { id: event.id, time: event.time });
    } else if (!this.over) this.onTold(node, event, event.data as Told);
  }

  /** True once the read has ended. */
  get isOver(): boolean {
    return this.over;
  }

  /** A line for each replica that told the read something. */
  lines(): string[] {
    return this.heard;
  }

  private onTold(node: string, { id, time }: EventView, told: Told): void {
    if (!('key' in told) || told.key !== this.read.key) return;
    const when = momentInWords({ id, time });
    if (told.kind === 'recalled') {
      const down = this.downs.get(node);
      const after = down === undefined ? '' : `, after it had gone down at ${momentInWords(down)}`;
      this.origins.set(node, `read it back from its disk at ${when}${after}`);
    } else if (told.kind === 'copied') {
      this.origins.set(node, `was sent it by ${nodeName(told.from)} at ${when}`);
    } else if (told.kind === 'served') {
      if (told.operation !== 'read') this.origins.set(node, `stored it at ${when}`);
      else if (told.client === this.read.client && told.request === this.read.request) {
        this.heard.push(`  ${node} ${this.origins.get(node) ?? 'had nothing'}.`);
      }
    }
  }
}

function momentInWords({ id, time }: Moment): string {
  return `tick ${time} (event ${id})`;
}
