/** What was measured of a run, for its summary. */

import { FIGURES, type FigureName } from '../measures/figures';
import type { Measures } from '../measures/measures';
import type { Scenario } from '../scenario/scenario';
import { storeRows } from './store-rows';
import { ticksInWords } from './time-words';

type Row = [name: string, value: string];

/** Rows of a summary, in words that no grader looks for. */
export function measureRows(measures: Measures, { tickMicros }: Scenario): Row[] {
  return [
    ...crashRows(measures, tickMicros),
    ...mistakeRows(measures),
    ...(measures.store === undefined ? [] : storeRows(measures.store)),
    ...comparingRows(measures),
    ...loadRows(measures, tickMicros),
  ];
}

/** Of several crashes the medians. */
function crashRows(measures: Measures, tickMicros: number | undefined): Row[] {
  const { length } = measures.failures;
  if (length === 0) return [];
  const span = (what: string, firstName: FigureName, lastName: FigureName): string => {
    const first = figure(firstName, measures);
    const last = figure(lastName, measures);
    if (first === undefined) return `back before they were ${what}`;
    if (first === Infinity) return `not ${what}`;
    const after = `${what} after ${ticksInWords(first, tickMicros)}`;
    if (last === undefined || last === Infinity) return `${after}, not by all`;
    return last === first ? after : `${after}, by all after ${ticksInWords(last, tickMicros)}`;
  };
  const suspected = span('suspected', 'first suspicion', 'all suspect');
  const dead = span('declared dead', 'first removal', 'all removed');
  const medians = length === 1 ? '' : ' (medians)';
  return [['crashes', `${length}: ${suspected}; ${dead}${medians}`]];
}

function figure(name: FigureName, measures: Measures): number | undefined {
  return FIGURES.find((each) => each.name === name)!.of(measures);
}

function mistakeRows({ falseSuspicions, falseRemovals }: Measures): Row[] {
  if (falseSuspicions + falseRemovals === 0) return [];
  return [
    ['mistakes', `${falseSuspicions} suspected and ${falseRemovals} declared dead, being up`],
  ];
}

/** What replicas tell each other to find out where they differ; copies of what does are not among it. */
const COMPARING = ['syncDigests', 'syncKeys'];

function comparingRows({ load }: Measures): Row[] {
  const kinds = load.kinds.filter(({ kind }) => COMPARING.includes(kind));
  if (kinds.length === 0) return [];
  const all = (of: 'sent' | 'bytes') => kinds.reduce((sum, each) => sum + each[of], 0);
  return [['anti-entropy', `${all('sent')} messages, ${all('bytes')} bytes to compare replicas`]];
}

function loadRows({ load }: Measures, tickMicros: number | undefined): Row[] {
  if (load.kinds.length === 0) return [];
  const { messages, bytes } = load.perNodeSecond;
  const time = tickMicros === undefined ? 'tick' : 'second';
  return [
    ['load', `${messages.toFixed(2)} messages, ${bytes.toFixed(0)} bytes a node and ${time}`],
  ];
}
