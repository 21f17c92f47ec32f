import { row } from '../../src/grade/rubric-row';

test('a row gives all of its points or none', () => {
  const words = { test: 'join', of: 10, expected: 'all', found: 'some' };
  expect(row('join', 10, true, 'all', 'some')).toEqual({ ...words, points: 10 });
  expect(row('join', 10, false, 'all', 'some')).toEqual({ ...words, points: 0 });
});
