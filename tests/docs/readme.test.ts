import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderPerTest, ROOT } from '../support/cli-program';

const README = 'README.md';
const DOCUMENTS = [
  ...[README].filter((name) => existsSync(join(ROOT, name))),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
/** A hundred seeds teach this test no more than two. */
const FEWER_SEEDS = '--seeds 2';

const a = folderPerTest();

/** The lines of a document's ```sh blocks that run the program. */
function commandsIn(document: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines
    .map((line) => line.replace(/^\$ /, ''))
    .filter((line) => line.startsWith('./Application'));
}

function withFewerSeeds(command: string): string {
  const short = command.replace(/--seeds[ =]\S+/, FEWER_SEEDS);
  const isLong =
    short.includes(' grade ') && !short.includes('--seeds') && !short.includes('--help');
  return isLong ? short.replace(' grade ', ` grade ${FEWER_SEEDS} `) : short;
}

for (const document of DOCUMENTS) {
  for (const command of commandsIn(document)) {
    test(`${document}: ${command}`, () => {
      const { code, stderr } = a.here.shell(withFewerSeeds(command));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }, 60_000);
  }
}

test('the README shows how to run the program', () => {
  if (DOCUMENTS.includes(README)) expect(commandsIn(README)).not.toEqual([]);
});
