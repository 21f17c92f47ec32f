/** `grade --log FOLDER`: the logs of a class, a folder a student. */

import { relative } from 'node:path';
import { InputError, onOneLine } from '../scenario/input-error';
import { csvText } from './csv';
import { type GradedLog, gradeLog } from './graded-log';
import { jsonText } from './json';
import type { NamedScenario } from './scenario-file';
import { findStudents, type FoundLog, type Student } from './student-folder';
import { type Cell, type Column, tableText } from './table';
import { breathe, colours, printLine, Progress } from './terminal';

/** A log, graded, or why it could not be. */
type LogReport = GradedLog | { readonly log: string; readonly problem: string };

interface StudentReport {
  readonly student: string;
  readonly points: number;
  readonly of: number;
  /** Scenarios of which there are several logs: the one with the fewest points counts. */
  readonly severalLogsOf: readonly string[];
  readonly logs: readonly LogReport[];
}

/**
 * Returns the exit code: 0 where every log earned every point, else 1.
 * @param given the scenario of all the logs; undefined where each is to tell its own
 * @param again the command that grades a path once more
 */
export async function gradeClass(
  folder: string,
  given: NamedScenario | undefined,
  format: 'text' | 'json' | 'csv',
  again: (path: string) => string,
): Promise<number> {
  const found = findStudents(folder);
  const count = found.reduce((sum, { logs }) => sum + logs.length, 0);
  const what = `${counted(count, 'log')} of ${counted(found.length, 'student')}`;
  if (format === 'text') printLine(onOneLine(`Grading ${folder}: ${what}`));
  const students = await gradeStudents(found, count, given);
  const bad = students.flatMap(({ logs }) => logs).filter((log) => !isFull(log));
  const rows = rowsOf(students, folder);
  if (format === 'json') {
    const verdict = { logs: count, passed: count - bad.length, again: again(folder) };
    printLine(jsonText({ folder, students, ...verdict }));
  } else if (format === 'csv') {
    process.stdout.write(csvText([COLUMNS.map(({ head }) => head), ...rows]));
  } else {
    printLine(await tableText(COLUMNS, rows));
    const colour = await colours();
    const verdict =
      bad.length === 0
        ? colour.green(`All ${what} earned every point.`)
        : colour.red(`${bad.length} of ${what} did not earn every point.`);
    printLine('');
    if (bad.length > 0) printLine(`What the first of them lacks: ${again(bad[0]!.log)}`);
    printLine(`${verdict} Again: ${again(folder)}`);
  }
  return bad.length === 0 ? 0 : 1;
}

async function gradeStudents(
  students: readonly Student[],
  count: number,
  given: NamedScenario | undefined,
): Promise<StudentReport[]> {
  const progress = new Progress(count, 'logs', true);
  let done = 0;
  try {
    const reports: StudentReport[] = [];
    for (const { name, logs } of students) {
      const graded: LogReport[] = [];
      for (const log of logs) {
        graded.push(await gradeFound(log, given));
        await progress.update(++done);
      }
      reports.push(reportOn(name, graded));
    }
    return reports;
  } finally {
    progress.stop();
  }
}

/** One log that cannot be graded does not keep the others from it. */
async function gradeFound(
  { path: log, problem }: FoundLog,
  given: NamedScenario | undefined,
): Promise<LogReport> {
  if (problem !== undefined) return { log, problem };
  try {
    return await gradeLog(log, given, breathe);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { log, problem: error.message.slice(onOneLine(`${log}: `).length) };
  }
}

/** Of several logs of a scenario the worst counts: a copy is no gain. */
function reportOn(student: string, logs: readonly LogReport[]): StudentReport {
  const counting = new Map<string, GradedLog>();
  const severalLogsOf = new Set<string>();
  for (const log of logs) {
    if ('problem' in log) continue;
    const other = counting.get(log.scenario);
    if (other !== undefined) severalLogsOf.add(log.scenario);
    if (other === undefined || log.grade.points < other.grade.points) {
      counting.set(log.scenario, log);
    }
  }
  const grades = [...counting.values()].map(({ grade }) => grade);
  const points = grades.reduce((sum, grade) => sum + grade.points, 0);
  const of = grades.reduce((sum, grade) => sum + grade.of, 0);
  return { student, points, of, severalLogsOf: [...severalLogsOf], logs };
}

const COLUMNS: readonly Column[] = [
  { head: 'student', align: 'left' },
  { head: 'scenario', align: 'left' },
  { head: 'points', align: 'right' },
  { head: 'of', align: 'right' },
  { head: 'log', align: 'left' },
  { head: 'note', align: 'left' },
];

/** A row a log, and one with the total of each student. */
function rowsOf(students: readonly StudentReport[], folder: string): Cell[][] {
  return students.flatMap(({ student, points, of, severalLogsOf, logs }) => {
    const several = severalLogsOf.join(', ');
    const note = several === '' ? '' : `of several logs of ${several} the worst counts`;
    return [
      ...logs.map((report) => [student, ...cellsOf(report, relative(folder, report.log))]),
      [student, 'total', points, of, '', note],
    ].map((cells) => cells.map(printable));
  });
}

function cellsOf(report: LogReport, log: string): Cell[] {
  if ('problem' in report) return ['', '', '', log, report.problem];
  const { scenario, grade } = report;
  const lost = grade.rows.filter(({ points, of }) => points < of).map(({ test }) => test);
  const note = lost.length === 0 ? '' : `lost: ${lost.join(', ')}`;
  return [scenario, grade.points, grade.of, log, note];
}

function isFull(report: LogReport): boolean {
  return 'grade' in report && report.grade.points === report.grade.of;
}

function printable(cell: Cell): Cell {
  return typeof cell === 'number' ? cell : onOneLine(cell);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
