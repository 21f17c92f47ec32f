/**
 * Whatever is merged, a replica's version of a key never falls (I7), until it gives the key up or starts
 * again, when its storage says what is there.
 */

import { nodeName } from '../protocol/address';
import { compareVersions, NO_VERSION, type Version } from '../protocol/store/record';
import type { StoreEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import type { Verdict } from './verdict';

const CHECK = 'versionsNeverFall';

interface Held {
  readonly version: Version;
  /** The event that told it. */
  readonly event: number;
}

export class VersionsNeverFall implements EventSink {
  readonly kinds = ['started', 'served', 'copied', 'handedOff', 'purged'];
  /** Per node the version that it was last told to have of each key. */
  private readonly held = new Map<number, Map<string, Held>>();
  private readonly findings = new Findings();

  on(event: EventView): void {
    const { kind, node } = event;
    if (kind === 'started') {
      this.held.set(node, new Map());
      return;
    }
    const told = event.data as Extract<
      StoreEvent,
      { kind: 'served' | 'copied' | 'handedOff' | 'purged' }
    >;
    const held = this.held.get(node)!;
    if (told.kind === 'handedOff' || told.kind === 'purged') held.delete(told.key);
    else this.onTold(event, held, told.key, told.version);
  }

  verdict(): Verdict {
    return this.findings.verdict(CHECK, "no replica's version of a key fell");
  }

  private onTold(
    { id, node, time }: EventView,
    held: Map<string, Held>,
    key: string,
    version: Version,
  ): void {
    // What a read, or a refusal, did not find may be on its way out.
    if (compareVersions(version, NO_VERSION) === 0) return;
    const before = held.get(key);
    if (before !== undefined && compareVersions(version, before.version) < 0) {
      const whose = `${nodeName(node)}'s version of ${JSON.stringify(key)}`;
      this.findings.add(`${whose} fell at tick ${time}`, id, before.event);
    }
    held.set(key, { version, event: id });
  }
}
