import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderPerTest, ROOT } from '../support/cli-program';

const README = 'README.md';
const DOCUMENTS = [
  README,
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
/** A hundred seeds teach this test no more than two. */
const FEWER_SEEDS = '--seeds 2';

const a = folderPerTest();

/** The lines of each of a document's ```sh blocks that run the program. */
function blocksIn(document: string): string[][] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const commands = blocks.map((block) => {
    const lines = block.replaceAll('\\\n', ' ').split('\n');
    return lines
      .map((line) => line.replace(/^\$ /, ''))
      .filter((line) => line.startsWith('./Application'));
  });
  return commands.filter((block) => block.length > 0);
}

function withFewerSeeds(command: string): string {
  const short = command.replace(/--seeds[ =]\S+/, FEWER_SEEDS);
  const isLong = short.includes(' grade ') && !/--(seeds|log|help)/.test(short);
  return isLong ? short.replace(' grade ', ` grade ${FEWER_SEEDS} `) : short;
}

for (const document of DOCUMENTS) {
  for (const block of blocksIn(document)) {
    test(`${document}: ${block.join(', ')}`, () => {
      // In one folder: what one wrote, the next may read.
      for (const command of block) {
        const { code, stderr } = a.here.shell(withFewerSeeds(command));
        expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      }
    }, 60_000);
  }
}

test('the README shows how to run the program', () => {
  expect(blocksIn(README)).not.toEqual([]);
});

/** The ```text blocks of the README: its output, and lines of logs. */
function samples(): string[][] {
  const text = readFileSync(join(ROOT, README), 'utf8');
  return [...text.matchAll(/^```text\n(.*?)^```$/gms)].map(([, block = '']) => block.split('\n'));
}

test('the output that the README shows is that of the program', () => {
  const shown = samples()[0]!.filter((line) => line !== '...' && !line.startsWith('wall time'));
  const { stdout } = a.here.shell('./Application testcases/create.conf');
  const printed = stdout.split('\n');
  expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
});

test('the log lines that the README shows are of real logs', () => {
  const shown = samples()[1]!.filter((line) => line !== '');
  a.here.shell('./Application testcases/singlefailure.conf testcases/read.conf --out logs');
  const logs = ['singlefailure', 'read'].map((name) => a.here.read(`logs/${name}/dbg.log`));
  const lines = logs.flatMap((log) => log.split('\n'));
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter((line) => !lines.includes(line))).toEqual([]);
});
