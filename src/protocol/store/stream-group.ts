/**
 * Arcs that are streamed from several sources of which so many have to bring all: what each write of them was
 * acknowledged by is then among those that were heard.
 */

import type { Address } from '../address';
import { type Arc, mergeArcs } from '../ring/arcs';
import type { Stream, Streams } from './streams';

export interface StreamGroup {
  readonly arcs: readonly Arc[];
  readonly sources: readonly Address[];
  /** So many sources that have lost nothing themselves have to bring all. */
  readonly needed: number;
  /** Whether, where there are fewer, all that all sources have is enough. */
  readonly partial: boolean;
}

/** Whom something is had from, and how many of them have to bring it. */
export type From = Pick<StreamGroup, 'sources' | 'needed'>;

/**
 * Groups pieces of arcs by whom they are had from.
 * @param fromAt for a position; in the same piece it is the same
 */
export function groupedBySource(
  pieces: readonly Arc[],
  fromAt: (position: number) => From,
): (From & Pick<StreamGroup, 'arcs'>)[] {
  const groups = new Map<string, { from: From; arcs: Arc[] }>();
  for (const piece of pieces) {
    const from = fromAt(piece.last);
    const name = from.sources.join();
    const group = groups.get(name) ?? { from, arcs: [] };
    groups.set(name, group);
    group.arcs.push(piece);
  }
  return [...groups.values()].map(({ from, arcs }) => ({ ...from, arcs: mergeArcs(arcs) }));
}

/**
 * Begins to stream a group.
 * @param onDone is called once, when enough of the sources have brought all
 */
export function streamGroup(
  streams: Streams,
  { arcs, sources, needed, partial }: StreamGroup,
  epoch: number,
  onDone: () => void,
): Stream[] {
  let isDone = false;
  let answered = 0;
  let whole = 0;
  const onSource = (isWhole: boolean) => {
    answered++;
    if (isWhole) whole++;
    if (isDone || (whole < needed && answered < sources.length)) return;
    isDone = true;
    onDone();
  };
  return sources.map((source) => {
    return streams.begin({ source, epoch, partial, onDone: onSource }, arcs);
  });
}
