import fc from 'fast-check';
import { dottedBytes } from '../../src/protocol/address';
import type { LogEntry } from '../../src/report/dbg-log';
import type { LogFilter } from '../../src/report/log-filter';
import { ReadableLog } from '../../src/report/readable-log';
import { anyCharacter } from '../support/any-character';
import { tries } from '../support/trials';

const plain = (_: number, name: string) => name;

/** The lines of a log, what was folded, and the verdict. */
function read(entries: readonly LogEntry[], filter: LogFilter = {}, folds = true) {
  const log = new ReadableLog(filter, folds, plain);
  const lines = entries.map((entry) => log.lineOf(entry)).filter((line) => line !== undefined);
  return { lines, folded: log.foldedLines(), verdict: log.verdict(0, 0) };
}

const entry = (address: string, time: number, text: string) => ({ address, time, text });

const LOG = [
  entry('1.0.0.0:0', 0, 'APP'),
  entry('1.0.0.0:0', 1, 'Node 4.0.0.0:0 joined at time 1'),
  entry('232.3.0.0:0', 100, 'Node failed at time=100'),
  entry('1.0.0.0:0', 121, 'Node 4.0.0.0:0 removed at time 121'),
  entry('4.0.0.0:0', 1000, 'READ OPERATION KEY: k VALUE: v at time: 1000'),
];

test('tick, node and text stand under each other, joins and removals apart', () => {
  expect(read(LOG)).toEqual({
    lines: [
      '   0  n1     APP',
      ' 100  n1000  Node failed at time=100',
      '1000  n4     READ OPERATION KEY: k VALUE: v at time: 1000',
    ],
    folded: [
      '',
      'Joins and removals, and their ticks:',
      'n1     joined 1: n4 at 1  removed 1: n4 at 121',
      '',
    ],
    verdict: '3 of 5 lines shown, 2 folded (--all shows each).',
  });
});

test('unfolded, each is a line in its place', () => {
  const { lines, folded, verdict } = read(LOG, {}, false);
  expect(lines[1]).toBe('   1  n1     Node 4.0.0.0:0 joined at time 1');
  expect(lines).toHaveLength(5);
  expect(folded).toEqual([]);
  expect(verdict).toBe('5 of 5 lines shown.');
});

test('what was not asked for is neither shown nor folded', () => {
  expect(read(LOG, { from: 100 })).toMatchObject({
    folded: ['', expect.any(String), 'n1     removed 1: n4 at 121', ''],
    verdict: '2 of 5 lines shown, 1 folded (--all shows each).',
  });
  expect(read(LOG, { node: 4 })).toEqual({
    lines: ['1000  n4     READ OPERATION KEY: k VALUE: v at time: 1000'],
    folded: [],
    verdict: '1 of 5 lines shown.',
  });
});

test('a node’s name is painted in its colour, by its number', () => {
  const log = new ReadableLog({}, true, (node, name) => `<${node}>${name}</>`);
  expect(log.lineOf(LOG[0]!)).toBe('   0  <1>n1   </>  APP');
  log.lineOf(LOG[1]!);
  expect(log.foldedLines()[2]).toBe('<1>n1   </>  joined 1: n4 at 1');
});

test('an address that is no node’s is shown as it is', () => {
  const { lines } = read([entry('-1.-2.0.0:7', 3, 'APP')]);
  expect(lines).toEqual(['   3  -1.-2.0.0:7  APP']);
});

test('the verdict counts what was skipped or out of form, and what was left out', () => {
  expect(new ReadableLog({}, true, plain).verdict(3, 2)).toBe(
    "0 of 0 lines shown, 2 longer than 4096 bytes skipped, 3 not of a dbg.log's form.",
  );
  const many = Array.from({ length: 1002 }, (_, i) =>
    entry(dottedBytes(i + 1), 1, 'Node 1.0.0.0:0 joined at time 1'),
  );
  expect(read(many).verdict).toBe(
    '0 of 1002 lines shown, 1002 folded (--all shows each), ' +
      '2 of these left out, of too many nodes.',
  );
});

test('nothing in a log moves a cursor or breaks a line', () => {
  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom(
      '\u001b[2J\u0007',
      '\u009b31m',
      'a\r\nb',
      '\u202eabc',
      '\u2028',
      '\0',
      '\u007f',
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, fc.nat(), anyText)), fc.boolean(), (found, folds) => {
      const entries = found.map(([address, time, text]) => ({ address, time, text }));
      const { lines, folded, verdict } = read(entries, {}, folds);
      for (const line of [...lines, ...folded, verdict]) {
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }
      expect(lines).toHaveLength(entries.length);
    }),
    { seed: 1, numRuns: tries(500) },
  );
});
