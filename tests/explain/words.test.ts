import { quoted } from '../../src/explain/words';

test.each([
  ['v"1"', '"v\\"1\\""'],
  [`writi${'\0'.repeat(38)}`, '"writi\\u0000(38 times)"'],
  ['a'.repeat(9), '"aaaaaaaaa"'],
  [undefined, 'undefined'],
  [{ not: 'text' } as never, '{"not":"text"}'],
  [
    'a long story '.repeat(20),
    `"${'a long story '.repeat(20).slice(0, 99)}... (262 characters) ...${'a long story '.repeat(4).slice(-39)}"`,
  ],
])('%j is told as %s', (text, told) => {
  expect(quoted(text)).toBe(told);
});
