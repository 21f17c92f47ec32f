/** What compared runs come to: a row for each figure and each combination of settings. */

import { FIGURES, type Unit } from '../measures/figures';
import { medianInterval, shareInterval } from '../measures/median';
import { type Predictions, predicted } from '../measures/predicted';
import type { Scenario } from '../scenario/scenario';
import type { ComparedRun } from './compared-run';

/** Runs that differ in their seeds alone. */
export interface ComparedRuns {
  /** The values of the settings. */
  readonly values: readonly string[];
  /** One of their scenarios. */
  readonly scenario: Scenario;
  readonly runs: readonly ComparedRun[];
}

/** A figure of runs that differ in their seeds alone. Infinity is for what never happened. */
export interface CompareRow {
  readonly figure: string;
  /** What the numbers count: `s`, `ticks`, `times`. */
  readonly unit: string;
  readonly values: readonly string[];
  /** Runs that have this figure. */
  readonly runs: number;
  readonly median: number;
  /** Where the median of all seeds lies, by 95 %; undefined where so few runs do not tell. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Undefined where one of them is infinite. */
  readonly mean: number | undefined;
  /** Where theory has the median. */
  readonly predicted: readonly [low: number, high: number] | undefined;
}

interface Column {
  readonly figure: string;
  readonly unit: Unit;
  readonly of: (run: ComparedRun) => number | undefined;
  readonly predictedBy: (predictions: Predictions) => Predictions[keyof Predictions];
}

/** Every figure in turn, so that its rows stand one below the other. */
export function compareRows(compared: readonly ComparedRuns[]): CompareRow[] {
  const columns = [...figureColumns(), ...kindColumns(compared)];
  const known = compared.map((each) => ({ ...each, predictions: predicted(each.scenario) }));
  const rows = columns.flatMap((column) =>
    known.flatMap((each) => rowOf(column, each, each.predictions)),
  );
  return [...rows, ...compared.flatMap(expectationsMet)];
}

function figureColumns(): Column[] {
  return FIGURES.map(({ name, unit }, i) => ({
    ...{ figure: name, unit },
    of: ({ figures }) => figures[i],
    predictedBy: (predictions) => predictions[name],
  }));
}

/** What was sent of each kind of message that any of the runs has. */
function kindColumns(compared: readonly ComparedRuns[]): Column[] {
  const loads = compared.flatMap(({ runs }) => runs.flatMap(({ load }) => Object.keys(load)));
  return [...new Set(loads)].flatMap((kind) =>
    (['messages', 'bytes'] as const).map((what) => ({
      ...{ figure: `${what} of ${kind}`, unit: 'a node and second' as const },
      of: ({ load }: ComparedRun) => load[kind]?.[what] ?? 0,
      predictedBy: () => undefined,
    })),
  );
}

function rowOf(
  { figure, unit, of, predictedBy }: Column,
  { values, scenario, runs }: ComparedRuns,
  predictions: Predictions,
): CompareRow[] {
  const sample = runs.map(of).filter((value) => value !== undefined);
  if (sample.length === 0) return [];
  const [shown, scale] = unitOf(unit, scenario);
  const { median, interval } = medianInterval(sample);
  const sum = sample.reduce((all, value) => all + value, 0);
  const prediction = predictedBy(predictions);
  const scaled = ([low, high]: readonly [number, number]) => [scale(low), scale(high)] as const;
  return [
    {
      ...{ figure, unit: shown, values, runs: sample.length },
      median: scale(median),
      interval: interval && scaled(interval),
      mean: sum === Infinity ? undefined : scale(sum / sample.length),
      predicted: prediction && scaled([prediction.low, prediction.high]),
    },
  ];
}

/** Ticks that have a length are shown in seconds. */
function unitOf(
  unit: Unit,
  { tickMicros }: Scenario,
): [shown: string, scale: (value: number) => number] {
  if (unit !== 'ticks' || tickMicros === undefined) return [unit, (value) => value];
  return ['s', (ticks) => (ticks * tickMicros) / 1_000_000];
}

/** The share of runs that came out as expected, in percent, if anything was. */
function expectationsMet({ values, runs }: ComparedRuns): CompareRow[] {
  const told = runs.filter(({ result }) => result !== undefined);
  if (told.length === 0) return [];
  const met = told.filter(({ result }) => result === 'good').length;
  const [low, high] = shareInterval(met, told.length);
  const share = (100 * met) / told.length;
  return [
    {
      ...{ figure: 'as expected', unit: '% of runs', values, runs: told.length },
      ...{ median: share, interval: [100 * low, 100 * high], mean: share, predicted: undefined },
    },
  ];
}
