/**
 * Streaming: while a range moves, whoever is to be a replica of it has what is there from a present one;
 * when it has all, the ring is told. From the replica whose place it takes a newcomer has whatever that
 * one acknowledged, so that it counts in every quorum as that one did ("consistent range movement",
 * Cassandra); from any other it may lack it (S13). A source answers only once it goes by the same version
 * of the ring: what it acknowledges after that comes to the newcomer, too.
 */

import type { Address } from '../address';
import { type Arc, commonArcs, mergeArcs } from '../ring/arcs';
import type { StreamSource } from '../ring/ring-settings';
import type { RingVersion } from '../ring/ring-version';
import type { Stream, Streams } from './streams';

export interface StreamingOptions {
  /** Replicas of a key: N. */
  readonly replicas: number;
  readonly streamFrom: StreamSource;
}

/** What streaming sees of its node. */
export interface StreamingView {
  readonly self: Address;
  /** Whether this node believes that another is there. */
  isUp(node: Address): boolean;
  /** Is told the epoch whose movement has brought this node all that it brings. */
  streamed(epoch: number): void;
}

export class Streaming {
  private epoch = 0;
  private begun: Stream[] = [];

  constructor(
    private readonly options: StreamingOptions,
    private readonly streams: Streams,
    private readonly view: StreamingView,
  ) {}

  onRing(version: RingVersion): void {
    if (version.epoch === this.epoch) return;
    this.epoch = version.epoch;
    this.streams.end(this.begun);
    this.begun = [];
    if (version.next !== undefined) this.begin(version);
  }

  /** Asks for all that this node gains by a movement. */
  private begin(version: RingVersion): void {
    const { epoch } = version;
    const arcsOf = new Map<Address, Arc[]>();
    for (const arc of this.piecesGained(version)) {
      const source = this.sourceOf(version, arc.last);
      if (source !== undefined) arcsOf.set(source, [...(arcsOf.get(source) ?? []), arc]);
    }
    let left = 1;
    const onDone = () => {
      if (--left === 0) this.view.streamed(epoch);
    };
    for (const [source, arcs] of arcsOf) {
      const asked = { source, epoch, partial: false, onDone };
      const begun = this.streams.begin(asked, mergeArcs(arcs));
      left += begun.length;
      this.begun.push(...begun);
    }
    // The one that there is anyway, so that who gains nothing says so at once.
    onDone();
  }

  /** The arcs that become this node's, cut so that each has the same replicas all along. */
  private piecesGained({ current, next }: RingVersion): Arc[] {
    const { replicas } = this.options;
    const { self } = this.view;
    const pieces: Arc[] = [];
    const had = current.arcsOf(self, replicas);
    for (const arc of next!.arcsOf(self, replicas)) {
      let { first } = arc;
      const ends = [...current.tokensIn(arc), ...next!.tokensIn(arc), arc.last];
      for (const last of ends.sort((a, b) => a - b)) {
        if (last < first) continue;
        if (commonArcs(had, [{ first: last, last }]).length === 0) pieces.push({ first, last });
        first = last + 1;
      }
    }
    return pieces;
  }

  /** Whom this node has the keys at a position from; undefined where there is nobody. */
  private sourceOf(version: RingVersion, position: number): Address | undefined {
    const { replicas, streamFrom } = this.options;
    if (streamFrom === 'replaced') {
      const own = version.replacedAt(position, replicas).find(({ pending }) => {
        return pending.address === this.view.self;
      });
      if (own?.replaced !== undefined) return own.replaced.address;
    }
    const present = version.current.listAt(position, replicas).map(({ address }) => address);
    return present.find((node) => this.view.isUp(node)) ?? present[0];
  }
}
