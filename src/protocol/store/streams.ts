/**
 * Streams: a node asks another for the keys that it has in some arcs of the ring, and for copies of those
 * that it lacks itself, until it has them all.
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import type { Arc } from '../ring/arcs';
import { bytesOfEntry, type Exchange } from './exchange';
import type { KeyIndex } from './key-index';
import { compareVersions, type Version } from './record';
import type { Replica } from './replica';
import {
  type KeyVersion,
  STREAM_ARCS_MAX,
  STREAM_HEADER_BYTES,
  type StreamKeys,
  type StreamRequest,
} from './store-messages';

/** What one source is asked for. */
export interface Stream {
  readonly source: Address;
  readonly arcs: readonly Arc[];
  /** The version of the ring that it is asked by. */
  readonly epoch: number;
  /** Whether what a source tells that has lost what it had is worth something. */
  readonly partial: boolean;
  /** Called once it has brought all. */
  readonly onDone: (whole: boolean) => void;
  /**
   * The newest of the source's lists of which a part has come, 0 before. Each list is cut anew: where keys
   * have gone since, or are in another order, as after a restart, its parts hold others than those of
   * the one before, so that of parts of both all may have come, and a key be in none of them.
   */
  listing: number;
  /** The parts of that list that have come. */
  readonly heard: Set<number>;
  /** How many it has; undefined before the first has come. */
  parts: number | undefined;
  /** Whether the source has all that it ever acknowledged. */
  whole: boolean;
  /** Keys of the list that are not here yet, or only older. */
  readonly lacking: Map<string, Version>;
  /** Whether anything has come since it was looked at last. */
  isMoving: boolean;
}

/** Who is asked, by which ring, and what becomes of it. */
type Asked = Pick<Stream, 'source' | 'epoch' | 'partial' | 'onDone'>;

/** Of one boot's streams, and of its lists, there are fewer: their numbers tell boots apart. */
const STREAMS_PER_BOOT = 0x1_0000;
const LISTS_PER_BOOT = 0x1_0000_0000;

const STREAM: TimerKind = { name: 'stream', layer: 'store' };

export class Streams {
  private readonly open = new Map<number, Stream>();
  private opened: number;
  private listed: number;
  private timer: TimerId | undefined;

  /**
   * @param retryTicks until a source of whom nothing comes is asked again
   * @param epoch of the ring that this node goes by now
   */
  constructor(
    private readonly host: Host,
    private readonly retryTicks: number,
    private readonly replica: Replica,
    private readonly index: KeyIndex,
    private readonly exchange: Exchange,
    private readonly epoch: () => number,
  ) {
    this.opened = (host.boot % STREAMS_PER_BOOT) * STREAMS_PER_BOOT;
    this.listed = host.boot * LISTS_PER_BOOT;
  }

  /** Begins to stream arcs from a source: by one stream, or by more where the arcs are many. */
  begin(asked: Asked, arcs: readonly Arc[]): Stream[] {
    const begun: Stream[] = [];
    for (let i = 0; i < arcs.length; i += STREAM_ARCS_MAX) {
      const stream: Stream = {
        ...asked,
        ...{ arcs: arcs.slice(i, i + STREAM_ARCS_MAX), listing: 0, parts: undefined, whole: true },
        ...{ heard: new Set(), lacking: new Map(), isMoving: false },
      };
      this.open.set(++this.opened, stream);
      begun.push(stream);
    }
    this.ask();
    return begun;
  }

  /** Forgets streams, whatever they have brought. */
  end(streams: readonly Stream[]): void {
    for (const [number, stream] of this.open)
      if (streams.includes(stream)) this.open.delete(number);
  }

  /** Another node asks for what is here: it is told once this node goes by its ring. */
  onRequest(from: Address, { epoch, stream, partial, arcs }: StreamRequest): void {
    const whole = !this.replica.isIncomplete;
    if (this.replica.recovering || this.epoch() < epoch || !(whole || partial)) return;
    const entries: KeyVersion[] = [];
    for (const key of this.index.keysAt(arcs)) {
      const record = this.replica.get(key);
      if (record === undefined || this.replica.isOver(record)) continue;
      entries.push({ key, version: record.version });
    }
    const lists = this.exchange.parts(entries, bytesOfEntry, STREAM_HEADER_BYTES);
    if (lists.length === 0) lists.push([]);
    const name = { epoch, stream, listing: ++this.listed, parts: lists.length, whole };
    for (const [part, list] of lists.entries()) {
      this.send(from, { kind: 'streamKeys', ...name, part, entries: list });
    }
  }

  /** A source lists what it has. */
  onKeys(from: Address, message: StreamKeys): void {
    const { stream: number, listing, part, parts, whole, entries } = message;
    const stream = this.open.get(number);
    if (this.replica.recovering || stream?.source !== from || listing < stream.listing) return;
    if (listing > stream.listing) {
      // What was to come by an older one may be there no more.
      stream.heard.clear();
      stream.lacking.clear();
    }
    stream.listing = listing;
    stream.isMoving = true;
    stream.parts = parts;
    stream.whole = whole;
    stream.heard.add(part);
    for (const { key, version } of entries) {
      if (!this.isHere(key, version)) stream.lacking.set(key, version);
    }
    this.exchange.sendWant(from, [...stream.lacking.keys()]);
    this.endDone();
  }

  /** A copy of the key is stored here, or was not needed. */
  onCopyStored(key: string): void {
    for (const stream of this.open.values()) {
      const version = stream.lacking.get(key);
      if (version === undefined || !this.isHere(key, version)) continue;
      stream.lacking.delete(key);
      stream.isMoving = true;
    }
    this.endDone();
  }

  /** Returns false for a timer that is not of streams. */
  onTimer(kind: TimerKind): boolean {
    if (kind !== STREAM) return false;
    this.timer = undefined;
    this.ask();
    return true;
  }

  /** Asks those for their keys of whom nothing comes, now and again later. */
  private ask(): void {
    for (const [number, stream] of this.open) {
      this.timer ??= this.host.setTimer(this.retryTicks, STREAM);
      const { isMoving, source, arcs, epoch, partial } = stream;
      stream.isMoving = false;
      if (isMoving) continue;
      this.send(source, { kind: 'streamRequest', epoch, stream: number, partial, arcs });
    }
  }

  private isHere(key: string, version: Version): boolean {
    const stored = this.replica.get(key);
    return stored !== undefined && compareVersions(stored.version, version) >= 0;
  }

  private endDone(): void {
    for (const [number, { heard, parts, lacking, whole, onDone }] of this.open) {
      if (heard.size !== parts || lacking.size > 0) continue;
      this.open.delete(number);
      onDone(whole);
    }
  }

  private send(to: Address, message: StreamRequest | StreamKeys): void {
    this.host.send(to, message);
  }
}
