import { against, pass } from '../../src/checks/verdict';

test('a passed check has no evidence', () => {
  expect(pass('c', 'why')).toEqual({ check: 'c', verdict: 'pass', reason: 'why', evidence: [] });
});

test.each([
  [1, 'p1'],
  [3, 'p1; p2; p3'],
  [4, 'p1; p2; p3; and 1 more'],
  [12, 'p1; p2; p3; and 9 more'],
])('of %i problems three are named and ten shown', (count, reason) => {
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const problems = ids.map((id) => `p${id}`);
  expect(against('c', 'fail', problems, ids)).toEqual({
    ...{ check: 'c', verdict: 'fail', reason, evidence: ids.slice(0, 10) },
  });
  expect(against('c', 'unknown', problems, ids).verdict).toBe('unknown');
});
