import { ask, askCommand } from '../support/ask-program';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from '../../scripts/protocol-docs';
import { folderPerTest, ROOT } from '../support/cli-program';
import { BEATS, BLOCKS, doingInPeriod } from '../support/users-protocols';
import { problemsIn } from '../support/yaml-files';

const a = folderPerTest();

/** A hundred seeds teach this test no more than one. */
const withFewerSeeds = (command: string) => command.replace(/--seeds \S+/, '--seeds 1');

beforeEach(() => {
  a.here.write('beats.js', BEATS);
  a.here.write(
    'mine.yaml',
    BLOCKS.find(({ content }) => content.startsWith('# mine.yaml'))!.content,
  );
});

test('the tables are what the protocols declare', () => {
  const shipped = readFileSync(join(ROOT, 'docs', 'protocols.md'), 'utf8');
  expect({ 'made by make schema': withTables(shipped) }).toEqual({
    'made by make schema': shipped,
  });
  expect(shipped.match(/^\| `/gm)!.length).toBeGreaterThan(40);
});

const COMMANDS = BLOCKS.filter(({ info }) => info === 'sh');

test.each(COMMANDS)('does what it says: $content', async ({ content }) => {
  let printed = '';
  for (const command of content.trimEnd().split('\n')) {
    const { code, stdout, stderr } = await askCommand(a.here, withFewerSeeds(command));
    expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    printed += stdout;
  }
  const next = BLOCKS[BLOCKS.findIndex((block) => block.content === content) + 1];
  if (next?.info === 'text') expect(printed).toContain(withFewerSeeds(next.content));
});

test('the module is a page', () => {
  expect(BEATS.split('\n').length).toBeLessThan(150);
  expect(COMMANDS.length).toBeGreaterThan(2);
});

test('the first scenario is one', () => {
  const [first] = BLOCKS.filter(({ info }) => info === 'yaml');
  expect(problemsIn(first!.content)).toEqual([]);
});

test('what is shown of a module that reads the clock is what is printed', async () => {
  a.here.write('beats.js', doingInPeriod('Date.now();'));
  const { stderr } = await ask(a.here, 'run', 'mine.yaml', '--protocol', './beats.js');
  const shown = BLOCKS.find(({ info }) => info === 'output')!.content;
  const shape = (line: string) => line.replaceAll(/\(\S+\)|\d+/g, '');
  expect(shape(stderr)).toBe(shape(shown));
});
