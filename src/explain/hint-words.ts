/** Writes that were kept for replicas that did not take them, in words and in a diagram. */

import type { Mark, Part, Scene } from './explained';
import type { HintEnd, KeptHint } from './kept-hints';

/**
 * Who kept a write and what became of that.
 * @param read the end of a read after which it came too late, if it is about one
 */
export function hintsPart(hints: readonly KeptHint[], read?: { readonly id: number }): Part {
  const lines = hints.map((hint) => {
    const { node, home, time, id } = hint;
    const isLate = read !== undefined && (hint.end?.id ?? 0) > read.id;
    const late = isLate ? ', after the read' : '';
    const kept = `${node} kept the write as a hint for ${home} at tick ${time} (event ${id})`;
    return `${kept}, and ${endInWords(hint)}${late}.`;
  });
  return { title: 'Who kept it for others, as a hint:', lines };
}

/** `delivered it at tick 83 (event 281)`, after the name of its keeper. */
export function endInWords({ end }: KeptHint): string {
  if (end === undefined) return 'had not delivered it by the end of the run';
  return `${ENDS[end.how]} at tick ${end.time} (event ${end.id})`;
}

const ENDS: Readonly<Record<HintEnd['how'], string>> = {
  delivered: 'delivered it',
  expired: 'had not delivered it when its window was over,',
  replaced: 'kept a newer one in its place,',
  lost: 'had lost it with all that it had stored when it started again,',
};

/** What happened to hints up to the event at which the look ends. */
export function marksOfHints(hints: readonly KeptHint[], scene: Scene): Mark[] {
  const marks = hints.flatMap(({ id, time, node, home, end }) => {
    const text = hintSign(home);
    const kept = { id, time, node, text, weight: 3 as const };
    // Where one was lost, that its keeper started again is shown.
    if (end === undefined || end.how === 'lost') return [kept];
    return [kept, { ...kept, id: end.id, time: end.time, text: `${text} ${END_SIGNS[end.how]}` }];
  });
  return marks.filter(({ id }) => id <= scene.circumstances.last);
}

/** `~3`: a hint for n3. */
export function hintSign(home: string): string {
  return `~${home.slice(1)}`;
}

const END_SIGNS = { delivered: 'taken', expired: 'over', replaced: 'newer' };
