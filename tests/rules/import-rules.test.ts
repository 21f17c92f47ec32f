import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/cli-program';

type Tree = Readonly<Record<string, string>>;

/** What the checker says of a tree: how many errors, and `RULE: FROM -> TO` for each violation. */
interface Report {
  readonly errors: number;
  readonly violations: readonly string[];
}

interface Document {
  readonly summary: {
    readonly error: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

const USES = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;
const LEAF = 'export const x = 1;\n';

/** A tree that keeps all the rules, with one file in each room. */
const CLEAN: Tree = {
  'src/protocol/host.ts': LEAF,
  'src/protocol/node.ts': USES('./host'),
  'src/simulation/random.ts':
    "import seedrandom from 'seedrandom';\nexport const x = seedrandom;\n",
  'src/simulation/simulated-host.ts': `${USES('../protocol/host')}export * from './random';\n`,
  'src/faults/plan.ts': USES('../simulation/simulated-host'),
  'src/workload/course.ts': USES('../faults/plan'),
  'src/scenario/conf.ts': "export { y as x } from '../workload/course';\n",
  'src/application/run.ts': "export { x } from '../scenario/conf';\n",
  'src/checks/operations.ts': "export { x } from '../application/run';\n",
  'src/report/log.ts': "export { x } from '../checks/operations';\n",
  'src/grade/grade.ts':
    "export { x } from '../report/log';\nexport { y } from '../protocol/node';\n",
  'src/library/run.ts': "export { x } from '../grade/grade';\n",
  'src/explain/words.ts': "export { x } from '../library/run';\n",
  'src/cli/main.ts': `import 'node:fs';\nimport 'chalk';\n${USES('../grade/grade')}export * from '../explain/words';\n`,
};

/** Each of these breaks one rule and no other: the files, and the violation. */
const BROKEN: readonly (readonly [what: string, tree: Tree, violation: string])[] = [
  [
    'protocol imports simulation',
    { 'src/protocol/a.ts': USES('../simulation/random') },
    'imports-of-protocol: src/protocol/a.ts -> src/simulation/random.ts',
  ],
  [
    'protocol imports it for its types only',
    { 'src/protocol/b.ts': "export type { x } from '../simulation/random';\n" },
    'imports-of-protocol: src/protocol/b.ts -> src/simulation/random.ts',
  ],
  [
    'protocol imports a folder of its own, and the scenario',
    { 'src/protocol/store/c.ts': `${USES('../host')}import '../../scenario/conf';\n` },
    'imports-of-protocol: src/protocol/store/c.ts -> src/scenario/conf.ts',
  ],
  [
    'simulation imports protocol',
    { 'src/simulation/d.ts': USES('../protocol/host') },
    'imports-of-simulation: src/simulation/d.ts -> src/protocol/host.ts',
  ],
  [
    'the simulation itself knows a protocol',
    { 'src/simulation/simulation.ts': "export { y } from '../protocol/node';\n" },
    'kernel-sees-only-host: src/simulation/simulation.ts -> src/protocol/node.ts',
  ],
  [
    'the simulation itself imports upwards',
    { 'src/simulation/simulation.ts': "export { x } from '../application/run';\n" },
    'src/simulation/simulation.ts -> src/application/run.ts',
  ],
  [
    'faults import workload',
    { 'src/faults/e.ts': "export { y } from '../workload/course';\n" },
    'imports-of-faults: src/faults/e.ts -> src/workload/course.ts',
  ],
  [
    'the scenario imports the application',
    { 'src/scenario/f.ts': USES('../application/run') },
    'imports-of-scenario: src/scenario/f.ts -> src/application/run.ts',
  ],
  [
    'the application imports a report',
    { 'src/application/g.ts': USES('../report/log') },
    'imports-of-application: src/application/g.ts -> src/report/log.ts',
  ],
  [
    'a report imports cli',
    { 'src/report/h.ts': "export { y } from '../cli/main';\n" },
    'imports-of-report: src/report/h.ts -> src/cli/main.ts',
  ],
  [
    'a grade imports cli',
    { 'src/grade/i.ts': "export { y } from '../cli/main';\n" },
    'imports-of-grade: src/grade/i.ts -> src/cli/main.ts',
  ],
  [
    'the library imports what explains its runs',
    { 'src/library/p.ts': "export { x } from '../explain/words';\n" },
    'imports-of-library: src/library/p.ts -> src/explain/words.ts',
  ],
  [
    'an explanation imports a package',
    { 'src/explain/q.ts': "import chalk from 'chalk';\nexport { chalk };\n" },
    'pure-rooms-use-no-packages: src/explain/q.ts -> node_modules/chalk/index.js',
  ],
  [
    'two files import each other',
    { 'src/checks/j.ts': USES('./k'), 'src/checks/k.ts': "import './j';\nexport const x = 1;\n" },
    'no-cycles: src/checks/j.ts -> src/checks/k.ts',
  ],
  [
    'protocol imports a module of Node.js',
    { 'src/protocol/l.ts': "import { readFileSync } from 'node:fs';\nexport { readFileSync };\n" },
    'pure-rooms-use-no-packages: src/protocol/l.ts -> fs',
  ],
  [
    'protocol imports a package',
    { 'src/protocol/m.ts': "import chalk from 'chalk';\nexport { chalk };\n" },
    'pure-rooms-use-no-packages: src/protocol/m.ts -> node_modules/chalk/index.js',
  ],
  [
    'a report imports a package',
    { 'src/report/n.ts': "import chalk from 'chalk';\nexport { chalk };\n" },
    'pure-rooms-use-no-packages: src/report/n.ts -> node_modules/chalk/index.js',
  ],
  [
    'nobody uses a file',
    { 'src/report/o.ts': LEAF },
    'no-orphans: src/report/o.ts -> src/report/o.ts',
  ],
];

/** Plants a tree in a folder of its own, with dummies of two packages, and checks it. */
function run(tree: Tree, output: 'err' | 'json'): SpawnSyncReturns<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ringsim-rules-'));
  try {
    for (const name of ['tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
      copyFileSync(join(ROOT, name), join(folder, name));
    }
    const packages = ['chalk', 'seedrandom'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })] as const,
      [`node_modules/${name}/index.js`, 'module.exports = {};\n'] as const,
    ]);
    for (const [path, text] of [...packages, ...Object.entries(tree)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const depcruise = join(ROOT, 'node_modules', '.bin', 'depcruise');
    const options = ['--config', '.dependency-cruiser.cjs', '--output-type', output];
    return spawnSync(depcruise, [...options, 'src'], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function check(tree: Tree): Report {
  const { violations, error } = (JSON.parse(run(tree, 'json').stdout) as Document).summary;
  const shown = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  return { errors: error, violations: shown };
}

test('a tree that keeps the rules passes', () => {
  const { status, stdout } = run(CLEAN, 'err');
  expect(stdout).toContain('no dependency violations found');
  expect(status).toBe(0);
}, 30_000);

describe('a tree is refused where', () => {
  let report: Report;

  beforeAll(() => {
    const broken = BROKEN.map(([, tree]) => tree);
    // Two of them have the same file: its lines together.
    const all: Record<string, string> = { ...CLEAN };
    for (const tree of broken) {
      for (const [path, text] of Object.entries(tree)) all[path] = (all[path] ?? '') + text;
    }
    report = check(all);
  }, 30_000);

  test.each(BROKEN)('%s', (_, __, violation) => {
    expect(report.violations.filter((shown) => shown.endsWith(violation))).not.toEqual([]);
    expect(report.errors).toBe(report.violations.length);
  });

  test('and for nothing else', () => {
    const expected = BROKEN.map(([, , violation]) => violation);
    const others = report.violations.filter(
      (shown) => !expected.some((violation) => shown.endsWith(violation)),
    );
    expect(others).toEqual([]);
  });
});
