import { nearestWord } from '../../src/scenario/nearest-word';

test.each([
  ['crsh', 'crash'],
  ['crash', 'crash'],
  ['heall', 'heal'],
  ['explode', undefined],
  // Half of a short word is another word.
  ['xxal', 'heal'],
  ['xxxl', undefined],
])('%s means %s', (word, meant) => {
  expect(nearestWord(word, ['crash', 'heal', 'pause'])).toBe(meant);
});

test('there may be no words at all', () => {
  expect(nearestWord('x', [])).toBeUndefined();
});
