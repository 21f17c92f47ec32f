/** What we print, and where: colour and progress only on a terminal, no noise on a closed pipe. */

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

/** A reader that has seen enough (`| head`) is no error: the run goes on, unseen. */
export function quietBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === process.stdout) isStdoutRead = false;
    });
  }
}

/** False once the reader of stdout has gone: whoever only prints may stop. */
export function isRead(): boolean {
  return isStdoutRead;
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function warn(line: string): void {
  process.stderr.write(`${line}\n`);
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

/** A progress bar on stderr, shown once the work has taken a second. */
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
      const format = `{bar} {value} of {total} ${this.unit}, {eta_formatted} to go`;
      this.bar = new SingleBar({ format, stream: process.stderr, barsize: 30 }, Presets.rect);
      this.bar.start(this.total, done);
    }
    this.bar?.update(done);
  }

  stop(): void {
    this.bar?.stop();
  }
}
