import { spawnSync } from 'node:child_process';
import { ROOT } from '../support/cli-program';

const PURE_ROOMS = [
  ...['src/protocol/address.ts', 'src/simulation/random.ts'],
  ...['src/application/run.ts', 'src/report/run-summary.ts'],
];
const CLI = 'src/cli/seeds.ts';

/** What the machine could get in by, and the rule that keeps it out. */
const FORBIDDEN: readonly (readonly [what: string, text: string, rule: string])[] = [
  ['the clock', 'export const now = Date.now();', 'no-restricted-globals'],
  ['a date', 'export const today = new Date(0);', 'no-restricted-globals'],
  ['a fine clock', 'export const now = performance.now();', 'no-restricted-globals'],
  ['chance', 'export const x = Math.random();', 'no-restricted-properties'],
  ['chance by another name', 'export const { random } = Math;', 'no-restricted-properties'],
  ['a logarithm', 'export const x = Math.log(2);', 'no-restricted-properties'],
  ['a power', 'export const x = (n: number) => n ** 2;', 'no-restricted-syntax'],
  [
    'a power in place',
    'export function f(n: number): number {\n  let m = n;\n  m **= 2;\n  return m;\n}',
    'no-restricted-syntax',
  ],
  ['a timer', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
  ['a microtask', 'queueMicrotask(() => undefined);', 'no-restricted-globals'],
  ['the environment', "export const home = process.env['HOME'];", 'no-restricted-globals'],
  ['the console', "console.log('x');", 'no-restricted-globals'],
  [
    'an asynchronous function',
    'export async function f(g: () => PromiseLike<void>): Promise<void> {\n  await g();\n}',
    'no-restricted-syntax',
  ],
  ['a promise', 'export const x = Promise.resolve(1);', 'no-restricted-globals'],
  ['the order of a locale', "export const x = 'a'.localeCompare('b');", 'no-restricted-properties'],
  ['the digits of a locale', 'export const x = (1).toLocaleString();', 'no-restricted-properties'],
  ['a formatter', 'export const x = new Intl.NumberFormat();', 'no-restricted-globals'],
  ['the state of a module', 'let x = 0;\nexport const next = () => ++x;', 'no-restricted-syntax'],
  [
    'exported state',
    'export let x = 0;\nexport const set = () => (x = 1);',
    'no-restricted-syntax',
  ],
  ['files', "import { rmSync } from 'node:fs';\nexport { rmSync };", 'no-restricted-imports'],
  ['files by their old name', "import * as fs from 'fs';\nexport { fs };", 'no-restricted-imports'],
  ['another thread', "export * from 'node:worker_threads';", 'no-restricted-imports'],
  [
    'a global by another name',
    'export const now = globalThis.Date.now();',
    'no-restricted-globals',
  ],
];

/** Texts that stand in one file, one after the other: a type check each would take its time. */
interface Case {
  readonly file: string;
  readonly texts: readonly string[];
}

/** ESLint loads its own modules in a way that jest does not know: it has a process of its own. */
const LINT = `
  const { ESLint } = require('eslint');
  const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  (async () => {
    const eslint = new ESLint();
    const rules = [];
    for (const { file, texts } of cases) {
      const [{ messages }] = await eslint.lintText(texts.join('\\n') + '\\n', { filePath: file });
      let next = 1;
      for (const text of texts) {
        const first = next;
        next += text.split('\\n').length;
        const own = messages.filter(({ line }) => line >= first && line < next);
        rules.push(own.map(({ ruleId, message }) => ruleId ?? message));
      }
    }
    console.log(JSON.stringify(rules));
  })();
`;

/** The rules that each text breaks, file by file. */
function rulesBrokenBy(cases: readonly Case[]): string[][] {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', LINT], {
    ...{ cwd: ROOT, encoding: 'utf8', input: JSON.stringify(cases) },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[][];
}

const NAMES = FORBIDDEN.map(([what]) => what);
const ruleOf = new Map(FORBIDDEN.map(([what, , rule]) => [what, rule]));
const broken = new Map<string, string[]>();

beforeAll(() => {
  const files = [...PURE_ROOMS, CLI];
  const texts = FORBIDDEN.map(([, text]) => text);
  const rules = rulesBrokenBy(files.map((file) => ({ file, texts })));
  for (const [index, what] of files
    .flatMap((file) => NAMES.map((name) => `${name} in ${file}`))
    .entries()) {
    broken.set(what, rules[index]!);
  }
}, 120_000);

describe.each(PURE_ROOMS)('%s must do without', (file) => {
  test.each(NAMES)('%s', (what) => {
    expect(broken.get(`${what} in ${file}`)).toContain(ruleOf.get(what));
  });
});

test.each(NAMES)('the command line may use %s', (what) => {
  expect(broken.get(`${what} in ${CLI}`)).not.toContain(ruleOf.get(what));
});
