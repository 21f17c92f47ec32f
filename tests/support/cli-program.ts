import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout's own folder. */
export const ROOT = resolve(__dirname, '..', '..');
export const APPLICATION = join(ROOT, 'Application');
export const LOGS = ['dbg.log', 'msgcount.log', 'stats.log'];
export const SCENARIOS = [
  ...['create', 'delete', 'msgdropsinglefailure', 'multifailure', 'read', 'singlefailure'],
  'update',
];

/** A quick run that earns every point. */
export const QUICK = 'MAX_NNB: 3\nCRUD_TEST: CREATE\n';
/** Too few nodes for three replicas after two failures: T3 part 2, T4 and T5 lose their points. */
export const SHORT = 'MAX_NNB: 4\nCRUD_TEST: READ\n';

/** What a program needs of a machine's environment to start at all. */
const NEEDED = /^(PATH|HOME|TMPDIR|TEMP|TMP|SYSTEMROOT|COMSPEC|PATHEXT|USERPROFILE|APPDATA)$/i;

/** The environment of the program's runs: nothing of the make, terminal or CI that runs the tests. */
export const ENVIRONMENT: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => NEEDED.test(name)),
);

/** A fresh folder with the launcher and the scenarios in it, gone after the test. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'ringsim-'));

  constructor() {
    symlinkSync(APPLICATION, this.at('Application'));
    symlinkSync(join(ROOT, 'testcases'), this.at('testcases'));
  }

  at(...names: string[]): string {
    return join(this.path, ...names);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.at(name), content);
    return name;
  }

  read(...names: string[]): string {
    return readFileSync(this.at(...names), 'utf8');
  }

  /** Names in a folder, without what every folder starts with. */
  list(...names: string[]): string[] {
    const own = readdirSync(this.at(...names)).sort();
    return own.filter((name) => name !== 'Application' && name !== 'testcases');
  }

  /** Runs the program here. */
  run(...args: string[]): Result {
    return this.runWith({}, ...args);
  }

  runWith(env: NodeJS.ProcessEnv, ...args: string[]): Result {
    return new Result(
      spawnSync(process.execPath, [APPLICATION, ...args], {
        ...{ cwd: this.path, encoding: 'utf8', env: { ...ENVIRONMENT, ...env } },
        ...{ maxBuffer: 1 << 28 },
      }),
    );
  }

  /** Runs a command as a shell would, such as one that the program printed. */
  shell(command: string): Result {
    return new Result(
      spawnSync('sh', ['-c', command], {
        ...{ cwd: this.path, encoding: 'utf8', env: ENVIRONMENT },
      }),
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

type Ended = Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'>;

/** What a run printed and how it ended. */
export class Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;

  constructor({ status, stdout, stderr }: Ended) {
    this.code = status;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  get lines(): string[] {
    return this.stdout.replace(/\n$/, '').split('\n');
  }

  get firstLine(): string {
    return this.lines[0] ?? '';
  }

  get lastLine(): string {
    return this.lines.at(-1) ?? '';
  }

  /** The summary's fingerprint. */
  get fingerprint(): string {
    const [, fingerprint] = /^fingerprint +([0-9a-f]{16})$/m.exec(this.stdout) ?? [];
    if (fingerprint === undefined) throw new Error(`no fingerprint in:\n${this.stdout}`);
    return fingerprint;
  }

  /** The command of the last line. */
  get replay(): string {
    return /(?:Replay|Replay the first): (.+)$/.exec(this.lastLine)?.[1] ?? '';
  }

  json(): unknown {
    return JSON.parse(this.stdout) as unknown;
  }
}

/** Gives each test of a file a folder of its own. */
export function folderPerTest(): { readonly here: Folder } {
  let here: Folder | undefined;
  beforeEach(() => {
    here = new Folder();
  });
  afterEach(() => {
    here?.remove();
  });
  return {
    get here(): Folder {
      return here!;
    },
  };
}
