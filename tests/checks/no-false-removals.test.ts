import { noFalseRemovals } from '../../src/checks/no-false-removals';
import { Views } from '../../src/checks/views';
import { Story } from '../support/hand-made-events';

test('passes where only the dead were removed', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(40).crashes(2).at(60).removes(1, 2);
  expect(noFalseRemovals(story.sink)).toEqual({
    ...{ check: 'noFalseRemovals', verdict: 'pass', evidence: [] },
    reason: 'no node that was up was removed',
  });
});

test('fails for good, even where the member returned', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(40).removes(1, 2);
  const removal = story.id;
  expect(noFalseRemovals(story.at(45).joins(1, 2).sink)).toEqual({
    ...{ check: 'noFalseRemovals', verdict: 'fail', evidence: [removal] },
    reason: 'n1 removed n2, which was up, at tick 40',
  });
});

test('does not mind those that may be removed, or so many', () => {
  const story = new Story(new Views()).startsTogether(1, 2, 3).at(40).removes(1, 2).removes(1, 3);
  const verdict = (allowed: object) => noFalseRemovals(story.sink, allowed).verdict;
  expect(verdict({ except: [2] })).toBe('fail');
  expect(verdict({ except: [2, 3] })).toBe('pass');
  expect(verdict({ atMost: 1 })).toBe('fail');
  expect(verdict({ atMost: 2 })).toBe('pass');
  expect(noFalseRemovals(story.sink, { except: [2], atMost: 1 }).reason).toBe(
    '1 times a node that was up was removed, but for n2',
  );
});

test('names three of them, and shows ten', () => {
  const story = new Story(new Views()).startsTogether(1, 2);
  for (let tick = 20; tick < 35; tick++) story.at(tick).removes(1, 2).joins(1, 2);
  const { reason, evidence } = noFalseRemovals(story.sink);
  expect(reason).toBe(
    [20, 21, 22].map((tick) => `n1 removed n2, which was up, at tick ${tick}; `).join('') +
      'and 12 more',
  );
  expect(evidence).toHaveLength(10);
});
