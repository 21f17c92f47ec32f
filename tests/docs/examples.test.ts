import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCUMENTS } from '../support/documents';
import { ENVIRONMENT, Result, ROOT } from '../support/cli-program';

/** A fenced block of a document: ```ts, ```ts fails, ```text. */
interface Block {
  readonly info: string;
  readonly content: string;
}

function blocksOf(document: string): Block[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const fences = [...text.matchAll(/^```(\w[\w ]*)\n(.*?)^```$/gms)];
  return fences.map(([, info = '', content = '']) => ({ info, content }));
}

/** An example: a test file whose name is in its first line. */
interface Example {
  readonly document: string;
  readonly name: string;
  readonly content: string;
  /** What it is to print where it is there to fail. */
  readonly output: string | undefined;
}

const EXAMPLES = DOCUMENTS.flatMap((document) =>
  blocksOf(document).flatMap(({ info, content }, i, blocks): Example[] => {
    if (!info.startsWith('ts')) return [];
    const [, name = ''] = /^\/\/ (\S+\.test\.ts)\n/.exec(content) ?? [];
    const output = blocks.slice(i).find((block) => block.info === 'text')?.content;
    return [{ document, name, content, output: info === 'ts fails' ? output : undefined }];
  }),
);

const MODULES = join(ROOT, 'node_modules');
/** The documents speak of the package: what it holds, by name, and the types of that. */
const BUNDLES = { ringsim: 'dist/index.js', 'ringsim/jest': 'dist/jest.js' };
const TYPES = { ringsim: 'types/index.d.ts', 'ringsim/jest': 'types/jest/index.d.ts' };

/** What makes the project's own runs faster, and changes nothing else. */
const { sandboxInjectedGlobals } = jest.requireActual<{ sandboxInjectedGlobals: string[] }>(
  '../../jest.config.js',
);
const FASTER = { sandboxInjectedGlobals };

let folder = '';
let jestRun: Result | undefined;
let compilation: Result | undefined;

function runNode(...args: string[]): Result {
  const options = { cwd: folder, encoding: 'utf8', env: ENVIRONMENT } as const;
  return new Result(spawnSync(process.execPath, args, options));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringsim-examples-'));
  symlinkSync(join(ROOT, 'testcases'), join(folder, 'testcases'));
  for (const { name, content } of EXAMPLES) writeFileSync(join(folder, name), content);
  const jestConfig = {
    testEnvironment: 'node',
    ...FASTER,
    transform: { '^.+\\.ts$': join(MODULES, 'ts-jest') },
    moduleNameMapper: Object.fromEntries(
      Object.entries(BUNDLES).map(([name, file]) => [`^${name}$`, join(ROOT, file)]),
    ),
  };
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(jestConfig));
  const compilerOptions = {
    typeRoots: [join(MODULES, '@types')],
    paths: Object.fromEntries(
      Object.entries(TYPES).map(([name, file]) => [name, [join(ROOT, file)]]),
    ),
    skipLibCheck: true,
  };
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  jestRun = runNode(join(MODULES, 'jest', 'bin', 'jest.js'), '--ci', '--runInBand');
  compilation = runNode(join(MODULES, 'typescript', 'bin', 'tsc'), '-p', '.');
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('every example is a test file of its own name', () => {
  expect(EXAMPLES.filter(({ name }) => name === '')).toEqual([]);
  const names = EXAMPLES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(4);
});

test('the types of all examples are right', () => {
  expect(compilation).toMatchObject({ code: 0, stdout: '' });
});

const passing = EXAMPLES.filter(({ output }) => output === undefined);
const failing = EXAMPLES.filter(({ output }) => output !== undefined);

test.each(passing)('$document: $name passes', ({ name }) => {
  expect(jestRun!.stderr).toMatch(new RegExp(`^PASS \\./${name}`, 'm'));
});

test.each(failing)('$document: $name fails, and prints what is shown', ({ name, output }) => {
  expect(jestRun!.stderr).toMatch(new RegExp(`^FAIL \\./${name}`, 'm'));
  const printed = jestRun!.stderr.split('\n').map((line) => line.trim());
  const shown = output!.split('\n').map((line) => line.trim());
  expect(shown.filter((line) => !printed.includes(line))).toEqual([]);
});

test.each(failing)(
  '$document: the replay of $name is the one that it prints',
  ({ document, output }) => {
    const [, replay = ''] = /Replay: (.*)/.exec(output!) ?? [];
    const shell = blocksOf(document).filter(({ info }) => info === 'sh');
    expect(shell.map(({ content }) => content)).toContain(`${replay}\n`);
  },
);
