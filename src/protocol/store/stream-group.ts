/**
 * Arcs that are streamed from several sources of which so many have to bring all: what each write of them was
 * acknowledged by is then among those that were heard.
 */

import type { Address } from '../address';
import type { Arc } from '../ring/arcs';
import type { Stream, Streams } from './streams';

export interface StreamGroup {
  readonly arcs: readonly Arc[];
  readonly sources: readonly Address[];
  /** So many sources that have lost nothing themselves have to bring all. */
  readonly needed: number;
  /** Whether, where there are fewer, all that all sources have is enough. */
  readonly partial: boolean;
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
  return sources.flatMap((source) => {
    let open = 0;
    let areWhole = true;
    const ofStream = (isWhole: boolean) => {
      areWhole &&= isWhole;
      if (--open === 0) onSource(areWhole);
    };
    const begun = streams.begin({ source, epoch, partial, onDone: ofStream }, arcs);
    open = begun.length;
    return begun;
  });
}
