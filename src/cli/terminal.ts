/** What we print, and where: colour and progress only on a terminal, no noise on a closed pipe. */

import { reasonOf } from './output-files';

/** How good and bad news look. */
export interface Colours {
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
}

const PLAIN: Colours = { green: (text) => text, red: (text) => text };

/** Colours for stdout; plain where it is no terminal or NO_COLOR is set. */
export async function colours(): Promise<Colours> {
  return (await chalkIfWanted()) ?? PLAIN;
}

/** So many that the course's ten nodes differ. */
const NODE_COLOURS = [
  ...(['cyan', 'yellow', 'green', 'magenta', 'blue', 'red'] as const),
  ...(['cyanBright', 'yellowBright', 'greenBright', 'magentaBright'] as const),
  ...(['blueBright', 'redBright'] as const),
];

/** Gives what a node says its colour on stdout, always the same. */
export async function nodeColours(): Promise<(node: number, text: string) => string> {
  const chalk = await chalkIfWanted();
  if (chalk === undefined) return (_, text) => text;
  return (node, text) => chalk[NODE_COLOURS[node % NODE_COLOURS.length]!](text);
}

async function chalkIfWanted(): Promise<import('chalk').Chalk | undefined> {
  if (!process.stdout.isTTY || (process.env['NO_COLOR'] ?? '') !== '') return undefined;
  return (await import('chalk')).default;
}

/** Node's stdout forgets its errors. */
let isStdoutRead = true;

const BAD_INPUT = 2;

/**
 * A reader that has seen enough (`| head`) is no error: the run goes on, unseen. Output that has no
 * room, as on a full disk, ends the program with a line that says so.
 */
export function standUpToWriteErrors(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout) isStdoutRead = false;
      if (error.code === 'EPIPE') return;
      if (stream === process.stdout) warn(`stdout: cannot be written: ${reasonOf(error)}`);
      process.exit(BAD_INPUT);
    });
  }
}

/** False once the reader of stdout has gone: whoever only prints may stop. */
export function isRead(): boolean {
  return isStdoutRead;
}

/** @param text whole lines */
export function print(text: string): void {
  writeAround(process.stdout, text);
}

export function printLine(line: string): void {
  print(`${line}\n`);
}

export function warn(line: string): void {
  writeAround(process.stderr, `${line}\n`);
}

/** True while a progress bar is on the terminal. */
let isBarShown = false;
const ERASE_LINE = '\r\u001b[K';
/** From where the bar is erased in the end. */
const SAVE_PLACE = '\u001b7';

/** Lines take the place of the bar, which comes again below them. */
function writeAround(stream: NodeJS.WriteStream, text: string): void {
  if (isBarShown && text !== '') process.stderr.write(ERASE_LINE);
  stream.write(text);
  if (isBarShown && text !== '') process.stderr.write(SAVE_PLACE);
}

/** Waits for the reader where what we printed piles up; lets signals in. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const isFull = process.stdout.writableNeedDrain && !process.stdout.destroyed;
    if (!isFull) {
      setImmediate(resolve);
      return;
    }
    const goOn = () => {
      process.stdout.off('drain', goOn).off('close', goOn);
      resolve();
    };
    process.stdout.on('drain', goOn).on('close', goOn);
  });
}

const PROGRESS_AFTER_MS = 1000;
const BAR_COLUMNS = 30;
/** What stands beside the bar. */
const TEXT_COLUMNS = 45;

/**
 * A progress bar on stderr, shown once the work has taken a second and gone when it is done. Whoever
 * has one stops it, however the work ends: its timer would keep the program going.
 */
export class Progress {
  private readonly startedAt = performance.now();
  private bar: import('cli-progress').SingleBar | undefined;

  constructor(
    private readonly total: number,
    private readonly unit: string,
    private readonly isWanted: boolean,
  ) {}

  async update(done: number): Promise<void> {
    if (!this.isWanted || !process.stderr.isTTY) return;
    if (this.bar === undefined && performance.now() - this.startedAt > PROGRESS_AFTER_MS) {
      const { SingleBar, Presets } = await import('cli-progress');
      this.bar = new SingleBar(this.look(), Presets.rect);
      this.bar.start(this.total, done);
      isBarShown = true;
    }
    this.bar?.update(done);
  }

  stop(): void {
    this.bar?.stop();
    isBarShown = false;
  }

  private look(): import('cli-progress').Options {
    const { columns } = process.stderr;
    const room = (columns > 0 ? columns : 80) - TEXT_COLUMNS;
    return {
      format: `{bar} {value} of {total} ${this.unit}, {eta_formatted} to go`,
      stream: process.stderr,
      barsize: Math.max(0, Math.min(BAR_COLUMNS, room)),
      clearOnComplete: true,
      // An interrupt ends the program, not the bar alone; so nothing of the terminal is changed.
      gracefulExit: false,
      linewrap: true,
    };
  }
}
