/** Minutes, not seconds: `jest --testMatch '**\/*.slow.ts'` runs it, `make test` does not. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { folderPerTest } from '../support/cli-program';
import { fileOf, WRITTEN_LOGS } from './written-logs';

const a = folderPerTest();
const TIMEOUT_MS = 10 * 60_000;
const GIGABYTE = 2 ** 30;
const KILOBYTES_MAX = 400_000;
const FULL = WRITTEN_LOGS.read.lines.map(({ text }) => text);

/** What a log may be full of, a line each. */
const FILLINGS: [string, string, (i: number) => string][] = [
  ['lines that nobody looks at', 'Earned all 40', () => ' 1.0.0.0:0 [9] nothing new'],
  ['joins', 'Earned all 40', (i) => ` ${i}.0.0.0:0 [9] Node ${i}.0.0.0:0 joined at time 9`],
  ['reads', 'Earned 0 of 40', (i) => ` 1.0.0.0:0 [176] server: read success ${i}, key=ZqAAx`],
  ['operations', 'Earned 0 of 40', (i) => ` 1.0.0.0:0 [9] READ OPERATION KEY: k${i} VALUE: \u6f22`],
];

test.each(FILLINGS)(
  'a gigabyte of %s is graded in bounded memory',
  (_, verdict, lineOf) => {
    const { here } = a;
    const file = openSync(here.at('dbg.log'), 'w');
    writeSync(file, fileOf(FULL));
    for (let size = 0, i = 0; size < GIGABYTE; i += 20_000) {
      const lines = Array.from({ length: 20_000 }, (_unused, j) => `\n${lineOf(i + j)}`);
      size += writeSync(file, lines.join(''));
    }
    closeSync(file);
    here.write(
      'memory.js',
      "process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)));",
    );
    const env = { NODE_OPTIONS: `--require ${here.at('memory.js')}` };
    const { lastLine, stderr } = here.runWith(env, 'grade', '--log', 'dbg.log');
    expect(lastLine).toContain(verdict);
    expect(Number(stderr)).toBeGreaterThan(10_000);
    expect(Number(stderr)).toBeLessThan(KILOBYTES_MAX);
  },
  TIMEOUT_MS,
);

test(
  'a gigabyte without a line break is one line, and skipped',
  () => {
    const { here } = a;
    const file = openSync(here.at('dbg.log'), 'w');
    writeSync(file, `${fileOf(FULL)}\n`);
    writeSync(file, 'x', GIGABYTE);
    closeSync(file);
    const { stdout, lastLine } = here.run('grade', '--log', 'dbg.log');
    expect(stdout).toContain('too long and were skipped: 1,');
    expect(lastLine).toContain('Earned all 40');
  },
  TIMEOUT_MS,
);
