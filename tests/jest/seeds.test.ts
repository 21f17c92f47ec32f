import { stripVTControlCharacters } from 'node:util';
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type AddTest, replayCommand, seededTest } from '../../src/jest/seeds';

const VARIABLE = 'RINGSIM_SEED';
const HERE = {
  testPath: join(process.cwd(), 'tests', 'x.test.ts'),
  currentTestName: 'a b, seed 7',
};

let before: string | undefined;

beforeEach(() => {
  before = process.env[VARIABLE];
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- of an environment variable
  delete process.env[VARIABLE];
});

afterEach(() => {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- of an environment variable
  if (before === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = before;
});

interface Added {
  readonly name: string;
  readonly body: () => unknown;
  readonly timeoutMs: number | undefined;
}

/** A `test.seeds` that collects its tests, the one that runs being `HERE`. */
function collecting() {
  const tests: Added[] = [];
  const add: AddTest = (name, body, timeoutMs) => tests.push({ name, body, timeoutMs });
  return { tests, seeds: seededTest(add, () => HERE) };
}

function namesFor(seeds: number | readonly string[]): string[] {
  const { tests, seeds: forSeeds } = collecting();
  forSeeds(seeds)('t', () => undefined);
  return tests.map(({ name }) => name);
}

/** What a test over one seed fails with. */
function failureOf(body: () => unknown): unknown {
  const { tests, seeds } = collecting();
  seeds(['7'])('a b', body);
  try {
    return tests[0]!.body();
  } catch (error) {
    return error;
  }
}

const REPLAY = `Replay: ${replayCommand('7', HERE)}`;

describe('a test for each seed', () => {
  test('of a number of them, named for it', () => {
    expect(namesFor(3)).toEqual(['t, seed 1', 't, seed 2', 't, seed 3']);
    expect(namesFor(1)).toEqual(['t, seed 1']);
    expect(namesFor(200).at(-1)).toBe('t, seed 200');
  });

  test('of a list of them', () => {
    expect(namesFor(['7', '007', 'é "x"'])).toEqual(['t, seed 7', 't, seed 007', 't, seed é "x"']);
  });

  test.each([0, -1, 2.5, NaN, Infinity, 1_000_001])('%p of them is refused', (count) => {
    expect(() => namesFor(count)).toThrow(RangeError);
    expect(() => namesFor(count)).toThrow(
      `test.seeds cannot be given ${count}: 1 to 1000000, or a list of seeds`,
    );
  });

  test('of a list of none is refused: it would be no test at all', () => {
    expect(() => namesFor([])).toThrow(RangeError);
    expect(() => namesFor([])).toThrow('test.seeds cannot be given an empty list');
  });

  test('is given its seed, and passes on what the body gives', () => {
    const { tests, seeds } = collecting();
    const given: string[] = [];
    seeds(['a', 'b'])('t', ({ seed }) => given.push(seed));
    expect(tests.map(({ body }) => body())).toEqual([1, 2]);
    expect(given).toEqual(['a', 'b']);
  });

  test('has the timeout, if one is given', () => {
    const { tests, seeds } = collecting();
    seeds(1)('t', () => undefined, 1234);
    seeds(1)('t', () => undefined);
    expect(tests.map(({ timeoutMs }) => timeoutMs)).toEqual([1234, undefined]);
  });
});

describe('RINGSIM_SEED', () => {
  test('narrows every test to its seed, be it among those listed or not', () => {
    process.env[VARIABLE] = 'é';
    expect(namesFor(200)).toEqual(['t, seed é']);
    expect(namesFor(['a', 'b'])).toEqual(['t, seed é']);
  });

  test('that is empty narrows nothing', () => {
    process.env[VARIABLE] = '';
    expect(namesFor(2)).toEqual(['t, seed 1', 't, seed 2']);
  });
});

describe('a failure ends with the command that runs its seed alone', () => {
  test('what was thrown is still what it was', () => {
    const thrown = Object.assign(new RangeError('too much'), { code: 'E' });
    const failure = failureOf(() => {
      throw thrown;
    });
    expect(failure).toBe(thrown);
    expect(thrown.message).toBe(`too much\n\n${REPLAY}`);
  });

  test('so does the stack, which jest shows, before its frames', () => {
    const { stack } = failureOf(() => {
      throw new RangeError('too $& much');
    }) as Error;
    const [head, frame] = stack!.split(/\n(?= +at )/);
    expect(head).toBe(`RangeError: too $& much\n\n${REPLAY}`);
    expect(frame).toContain('seeds.test.ts');
  });

  test('an assertion of jest', () => {
    const { message } = failureOf(() => {
      expect(1).toBe(2);
    }) as Error;
    expect(stripVTControlCharacters(message)).toMatch(/^expect\(/);
    expect(message.endsWith(`\n\n${REPLAY}`)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['boom', 'thrown: boom'],
    [undefined as never, 'thrown: undefined'],
    [5 as never, 'thrown: 5'],
  ])('%j, which is no error', (thrown, shown) => {
    const failure = failureOf(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as tests may do
      throw thrown;
    });
    expect(failure).toBeInstanceOf(Error);
    expect((failure as Error).message).toBe(`${String(shown)}\n\n${REPLAY}`);
    expect((failure as Error).stack).toContain(REPLAY);
  });

  test('a promise that is rejected, later', async () => {
    const rejected = failureOf(() => Promise.reject(new Error('late'))) as Promise<unknown>;
    await expect(rejected).rejects.toThrow(`late\n\n${REPLAY}`);
    const later = failureOf(async () => {
      await Promise.resolve();
      throw new Error('later');
    }) as Promise<unknown>;
    await expect(later).rejects.toThrow(`later\n\n${REPLAY}`);
  });

  test('a promise that is kept passes', async () => {
    const { tests, seeds } = collecting();
    seeds(1)('t', () => Promise.resolve('done'));
    await expect(tests[0]!.body()).resolves.toBe('done');
  });

  test("an error of node's own, which is of another realm, and stays what it is", () => {
    const missing = failureOf(() => readFileSync(join(__dirname, 'none'))) as NodeJS.ErrnoException;
    expect(missing.code).toBe('ENOENT');
    expect(missing.message).toMatch(/^ENOENT: .*\n\nReplay: /);
    const unequal = failureOf(() => {
      assert.equal(1, 2);
    });
    expect(unequal).toMatchObject({ code: 'ERR_ASSERTION', actual: 1, expected: 2 });
    expect((unequal as Error).stack).toContain(REPLAY);
  });

  test("a promise of node's own, and whatever else has a `then`", async () => {
    const rejected = failureOf(() => readFile(join(__dirname, 'none'))) as Promise<unknown>;
    await expect(rejected).rejects.toThrow(REPLAY);
    const then = (_: unknown, reject: (reason: Error) => void) => {
      reject(new Error('then'));
    };
    await expect(failureOf(() => ({ then })) as Promise<unknown>).rejects.toThrow(
      `then\n\n${REPLAY}`,
    );
  });

  test('an error without a message', () => {
    const { message, stack } = failureOf(() => {
      throw new Error();
    }) as Error;
    expect(message).toBe(`\n\n${REPLAY}`);
    expect(stack).toMatch(/^Error/);
    expect(stack!.split(/\n +at /)[0]!.endsWith(REPLAY)).toBe(true);
  });

  test('an error whose message was changed once its stack was taken', () => {
    const { stack } = failureOf(() => {
      const error = new Error('first');
      expect(error.stack).toContain('first');
      error.message = 'second';
      throw error;
    }) as Error;
    expect(stack!.split(/\n +at /)[0]!.endsWith(REPLAY)).toBe(true);
  });

  test('a message that holds frames of its own', () => {
    const message = 'it said: Error: x\n    at there (file.js:1:1)\n    at here (file.js:2:2)';
    const { stack } = failureOf(() => {
      throw new Error(message);
    }) as Error;
    expect(stack).toContain(`${message}\n\n${REPLAY}\n`);
  });

  test('an error that is frozen', () => {
    const frozen = Object.freeze(new Error('cold'));
    const failure = failureOf(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is one
      throw frozen;
    });
    expect(failure).toMatchObject({ message: `cold\n\n${REPLAY}`, cause: frozen });
  });

  test('each seed its own', () => {
    const { tests, seeds } = collecting();
    seeds(['7', '8'])('a b', () => {
      throw new Error('e');
    });
    for (const [i, seed] of ['7', '8'].entries()) {
      expect(tests[i]!.body).toThrow(`e\n\nReplay: ${replayCommand(seed, HERE)}`);
    }
  });
});

describe('the command', () => {
  const of = (path: string, name: string, shell?: 'posix' | 'cmd' | 'powershell', seed = '7') =>
    replayCommand(seed, { testPath: join(process.cwd(), path), currentTestName: name }, shell);

  test('in each shell', () => {
    const at = 'tests/x.test.ts';
    expect(of(at, 'a b, seed 7', 'posix')).toBe(
      `RINGSIM_SEED=7 npx jest tests/x.test.ts -t '^a b, seed 7$'`,
    );
    expect(of(at, 'a b, seed 7', 'cmd')).toBe(
      `set "RINGSIM_SEED=7" && npx jest tests/x.test.ts -t "^a b, seed 7$"`,
    );
    expect(of(at, 'a b, seed 7', 'powershell')).toBe(
      `$env:RINGSIM_SEED='7'; npx jest tests/x.test.ts -t '^a b, seed 7$'`,
    );
  });

  test('takes names for what they are, not for regular expressions', () => {
    const name = 'a (b) [c] {d} e|f ^g$ h* i+ j? k\\l m.n';
    const command = of('x.test.ts', name, 'posix');
    const [, pattern] = / -t '(.*)'$/.exec(command)!;
    expect(new RegExp(pattern!, 'i').test(name)).toBe(true);
    for (const other of [`${name}x`, `x${name}`, name.replace('m.n', 'mxn'), 'b']) {
      expect(new RegExp(pattern!, 'i').test(other)).toBe(false);
    }
  });

  test('quotes names and seeds', () => {
    expect(of('x.test.ts', `it's "100%"`, 'posix', "a'b")).toBe(
      `RINGSIM_SEED='a'\\''b' npx jest x.test.ts -t '^it'\\''s "100%"$'`,
    );
    expect(of('x.test.ts', `it's "100%"`, 'powershell', "a'b")).toBe(
      `$env:RINGSIM_SEED='a''b'; npx jest x.test.ts -t '^it''s "100%"$'`,
    );
    expect(of('x.test.ts', `it's "100%"`, 'cmd', 'a b')).toBe(
      `set "RINGSIM_SEED=a b" && npx jest x.test.ts -t "^it's ""100"^%"""$"`,
    );
  });

  test('names files that jest would take for a pattern by their path', () => {
    expect(of('a dir/x.test.ts', 'n', 'posix')).toBe(
      `RINGSIM_SEED=7 npx jest 'a dir/x.test.ts' -t '^n$'`,
    );
    for (const path of ['x (y).test.ts', 'x+y.test.ts', '[id].test.ts', 'é.test.ts']) {
      expect(of(path, 'n', 'posix')).toBe(
        `RINGSIM_SEED=7 npx jest --runTestsByPath '${path}' -t '^n$'`.replace(
          "'x+y.test.ts'",
          'x+y.test.ts',
        ),
      );
    }
  });

  test('of a test outside of the folder', () => {
    const path = relative(process.cwd(), join(process.cwd(), '..', 'y.test.ts'));
    expect(of('../y.test.ts', 'n', 'posix')).toContain(` jest ${path.replaceAll('\\', '/')} -t`);
  });

  test('where jest tells nothing', () => {
    expect(replayCommand('7', {}, 'posix')).toMatch(/^RINGSIM_SEED=7 npx jest /);
  });
});
