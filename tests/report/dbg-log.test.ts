import { DBG_LOG_HEAD, DbgLog, dbgLogLine, isStatistic } from '../../src/report/dbg-log';
import type { LogEntry } from '../../src/report/dbg-log';
import type { EventView } from '../../src/simulation/events';
import { COURSE_SCENARIOS, type CourseScenario, recorded, shipped } from '../support/course-runs';

const SEEDS = ['1', 'two'];

/** What is logged of one event, at node 3 and time 7 unless told otherwise. */
function linesOf(
  name: CourseScenario,
  data: { readonly kind: string; readonly [field: string]: unknown },
  at: Partial<EventView> = {},
): string {
  let text = '';
  const log = new DbgLog(shipped(name), (entry) => (text += dbgLogLine(entry)));
  const view = { id: 1, time: 7, node: 3, cause: 0, a: 0, b: 0, c: 0, kind: data.kind, data };
  log.on({ ...view, ...at });
  return text;
}

function fileOf(entries: readonly LogEntry[]): string {
  return DBG_LOG_HEAD + entries.map(dbgLogLine).join('');
}

test('the first line is 131, the second empty, entries begin with a blank, no newline ends it', () => {
  const { entries } = recorded(shipped('create'), '1');
  const file = fileOf(entries);
  const [first, second, ...rest] = file.split('\n');
  expect(first).toBe('131');
  expect(second).toBe('');
  expect(rest).toHaveLength(entries.length);
  expect(rest.filter((line) => !/^ [0-9]+\.0\.0\.0:0 \[[0-9]+\] \S.*\S$/.test(line))).toEqual([]);
  expect(file.endsWith('\n')).toBe(false);
});

test('cut at single blanks, field 2 is the address, 3 the time, the text begins at 4', () => {
  const line = linesOf('create', { kind: 'joined', member: 4, incarnation: 0 }).slice(1);
  expect(line.split(' ')).toEqual([
    '',
    '3.0.0.0:0',
    '[7]',
    'Node',
    '4.0.0.0:0',
    ...atTime('joined'),
  ]);
  function atTime(what: string) {
    return [what, 'at', 'time', '7'];
  }
});

test('field 7 of an operation is its key, field 9 its value', () => {
  const line = linesOf('create', {
    ...{ kind: 'invoked', client: 0, request: 1, operation: 'create', key: 'Abc1D' },
    value: 'value5',
  });
  const fields = line.slice(1).split(' ');
  expect([fields[6], fields[8]]).toEqual(['Abc1D', 'value5']);
});

describe('the text of each event', () => {
  const invoked = { kind: 'invoked', client: 0, request: 9, key: 'Abc1D', value: 'value5' };

  test.each([
    [{ kind: 'groupStarted' }, 'Starting up group...'],
    [{ kind: 'joinTried', introducer: 1 }, 'Trying to join...'],
    [{ kind: 'joined', member: 256, incarnation: 0 }, 'Node 0.1.0.0:0 joined at time 7'],
    [{ kind: 'removed', member: 1000, incarnation: 0 }, 'Node 232.3.0.0:0 removed at time 7'],
    [{ kind: 'note', text: 'APP MP2' }, 'APP MP2'],
    [{ kind: 'crashed' }, 'Node failed at time=7'],
    [{ ...invoked, operation: 'create' }, 'CREATE OPERATION KEY: Abc1D VALUE: value5 at time: 7'],
    [{ ...invoked, operation: 'read' }, 'READ OPERATION KEY: Abc1D VALUE: value5 at time: 7'],
    [{ ...invoked, operation: 'update' }, 'UPDATE OPERATION KEY: Abc1D VALUE: value5 at time: 7'],
    [{ ...invoked, operation: 'delete' }, 'DELETE OPERATION KEY: Abc1D VALUE: value5 at time: 7'],
    [
      { ...invoked, operation: 'delete', key: 'invalidKey', value: '' },
      'DELETE OPERATION KEY: invalidKey at time: 7',
    ],
    [
      { ...invoked, operation: 'read', key: 'invalidKey', value: '' },
      'READ OPERATION KEY: invalidKey at time: 7',
    ],
  ])('%j', (data, text) => {
    expect(linesOf('create', data)).toBe(`\n 3.0.0.0:0 [7] ${text}`);
  });

  test('the failures of many have blanks round the sign', () => {
    const crashed = { kind: 'crashed' };
    expect(linesOf('multifailure', crashed)).toBe('\n 3.0.0.0:0 [7] Node failed at time = 7');
    expect(linesOf('singlefailure', crashed)).toBe('\n 3.0.0.0:0 [7] Node failed at time=7');
  });

  test.each([
    ['served', 'server'],
    ['completed', 'coordinator'],
  ])('outcomes: %s', (kind, role) => {
    const textOf = (operation: string, outcome: string) =>
      linesOf('read', { ...invoked, kind, operation, outcome }).slice('\n 3.0.0.0:0 [7] '.length);
    const at = (words: string) => `${role}: ${words} at time 7, transID=9, key=Abc1D`;
    for (const operation of ['create', 'read', 'update']) {
      expect(textOf(operation, 'ok')).toBe(`${at(`${operation} success`)}, value=value5`);
    }
    for (const operation of ['create', 'update']) {
      expect(textOf(operation, 'fail')).toBe(`${at(`${operation} fail`)}, value=value5`);
      expect(textOf(operation, 'unknown')).toBe(`${at(`${operation} fail`)}, value=value5`);
    }
    expect(textOf('read', 'fail')).toBe(at('read fail'));
    expect(textOf('delete', 'ok')).toBe(at('delete success'));
    expect(textOf('delete', 'fail')).toBe(at('delete fail'));
  });

  test('what no node did is not logged', () => {
    expect(linesOf('create', { kind: 'note', text: 'for the operator' }, { node: 0 })).toBe('');
  });
});

test('what begins with #STATSLOG# belongs into stats.log', () => {
  const entry = { address: '1.0.0.0:0', time: 1 };
  expect(isStatistic({ ...entry, text: '#STATSLOG# 5' })).toBe(true);
  expect(isStatistic({ ...entry, text: 'APP #STATSLOG#' })).toBe(false);
  const all = COURSE_SCENARIOS.flatMap((name) => recorded(shipped(name), '1').entries);
  expect(all.filter(isStatistic)).toEqual([]);
});

describe.each(COURSE_SCENARIOS)('a whole log of %s', (name) => {
  const isMulti = name === 'multifailure';
  const isStore = ['create', 'read', 'update', 'delete'].includes(name);
  const outcome = /(server|coordinator): (create|read|update|delete) (success|fail) at time \d+/;
  const tail = /, transID=\d+, key=[0-9A-Za-z]+(, value=[0-9A-Za-z]+)?/;
  const operation = /(CREATE|READ|UPDATE|DELETE) OPERATION KEY: \w+( VALUE: \w+)? at time: \d+/;
  const allowed = [
    ...[/APP/, /Starting up group\.\.\./, /Trying to join\.\.\./, /@@time=500/],
    ...[/Node [0-9]+\.0\.0\.0:0 (joined|removed) at time \d+/],
    isMulti ? /Node failed at time = \d+/ : /Node failed at time=\d+/,
    ...(isStore ? [/APP MP2/, operation, new RegExp(outcome.source + tail.source)] : []),
  ].map(({ source }) => new RegExp(`^${source}$`));
  const logs = SEEDS.map((seed) => recorded(shipped(name), seed).entries);

  test('has no line but the course’s', () => {
    const others = logs.flat().filter(({ text }) => !allowed.some((each) => each.test(text)));
    expect(others).toEqual([]);
  });

  test('has no phrase of a grader in a line of another kind', () => {
    const kindOf = (text: string) => allowed.findIndex((each) => each.test(text));
    const phrases = [
      ...['joined', 'removed', 'node failed', 'operation'],
      ...['create', 'read', 'update', 'delete'].flatMap((op) => [`${op} success`, `${op} fail`]),
    ];
    for (const phrase of phrases) {
      const lines = logs.flat().filter(({ text }) => text.toLowerCase().includes(phrase));
      expect(new Set(lines.map(({ text }) => kindOf(text))).size).toBeLessThanOrEqual(1);
    }
  });

  test('tells the time of each entry in its text as well, and never goes back', () => {
    for (const entries of logs) {
      const told = entries.map(({ text }) => /time[=: ]*(\d+)/.exec(text)?.[1]);
      const wrong = entries.filter(({ time }, i) => told[i] !== undefined && told[i] !== `${time}`);
      expect(wrong).toEqual([]);
      const times = entries.map(({ time }) => time);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  test('begins with APP per node, then the start of nodes 4 to 1', () => {
    const [entries] = logs;
    const start = entries!.filter(({ time, text }) => time === 0 && !text.includes('joined'));
    const app = isStore ? ['APP', 'APP MP2'] : ['APP'];
    expect(start.map(({ address, text }) => `${address} ${text}`)).toEqual([
      ...Array.from({ length: 10 }, (_, i) => app.map((text) => `${i + 1}.0.0.0:0 ${text}`)).flat(),
      ...[4, 3, 2].map((node) => `${node}.0.0.0:0 Trying to join...`),
      '1.0.0.0:0 Starting up group...',
    ]);
  });

  test('has the introducer’s sign of life at 500, if it lives', () => {
    for (const entries of logs) {
      const failed = entries.some(
        ({ address, text }) => address === '1.0.0.0:0' && text.startsWith('Node failed'),
      );
      const signs = entries.filter(({ text }) => text.startsWith('@@time'));
      const sign = { address: '1.0.0.0:0', time: 500, text: '@@time=500' };
      expect(signs).toEqual(failed ? [] : [sign]);
    }
  });

  if (isStore) {
    test('has one line per operation, and a transID of its own in all of its outcomes', () => {
      for (const entries of logs) {
        const texts = entries.map(({ text }) => text);
        const issued = texts.filter((text) => text.includes('OPERATION')).length;
        const ids = new Map<string, Set<string>>();
        for (const text of texts) {
          const match = /transID=(\d+), key=(\w+)/.exec(text);
          if (match === null) continue;
          ids.set(match[1]!, (ids.get(match[1]!) ?? new Set()).add(match[2]!));
        }
        expect(ids.size).toBe(issued);
        expect([...ids.values()].every((keys) => keys.size === 1)).toBe(true);
      }
    });
  }
});
