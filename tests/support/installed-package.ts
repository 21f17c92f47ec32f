/** The package as somebody has it who installed the tarball in an empty project. */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT, Result, ROOT } from './cli-program';

/** npm keeps where packages come from in its own variables. */
const NPM = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name));

/** An empty project that has installed the tarball and nothing else. */
export class InstalledPackage {
  private readonly project = mkdtempSync(join(tmpdir(), 'ringsim-package-'));
  /** The files of the tarball. */
  readonly packed: readonly string[];

  constructor() {
    this.mustRun('npm', 'pack', '--silent', '--pack-destination', this.project, ROOT);
    const [tarball = ''] = readdirSync(this.project);
    const { lines } = this.mustRun('tar', '-tf', tarball);
    this.packed = lines.map((line) => line.replace(/^package\//, ''));
    this.write('package.json', '{ "name": "empty", "private": true }');
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
    this.mustRun('npm', 'install', ...quiet, join(this.project, tarball));
  }

  run(command: string, ...args: string[]): Result {
    return new Result(
      spawnSync(command, args, {
        ...{ cwd: this.project, encoding: 'utf8', maxBuffer: 1 << 28 },
        env: { ...ENVIRONMENT, ...Object.fromEntries(NPM) },
      }),
    );
  }

  mustRun(command: string, ...args: string[]): Result {
    const result = this.run(command, ...args);
    if (result.code !== 0) throw new Error(`${command}: ${result.stdout}\n${result.stderr}`);
    return result;
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.project, name), content);
  }

  /** A file of the installed package. */
  read(name: string): string {
    return readFileSync(join(this.project, 'node_modules', 'ringsim', name), 'utf8');
  }

  runJest(file: string, config: object): Result {
    this.write('jest.config.json', JSON.stringify({ testEnvironment: 'node', ...config }));
    // jest itself is not installed there: what counts is what it finds from the project.
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    return this.run(
      process.execPath,
      ...['--experimental-vm-modules', '--no-warnings', jest, '--ci', file],
    );
  }

  /** Compiles with nothing left out: the types of libraries are checked, too. */
  compile(files: readonly string[], types: readonly string[]): Result {
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types },
      ...{ module: 'node20', moduleResolution: 'node16', target: 'ES2022', lib: ['ES2022'] },
      ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    return this.run(process.execPath, tsc, '-p', '.');
  }

  /** jest's types, as an install of them would lie there. */
  installTypes(...names: string[]): void {
    for (const name of ['expect', ...names]) {
      const place = join(this.project, 'node_modules', name);
      mkdirSync(join(place, '..'), { recursive: true });
      if (!existsSync(place)) symlinkSync(join(ROOT, 'node_modules', name), place, 'dir');
    }
  }

  remove(): void {
    rmSync(this.project, { recursive: true, force: true });
  }
}

/** What is typed, whatever kind of script it stands in. */
export const TYPED = `
import { cluster, type MemberEvent, type Run, type SimulationEvent, simulation } from 'ringsim';
const run: Run = simulation(cluster({ nodes: 5 }), { seed: '7' }).finish();
const removed: readonly MemberEvent[] = run.events.where({ kind: 'removed', node: 'n1' });
const member: \`n\${number}\` | undefined = removed[0]?.member;
for (const event of run.events) {
  const any: SimulationEvent = event;
  if (any.kind === 'completed') { const outcome: 'ok' | 'fail' | 'unknown' = any.outcome; void outcome; }
}
// @ts-expect-error a seed is text
simulation(cluster({ nodes: 5 }), { seed: 7 });
void member;
`;

/** The matchers' types, wherever `expect` and `test` are from. */
export const TYPED_MATCHERS = `
  const run = runScenario(cluster({ nodes: 5 }), { seed });
  expect(run).toHaveRemoved('n4', { by: 'all', within: 30 });
  expect(run).not.toHaveFalseRemovals();
  expect(run).toHaveJoined('n1', { by: ['n2'] });
  expect(run).toReplicate('k', { copies: 3, within: 30 });
  expect(run).toHaveOutcome('T1', { outcome: 'ok', value: expect.any(String) });
  expect(run).toHaveEventsInOrder([{ kind: 'crashed' }, expect.objectContaining({ node: 'n1' })]);
  // @ts-expect-error within is a number
  expect(run).toHaveRemoved('n4', { within: '30' });
`;
