import { DbgLog } from '../../src/report/dbg-log';
import { RandomRoot, type Stream } from '../../src/simulation/random';
import { COURSE_TESTS, type CourseTest, courseTimeline } from '../../src/workload/course';
import type { OperationStep } from '../../src/workload/operations';
import { range } from '../support/course-logs';
import { confOf } from '../support/course-runs';
import { tries } from '../support/trials';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TIMES = ['150', '175', '225', '275', '285'];

function timeline(test: CourseTest, seed = '1') {
  return courseTimeline(test, new RandomRoot(seed).stream('pairs'));
}

function insertsOf(test: CourseTest, seed = '1'): OperationStep[] {
  return timeline(test, seed).operations.filter(({ operation }) => operation === 'create');
}

/** A stream that first spells these keys, each with value 7, and then goes on by chance. */
function spelling(keys: readonly string[]): Stream {
  const draws = keys.flatMap((key) => [...Array.from(key, (letter) => LETTERS.indexOf(letter)), 7]);
  const rest = new RandomRoot('rest').stream('pairs');
  return { below: (bound: number) => draws.shift() ?? rest.below(bound) } as unknown as Stream;
}

function keysFrom(keys: readonly string[]): string[] {
  return courseTimeline('CREATE', spelling(keys)).operations.map(({ key }) => key);
}

/** A step's lines as a dbg.log has them, all outcomes of it. */
function linesOf(step: OperationStep, request: number): string[] {
  const lines: string[] = [];
  const log = new DbgLog(confOf('MAX_NNB: 10\nCRUD_TEST: READ'), ({ text }) => lines.push(text));
  const { at, operation, key, value } = step;
  const show = (kind: string, time: number, outcome?: string) => {
    const data = { kind, client: 0, request, operation, key, value, outcome };
    log.on({ kind, time, data, node: 1, id: 1, cause: 0, a: 0, b: 0, c: 0 });
  };
  show('invoked', at);
  for (const outcome of ['ok', 'fail', 'unknown']) {
    show('served', at + 1, outcome);
    show('completed', at + 10, outcome);
  }
  return lines;
}

describe('the pairs', () => {
  const seeds = range(1, tries(200)).map(String);

  test('are a hundred, of five letters and digits, in byte order, also apart when folded', () => {
    for (const seed of seeds) {
      const inserts = insertsOf('CREATE', seed);
      const keys = inserts.map(({ key }) => key);
      expect(keys).toHaveLength(100);
      expect(keys.filter((key) => !/^[0-9A-Za-z]{5}$/.test(key))).toEqual([]);
      expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(100);
      const bytes = keys.map((key) => Buffer.from(key));
      expect(bytes.toSorted((a, b) => Buffer.compare(a, b))).toEqual(bytes);
      for (const { value } of inserts) expect(value).toMatch(/^value[1-9]?[0-9]$/);
    }
  });

  test('use all letters and digits, and all values', () => {
    const inserts = seeds.slice(0, 20).flatMap((seed) => insertsOf('CREATE', seed));
    const used = new Set(inserts.flatMap(({ key }) => Array.from(key)));
    expect([...used].sort().join('')).toBe(LETTERS);
    expect(new Set(inserts.map(({ value }) => value)).size).toBe(100);
  });

  test('differ from seed to seed, and not from test to test', () => {
    const all = seeds.map((seed) => JSON.stringify(insertsOf('CREATE', seed)));
    expect(new Set(all).size).toBe(seeds.length);
    for (const test of COURSE_TESTS) expect(insertsOf(test)).toEqual(insertsOf('CREATE'));
  });

  test('never hold the time of an operation', () => {
    const holding = seeds
      .flatMap((seed) => insertsOf('CREATE', seed))
      .filter(({ key }) => TIMES.some((time) => key.includes(time)));
    expect(holding).toEqual([]);
  });

  test.each(COURSE_TESTS)('%s: no key stands in a line about another', (test) => {
    for (const seed of seeds.slice(0, 25)) {
      const { operations } = timeline(test, seed);
      const lines = operations.flatMap((step, i) =>
        linesOf(step, i + 1).map((line) => ({ key: step.key, line: line.toLowerCase() })),
      );
      for (const { key } of operations.slice(0, 100)) {
        const word = key.toLowerCase();
        const found = lines.filter(({ line }) => line.includes(word));
        expect(found.filter((each) => each.key !== key)).toEqual([]);
      }
    }
  });

  test.each(TIMES)('a key that holds %s is drawn again', (time) => {
    for (const key of [`${time}ab`, `a${time}b`, `ab${time}`]) {
      expect(keysFrom([key, 'goodK'])).not.toContain(key);
      expect(keysFrom([key, 'goodK'])).toContain('goodK');
    }
  });

  test('every key that stands in the fixed text of a line is drawn again', () => {
    const steps = COURSE_TESTS.flatMap((test) => timeline(test).operations.slice(100));
    const values = range(0, 99).map((i) => ({ ...steps[0]!, key: '', value: `value${i}` }));
    const fixed = [...insertsOf('CREATE').slice(0, 1), ...steps, ...values]
      .flatMap((step) => linesOf(step.key === 'invalidKey' ? step : { ...step, key: '' }, 151))
      .flatMap((line) => line.split(/[^0-9A-Za-z]+/));
    const inside = new Set(
      fixed.flatMap((word) => range(0, word.length - 5).map((i) => word.slice(i, i + 5))),
    );
    expect(inside).toContain('serve');
    expect(inside).toContain('lue42');
    const misleading = [...inside].flatMap((key) => [key, key.toUpperCase(), key.toLowerCase()]);
    const drawn = keysFrom([...misleading, 'goodK']);
    expect(drawn).toContain('goodK');
    expect(drawn.filter((key) => misleading.includes(key))).toEqual([]);
  });

  test('of keys that differ in case alone the first is kept', () => {
    const keys = keysFrom(['goodK', 'GOODk', 'goodK', 'gooDk']);
    expect(keys.filter((key) => key.toLowerCase() === 'goodk')).toEqual(['goodK']);
  });

  test('a time that is only the insertion may stand in a key', () => {
    expect(keysFrom(['ab100'])).toContain('ab100');
  });
});

describe('the steps', () => {
  const rest = (test: CourseTest) => timeline(test).operations.slice(100);
  const brief = (test: CourseTest) =>
    rest(test).map(({ at, operation, key, value }) => [at, operation, key, value]);

  test.each(COURSE_TESTS)('%s inserts all pairs at 100', (test) => {
    const first = timeline(test).operations.slice(0, 100);
    expect(first.every(({ at, operation }) => at === 100 && operation === 'create')).toBe(true);
  });

  test('have names of their own, and so draws of their own', () => {
    for (const test of COURSE_TESTS) {
      const { operations, faults } = timeline(test);
      for (const ids of [operations, faults].map((steps) => steps.map(({ id }) => id))) {
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
  });

  test('CREATE: nothing else', () => {
    expect(brief('CREATE')).toEqual([]);
    expect(timeline('CREATE').faults).toEqual([]);
  });

  test('DELETE: the keys number 2 to 51 at 150, then an invalid one', () => {
    const pairs = insertsOf('DELETE').slice(1, 51);
    expect(brief('DELETE')).toEqual([
      ...pairs.map(({ key, value }) => [150, 'delete', key, value]),
      [150, 'delete', 'invalidKey', ''],
    ]);
    expect(timeline('DELETE').faults).toEqual([]);
  });

  test.each([
    ['READ', 'read', 0, undefined, ''],
    ['UPDATE', 'update', 1, 'newValue', 'invalidValue'],
  ] as const)('%s: T1 to T5 on key and value', (test, operation, index, written, invalid) => {
    const pair = insertsOf(test)[index]!;
    const { key } = pair;
    const value = written ?? pair.value;
    expect(brief(test)).toEqual([
      ...[150, 175, 225, 275, 285].map((at) => [at, operation, key, value]),
      [285, operation, 'invalidKey', invalid],
    ]);
    expect(timeline(test).faults).toMatchObject([
      { at: 175, crash: { replica: 'tertiary', of: key } },
      { at: 225, crash: { replica: 'tertiary', of: key } },
      { at: 225, crash: { replica: 'secondary', of: key } },
      { at: 285, crash: { noReplicaOf: key } },
    ]);
  });
});
