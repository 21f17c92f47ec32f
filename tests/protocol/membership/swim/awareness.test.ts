import { doubted, stretched } from '../../../../src/protocol/membership/swim/awareness';

test('doubt goes from none to one less than the maximum, and stretches by one interval a point', () => {
  expect(stretched(1000, 0)).toBe(1000);
  expect(stretched(1000, 3)).toBe(4000);
  expect(doubted(0, -1, 8)).toBe(0);
  expect(doubted(0, 3, 8)).toBe(3);
  expect(doubted(3, 100, 8)).toBe(7);
  expect(doubted(7, -1, 8)).toBe(6);
});

test('there is none at a maximum of one', () => {
  expect(doubted(0, 5, 1)).toBe(0);
});
