import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, askCommand } from '../support/ask-program';
import { folderPerTest, type Result, ROOT } from '../support/cli-program';

const README = 'README.md';
/** What these print is compared, too. */
const TESTED_ELSEWHERE = {
  'faults.md': 'faults.test.ts',
  'protocols.md': 'protocols.test.ts',
};
const DOCUMENTS = [
  README,
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && !(name in TESTED_ELSEWHERE))
    .map((name) => join('docs', name)),
];
/** A hundred seeds teach this test no more than one. */
const FEWER_SEEDS = '--seeds 1';

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

/** What only a shell can do is left to one. */
async function answerTo(command: string): Promise<Result> {
  return /[|<>;&#]/.test(command) ? a.here.shell(command) : askCommand(a.here, command);
}

for (const document of DOCUMENTS) {
  for (const block of blocksIn(document)) {
    test(`${document}: ${block.join(', ')}`, async () => {
      // In one folder: what one wrote, the next may read.
      for (const command of block) {
        const { code, stderr } = await answerTo(withFewerSeeds(command));
        expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      }
    });
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

test('the output that the README shows is that of the program', async () => {
  const shown = samples()[0]!.filter((line) => line !== '...' && !line.startsWith('wall time'));
  const { stdout } = await askCommand(a.here, './Application testcases/create.conf');
  const printed = stdout.split('\n');
  expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
});

test('the map of the code has every room, and those of the protocols', () => {
  const map = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const roomsIn = (folder: string) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((it) => it.isDirectory());
  const rooms = [
    ...roomsIn('src').map(({ name }) => `\nsrc/${name}/ `),
    ...roomsIn('src/protocol').map(({ name }) => `\n  ${name}/ `),
  ];
  expect(rooms.filter((room) => !map.includes(room))).toEqual([]);
});

test('the log lines that the README shows are of real logs', async () => {
  const shown = samples()[1]!.filter((line) => line !== '');
  await ask(a.here, 'testcases/singlefailure.conf', 'testcases/read.conf', '--out', 'logs');
  const logs = ['singlefailure', 'read'].map((name) => a.here.read(`logs/${name}/dbg.log`));
  const lines = logs.flatMap((log) => log.split('\n'));
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter((line) => !lines.includes(line))).toEqual([]);
});
