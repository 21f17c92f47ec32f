/** `grade --log`: the course's points for logs that any program made. */

import { statSync } from 'node:fs';
import type { LineCount } from '../report/read-dbg-log';
import { shellWord } from '../report/shell';
import type { Part } from '../scenario/conf';
import { InputError, onOneLine } from '../scenario/input-error';
import { gradeClass } from './grade-class';
import { csvText } from './csv';
import { type GradedLog, gradeLog } from './graded-log';
import { jsonText } from './json';
import { reasonsFor } from './lost-points';
import { reasonOf } from './output-files';
import { PROGRAM } from './program-name';
import { type NamedScenario, readCourseScenarios } from './scenario-file';
import { type Column, tableText } from './table';
import { breathe, colours, printLine, Progress } from './terminal';
import { thisShell } from './this-shell';

export interface GradeLogFlags {
  /** A file, or a folder of them. */
  readonly log: string;
  readonly scenario: string | undefined;
  readonly part: Part | undefined;
  readonly format: 'text' | 'json' | 'csv';
}

const MEGABYTE = 1 << 20;

/** Returns the exit code: 0 where every log earned every point, else 1. */
export async function gradeLogCommand(flags: GradeLogFlags): Promise<number> {
  const { log, scenario, part } = flags;
  const given = scenario === undefined ? undefined : readCourseScenarios([scenario], part)[0];
  const stats = statsOf(log);
  if (stats.isDirectory())
    return gradeClass(log, given, flags.format, (path) => again(flags, path));
  return gradeOne(given, flags, stats.size);
}

function statsOf(path: string): { isDirectory(): boolean; readonly size: number } {
  try {
    return statSync(path);
  } catch (error) {
    throw new InputError('--log', `cannot read ${JSON.stringify(path)}: ${reasonOf(error)}`);
  }
}

/** The command that grades a log, or a folder, by the same flags. */
function again({ scenario, part }: GradeLogFlags, path: string): string {
  const shell = thisShell();
  // What begins with a dash would be taken for a flag.
  const word = (file: string) => shellWord(file.startsWith('-') ? `./${file}` : file, shell);
  const by = scenario === undefined ? '' : ` --scenario ${word(scenario)}`;
  const which = part === undefined ? '' : ` --part ${part}`;
  return onOneLine(`${PROGRAM} grade --log ${word(path)}${by}${which}`);
}

async function gradeOne(
  given: NamedScenario | undefined,
  flags: GradeLogFlags,
  size: number,
): Promise<number> {
  const passes = given === undefined ? 2 : 1;
  const progress = new Progress(Math.ceil((size * passes) / MEGABYTE), 'MB', true);
  let done = 0;
  const graded = await gradeLog(flags.log, given, async (bytes) => {
    done += bytes;
    await progress.update(Math.floor(done / MEGABYTE));
    await breathe();
  }).finally(() => {
    progress.stop();
  });
  const replay = again(flags, flags.log);
  if (flags.format === 'json') printLine(jsonText({ ...graded, again: replay }));
  else if (flags.format === 'csv') process.stdout.write(testsAsCsv(graded));
  else await printGraded(graded, replay);
  return graded.grade.points === graded.grade.of ? 0 : 1;
}

function testsAsCsv({ scenario, grade: { rows } }: GradedLog): string {
  const head = ['scenario', 'test', 'points', 'of', 'expected', 'found'];
  return csvText([
    head,
    ...rows.map(({ test, points, of, expected, found }) => [
      ...[scenario, test, points, of],
      ...(points === of ? ['', ''] : [expected, found]),
    ]),
  ]);
}

const COLUMNS: readonly Column[] = [
  { head: 'test', align: 'left' },
  { head: 'points', align: 'right' },
  { head: 'of', align: 'right' },
];

async function printGraded(graded: GradedLog, replay: string): Promise<void> {
  const { log, scenario, why, nodes, grade } = graded;
  printLine(onOneLine(`Grading ${log} as ${scenario}, ${nodes} nodes: ${why}`));
  const rows = grade.rows.map(({ test, points, of }) => [test, points, of]);
  printLine(await tableText(COLUMNS, rows));
  for (const row of grade.rows) {
    if (row.points === row.of) continue;
    printLine(`\n${row.test}: ${row.of - row.points} points lost`);
    for (const line of reasonsFor(row)) printLine(line);
  }
  printLine('');
  for (const note of notesOn(graded)) printLine(note);
  const colour = await colours();
  const verdict =
    grade.points === grade.of
      ? colour.green(`Earned all ${grade.of} points.`)
      : colour.red(`Earned ${grade.points} of ${grade.of} points.`);
  printLine(`${verdict} Again: ${replay}`);
}

/** What helps to read the above, and what the reader of the log put up with. */
function notesOn({ grade, outOfForm, tooLong }: GradedLog): string[] {
  const notes: string[] = [];
  if (grade.rows.some(({ missing }) => missing.count > 0)) {
    notes.push('In what is missing, A is a node, t a tick, n a transID, k a key and v a value.');
  }
  const sorts: [string, LineCount][] = [
    ['not " ADDRESS [tick] TEXT"', outOfForm],
    ['too long and were skipped', tooLong],
  ];
  for (const [what, { count, first }] of sorts) {
    if (first === undefined) continue;
    notes.push(`Lines that are ${what}: ${count}, the first is line ${first}`);
  }
  return notes;
}
