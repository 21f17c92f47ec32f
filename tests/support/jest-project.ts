import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ENVIRONMENT, ROOT } from './cli-program';

/** How one test of a project ended. */
export interface TestEnd {
  readonly fullName: string;
  readonly status: 'passed' | 'failed' | 'pending';
  readonly failureMessages: readonly string[];
}

/** As jest's `--json` tells it. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly TestEnd[];
  }[];
}

/** A project of somebody who uses `ringsim/jest`, in a folder of its own. */
export class JestProject {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'ringsim-jest-')));

  constructor(files: Readonly<Record<string, string>>) {
    // What `npm install` would have put there.
    symlinkSync(join(ROOT, 'node_modules'), join(this.path, 'node_modules'), 'junction');
    const config = {
      testEnvironment: 'node',
      setupFilesAfterEnv: [join(ROOT, 'dist', 'jest.js')],
      transform: {},
    };
    this.write('package.json', '{ "name": "a-project" }');
    this.write('jest.config.json', JSON.stringify(config));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** Runs all its tests; every test by its file and full name. */
  run(): Map<string, TestEnd> {
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    return endsOf(this.spawn(process.execPath, [jest, '--json', '--runInBand']));
  }

  /** Runs a jest command line as a person would who pastes it. */
  shell(command: string): Map<string, TestEnd> {
    return endsOf(this.spawn('sh', ['-c', `${command} --json`]));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  private spawn(program: string, args: readonly string[]): SpawnSyncReturns<string> {
    const env = { ...ENVIRONMENT, npm_config_update_notifier: 'false', npm_config_offline: 'true' };
    return spawnSync(program, args, { cwd: this.path, encoding: 'utf8', env });
  }
}

function endsOf({ stdout, stderr }: SpawnSyncReturns<string>): Map<string, TestEnd> {
  const ends = new Map<string, TestEnd>();
  if (!stdout.startsWith('{')) throw new Error(`jest did not report:\n${stdout}\n${stderr}`);
  for (const { name, message, assertionResults } of (JSON.parse(stdout) as Report).testResults) {
    const file = name.replace(/^.*[\\/]/, '');
    if (assertionResults.length === 0) throw new Error(`no tests in ${file}:\n${message}`);
    for (const end of assertionResults) {
      const failureMessages = end.failureMessages.map(stripVTControlCharacters);
      ends.set(`${file}: ${end.fullName}`, { ...end, failureMessages });
    }
  }
  return ends;
}
