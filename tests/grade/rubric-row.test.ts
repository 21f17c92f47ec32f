import { row } from '../../src/grade/rubric-row';

const WORDS = { test: 'join', of: 10, expected: 'all', found: 'some' };
const NONE = { count: 0, first: [] };

test('a row that earned all is not explained', () => {
  const explain = jest.fn();
  expect(row(WORDS, 10, explain)).toEqual({ ...WORDS, points: 10, missing: NONE, instead: NONE });
  expect(explain).not.toHaveBeenCalled();
});

test('a row that lost points says which lines are missing and which stand there instead', () => {
  const graded = row(WORDS, 4, ({ missing, instead }) => {
    missing.add(' A [t] APP');
    instead.add(' 1.0.0.0:0 [0] APE', 3);
  });
  expect(graded).toEqual({
    ...{ ...WORDS, points: 4 },
    missing: { count: 1, first: [{ text: ' A [t] APP' }] },
    instead: { count: 1, first: [{ text: ' 1.0.0.0:0 [0] APE', line: 3 }] },
  });
});

test('what comes from a log is short, on one line, and moves no cursor', () => {
  const hostile = `\u001b[2J\n\u0000\u009b31m${'x'.repeat(10_000)}`;
  const graded = row({ ...WORDS, found: hostile, expected: hostile }, 0, ({ missing, instead }) => {
    missing.add(hostile);
    instead.addEntry({ address: hostile, time: NaN, text: hostile, line: 1 });
  });
  const texts = [
    graded.found,
    graded.expected,
    graded.missing.first[0]!.text,
    graded.instead.first[0]!.text,
  ];
  for (const text of texts) {
    expect(text).toMatch(/^[ -~]+$/);
    expect(text.length).toBeLessThan(300);
  }
});
