/**
 * Streams: a node asks another for the keys that it has in some arcs of the ring, and for copies of those
 * that it lacks itself, until it has them all. What it hears names the arc whose keys it lists, so that
 * each list counts by itself, whichever request it answers, and only what was lost is asked for again.
 */

import type { Address } from '../address';
import type { Host, TimerId, TimerKind } from '../host';
import { type Arc, arcsWithout, mergeArcs } from '../ring/arcs';
import { bytesOfEntries, listedArcs, type ListedState, sumOfKeys } from './key-lists';
import { compareVersions, type Version } from './record';
import {
  STREAM_ARC_BYTES,
  STREAM_HEADER_BYTES,
  STREAM_LIST_BYTES,
  type StreamKeys,
  type StreamList,
  type StreamRequest,
} from './store-messages';

/** What one source is asked for. */
export interface Stream {
  readonly source: Address;
  /** The version of the ring that it is asked by. */
  readonly epoch: number;
  /** Whether what a source tells that has lost what it had is worth something. */
  readonly partial: boolean;
  /** Called once it has brought all. */
  readonly onDone: (whole: boolean) => void;
  /** Arcs of points whose keys the source has not told yet, in rising order and apart. */
  left: readonly Arc[];
  /** Of arcs that take several lists the keys that were told, until those are all; by arc and sum. */
  readonly told: Map<string, Set<string>>;
  /** Whether the source had all that it ever acknowledged, each time that it told something. */
  whole: boolean;
  /** Keys that were told and are not here yet, or only older. */
  readonly lacking: Map<string, Version>;
  /** Whether anything has come since it was looked at last. */
  isMoving: boolean;
}

/** What streams see of their node and its ring. */
export interface StreamsView {
  /** Of the version that this node goes by now. */
  epoch(): number;
  /** Has this node and another tell each other which version they go by. */
  compareWith(node: Address): void;
  /** Whether all that this node is to have in some arcs of points is here. */
  isWhole(arcs: readonly Arc[]): boolean;
}

/** Who is asked, by which ring, and what becomes of it. */
type Asked = Pick<Stream, 'source' | 'epoch' | 'partial' | 'onDone'>;

/** Of one boot's streams there are fewer: their numbers tell boots apart. */
const STREAMS_PER_BOOT = 0x1_0000;

const STREAM: TimerKind = { name: 'stream', layer: 'store' };

export class Streams {
  private readonly open = new Map<number, Stream>();
  private opened: number;
  private timer: TimerId | undefined;

  /**
   * @param retryTicks until a source of whom nothing comes is asked again
   */
  constructor(
    private readonly host: Host,
    private readonly retryTicks: number,
    private readonly state: ListedState,
    private readonly view: StreamsView,
  ) {
    this.opened = (host.boot % STREAMS_PER_BOOT) * STREAMS_PER_BOOT;
  }

  /** Begins to stream arcs of positions from a source. */
  begin(asked: Asked, arcs: readonly Arc[]): Stream {
    const stream: Stream = {
      ...asked,
      left: arcs.map((arc) => this.state.index.pointsOf(arc)),
      ...{ told: new Map(), whole: true, lacking: new Map(), isMoving: false },
    };
    this.open.set(++this.opened, stream);
    this.ask(this.opened, stream);
    return stream;
  }

  /** Forgets streams, whatever they have brought. */
  end(streams: readonly Stream[]): void {
    for (const [number, stream] of this.open)
      if (streams.includes(stream)) this.open.delete(number);
  }

  /** Another node asks for what is here: it is told once this node goes by its ring. */
  onRequest(from: Address, { epoch, stream, partial, arcs }: StreamRequest): void {
    const { replica, exchange } = this.state;
    const whole = this.view.isWhole(arcs);
    const now = this.view.epoch();
    if (replica.recovering || now < epoch || !(whole || partial)) return;
    const lists = arcs.flatMap((arc) => this.listsOf(arc));
    const bytesOf = ({ entries }: StreamList) => STREAM_LIST_BYTES + bytesOfEntries(entries);
    for (const some of exchange.parts(lists, bytesOf, STREAM_HEADER_BYTES)) {
      this.send(from, { kind: 'streamKeys', epoch: now, stream, whole, lists: some });
    }
  }

  /** A source tells what it has. */
  onKeys(from: Address, { epoch, stream: number, whole, lists }: StreamKeys): void {
    const stream = this.open.get(number);
    if (this.state.replica.recovering || stream?.source !== from) return;
    if (epoch > this.view.epoch()) {
      // What this node is to have is not what it asks for.
      this.view.compareWith(from);
      return;
    }
    stream.isMoving = true;
    stream.whole &&= whole;
    for (const list of lists) noteTold(stream, list);
    const entries = lists.flatMap((list) => list.entries);
    const news = entries.filter(({ key, version }) => !this.isHere(key, version));
    for (const { key, version } of news) stream.lacking.set(key, version);
    const wanted = news.map(({ key }) => key);
    this.state.exchange.sendWant(from, wanted);
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
    if (this.open.size > 0) this.timer = this.host.setTimer(this.retryTicks, STREAM);
    for (const [number, stream] of this.open) this.askAnew(number, stream);
    return true;
  }

  /** Asks a source of whom nothing comes once more. */
  private askAnew(number: number, stream: Stream): void {
    const { isMoving } = stream;
    stream.isMoving = false;
    if (isMoving) return;
    this.forgetLacking(stream);
    this.ask(number, stream);
  }

  /** Asks a source for what is left, and looks later what has come of it. */
  private ask(number: number, { source, epoch, partial, left }: Stream): void {
    this.timer ??= this.host.setTimer(this.retryTicks, STREAM);
    const bytesOf = () => STREAM_ARC_BYTES;
    for (const arcs of this.state.exchange.parts(left, bytesOf, STREAM_HEADER_BYTES)) {
      this.send(source, { kind: 'streamRequest', epoch, stream: number, partial, arcs });
    }
  }

  /** Copies that did not come may be of keys that are there no more: what is at their points is left to tell. */
  private forgetLacking(stream: Stream): void {
    if (stream.lacking.size === 0) return;
    const points = [...stream.lacking.keys()].map((key) => this.state.index.pointOf(key));
    stream.left = mergeArcs([...stream.left, ...points.map((at) => ({ first: at, last: at }))]);
    stream.told.clear();
    stream.lacking.clear();
  }

  /** What is here in an arc of points. */
  private listsOf(arc: Arc): StreamList[] {
    const headerBytes = STREAM_HEADER_BYTES + STREAM_LIST_BYTES;
    return listedArcs(this.state, arc, headerBytes).flatMap(({ first, last, lists }) => {
      const sum = sumOfKeys(lists.flat().map(({ key }) => key));
      return lists.map((entries) => ({ first, last, sum, entries }));
    });
  }

  private isHere(key: string, version: Version): boolean {
    const stored = this.state.replica.get(key);
    return stored !== undefined && compareVersions(stored.version, version) >= 0;
  }

  private endDone(): void {
    for (const [number, { left, lacking, whole, onDone }] of this.open) {
      if (left.length > 0 || lacking.size > 0) continue;
      this.open.delete(number);
      onDone(whole);
    }
  }

  private send(to: Address, message: StreamRequest | StreamKeys): void {
    this.host.send(to, message);
  }
}

/** An arc is told once its lists have named all the keys that the sum is of. */
function noteTold(stream: Stream, { first, last, sum, entries }: StreamList): void {
  const name = `${first} ${last} ${sum}`;
  const keys = stream.told.get(name) ?? new Set();
  stream.told.set(name, keys);
  for (const { key } of entries) keys.add(key);
  if (sumOfKeys(keys) !== sum) return;
  stream.told.delete(name);
  stream.left = arcsWithout(stream.left, { first, last });
}
