import { Writable } from 'node:stream';
import { ask } from '../support/ask-program';
import { folderPerTest, QUICK } from '../support/cli-program';
import { Progress, printLine, warn } from '../../src/cli/terminal';

const a = folderPerTest();

const ESCAPE = '\u001b';
/** What steers a terminal, and characters. */
const PIECES = new RegExp(`${ESCAPE}\\[[0-9?]*[A-Za-z]|${ESCAPE}[78]|[^]`, 'gu');

/** A terminal of 80 columns: what was written to it, and what it shows of that. */
class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  written = '';
  private readonly rows: string[] = [''];
  private row = 0;
  private column = 0;
  private saved = { row: 0, column: 0 };

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    const text = chunk.toString();
    this.written += text;
    for (const [piece] of text.matchAll(PIECES)) this.take(piece);
    done();
  }

  get screen(): string[] {
    return this.rows.map((row) => row.trimEnd());
  }

  private take(piece: string): void {
    const { row, column } = this;
    const line = this.rows[row]!;
    if (piece === `${ESCAPE}7`) this.saved = { row, column };
    else if (piece === `${ESCAPE}8`) ({ row: this.row, column: this.column } = this.saved);
    else if ([`${ESCAPE}[K`, `${ESCAPE}[0K`].includes(piece))
      this.rows[row] = line.slice(0, column);
    else if (piece === `${ESCAPE}[2K`) this.rows[row] = '';
    else if (piece === `${ESCAPE}[1G` || piece === '\r') this.column = 0;
    else if (piece === '\n') {
      this.row++;
      this.column = 0;
      this.rows[this.row] ??= '';
    } else if (!piece.startsWith(ESCAPE)) {
      this.rows[row] = line.padEnd(column).slice(0, column) + piece + line.slice(column + 1);
      this.column++;
    }
  }
}

/** Lends a terminal, and a clock that is a second later at each look. */
function onTerminal(): Terminal {
  const terminal = new Terminal();
  let now = 0;
  jest.spyOn(process, 'stdout', 'get').mockReturnValue(terminal as never);
  jest.spyOn(process, 'stderr', 'get').mockReturnValue(terminal as never);
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 1001));
  return terminal;
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('what is printed stands above the bar, and in the end the bar is gone', async () => {
  const terminal = onTerminal();
  const progress = new Progress(10, 'runs', true);
  printLine('before');
  await progress.update(1);
  expect(terminal.screen).toEqual(['before', expect.stringContaining(' 1 of 10 runs, ')]);
  printLine('one');
  warn('two');
  await progress.update(2);
  printLine('three');
  progress.stop();
  printLine('done');
  expect(terminal.screen).toEqual(['before', 'one', 'two', 'three', 'done', '']);
});

test('a bar changes neither the terminal nor what an interrupt does', async () => {
  const terminal = onTerminal();
  const listeners = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  const before = listeners();
  const progress = new Progress(10, 'runs', true);
  await progress.update(1);
  expect(listeners()).toEqual(before);
  progress.stop();
  expect(terminal.written).toContain('1 of 10 runs');
  expect(terminal.written).not.toMatch(/\[\?[0-9]+[hl]/);
});

/** A protocol that breaks down in the middle of a run. */
const LATE = `
class Late {
  constructor(host) { this.host = host; }
  start() { this.host.setTimer(1000, { name: 'late', layer: 'membership' }); }
  onTimer() { throw new Error('late'); }
  onMessage() { return true; }
  leave() {}
  get size() { return 1; }
  stateOf() { return undefined; }
  *members() {}
  inspect() { return {}; }
}
module.exports = () => ({
  name: 'late', messages: {}, parameters: {},
  noticeTicks: () => 1000, patienceTicks: () => 1, lossStood: 0,
  create: (host) => new Late(host),
});`;

test.each([
  ['run', []],
  ['explain', ['--event', '1000000']],
])('%s takes its bar away where the run breaks down: it would never end', async (name, flags) => {
  const { here } = a;
  here.write('late.js', LATE);
  here.write('x.yaml', 'duration: 10s\ncluster: { nodes: 2, membership: late }\n');
  const stop = jest.spyOn(Progress.prototype, 'stop');
  const { code, stderr } = await ask(here, name, 'x.yaml', ...flags, '--protocol', './late.js');
  expect([code, stderr]).toEqual([2, expect.stringContaining('Error: late')]);
  expect(stop).toHaveBeenCalled();
});

test('a run that comes to its end takes its bar away, too', async () => {
  a.here.write('x.conf', QUICK);
  const stop = jest.spyOn(Progress.prototype, 'stop');
  await ask(a.here, 'x.conf');
  expect(stop).toHaveBeenCalledTimes(1);
});
