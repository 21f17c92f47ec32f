import fc from 'fast-check';
import { type LogFilter, passes } from '../../src/report/log-filter';
import { anyCharacter } from '../support/any-character';
import { tries } from '../support/trials';

const ENTRY = {
  address: '5.0.0.0:0',
  time: 150,
  text: 'READ OPERATION KEY: 07sZ5 VALUE: v at time: 150',
};

const told = (filter: LogFilter, text = ENTRY.text) => passes({ ...ENTRY, text }, filter);

test('without a wish everything passes', () => {
  expect(told({})).toBe(true);
  expect(told({}, '')).toBe(true);
});

test('by the node that logged it, not by those it names', () => {
  expect(told({ node: 5 })).toBe(true);
  expect(told({ node: 4 })).toBe(false);
  expect(told({ node: 2 }, 'Node 2.0.0.0:0 joined at time 150')).toBe(false);
  expect(passes({ ...ENTRY, address: 'nobody' }, { node: 5 })).toBe(false);
});

test.each([
  [{ from: 150 }, true],
  [{ from: 151 }, false],
  [{ to: 150 }, true],
  [{ to: 149 }, false],
  [{ from: 150, to: 150 }, true],
  [{ from: 0, to: 1000 }, true],
])('by tick, both ends included: %j', (filter, expected) => {
  expect(told(filter)).toBe(expected);
});

test.each([
  ['sz5', true],
  ['SZ5', true],
  ['operation key', true],
  ['.*', false],
  ['07sZ5  ', false],
  ['', true],
])('by plain text, in capitals or not: %j', (grep, expected) => {
  expect(told({ grep })).toBe(expected);
});

const NAMING = (key: string) => [
  `CREATE OPERATION KEY: ${key} VALUE: value82 at time: 100`,
  `DELETE OPERATION KEY: ${key} at time: 150`,
  `server: create success at time 101, transID=1, key=${key}, value=value82`,
  `coordinator: delete fail at time 152, transID=1, key=${key}`,
];

test('by the whole key, in each of its places', () => {
  for (const text of NAMING('07sZ5')) {
    expect(told({ key: '07sZ5' }, text)).toBe(true);
    for (const other of ['07sZ', '7sZ5', '07sZ55', '07sz5', 'value82', 'KEY', '']) {
      expect(told({ key: other }, text)).toBe(false);
    }
  }
});

test('no other text names a key', () => {
  for (const text of ['07sZ5', 'Trying to join...', 'key=07sZ5', 'KEY: 07sZ5 at time: 1']) {
    expect(told({ key: '07sZ5' }, text)).toBe(false);
  }
});

test('by any key, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, minLength: 1 }), (key) => {
      for (const text of NAMING(key)) expect(told({ key }, text)).toBe(true);
    }),
    { seed: 1, numRuns: tries(1000) },
  );
});
