import type { Verdict } from '../../src/checks/verdict';
import { Views } from '../../src/checks/views';
import { viewsAgree } from '../../src/checks/views-agree';
import { Story } from '../support/hand-made-events';

const SETTLE = 50;

function verdictOf(story: Story<Views>, now: number): Verdict {
  return viewsAgree(story.sink, now, SETTLE);
}

test('passes where all who are up know all who are up, and nobody else', () => {
  const story = new Story(new Views()).startsTogether(1, 2, 3);
  story.at(40).crashes(3).at(60).removedBy(3, 1, 2);
  expect(verdictOf(story, 61)).toEqual({
    ...{ check: 'viewsAgree', verdict: 'pass', reason: 'the views of all 2 nodes up agree' },
    evidence: [],
  });
});

test('passes where nobody is up', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(9).crashes(1, 2);
  expect(verdictOf(story, 700).verdict).toBe('pass');
  expect(verdictOf(new Story(new Views()), 700).verdict).toBe('pass');
});

test('names who lacks whom, and who still has whom', () => {
  const story = new Story(new Views()).startsTogether(1, 2, 3, 4).at(40).crashes(4);
  story.at(60).removedBy(4, 2, 3).removes(1, 2);
  const removal = story.id;
  const { verdict, reason, evidence } = verdictOf(story, 700);
  expect(verdict).toBe('fail');
  expect(reason).toBe('n1 lacks n2 and still has n4');
  expect(evidence).toEqual([removal]);
});

test('is open until a start or a failure had time to be heard of, and then decided', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(100).crashes(2);
  expect(verdictOf(story, 101).verdict).toBe('unknown');
  expect(verdictOf(story, 100 + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, 101 + SETTLE).verdict).toBe('fail');
});

test('those that lack each other have the time that a merge takes, those that keep the dead do not', () => {
  const story = new Story(new Views()).startsTogether(1, 2, 3).at(100).removes(1, 2);
  const at = (now: number) => viewsAgree(story.sink, now, SETTLE, 30).verdict;
  expect(at(100 + SETTLE + 30)).toBe('unknown');
  expect(at(101 + SETTLE + 30)).toBe('fail');
  story.joins(1, 2).crashes(3);
  expect(at(100 + SETTLE)).toBe('unknown');
  expect(at(101 + SETTLE)).toBe('fail');
});

test('a late starter opens it again, until all know it', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(300).starts(3);
  const { verdict, reason } = verdictOf(story, 310);
  expect(verdict).toBe('unknown');
  expect(reason).toBe('n1 lacks n3; n2 lacks n3; n3 lacks n1, n2');
  story.at(303).joins(1, 3).joins(2, 3).joins(3, 1, 2);
  expect(verdictOf(story, 310).verdict).toBe('pass');
});

test('a node that starts again must learn of all the others anew', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(100).crashes(2).at(105).starts(2);
  expect(verdictOf(story, 110)).toMatchObject({ verdict: 'unknown', reason: 'n2 lacks n1' });
  expect(verdictOf(story, 200).verdict).toBe('fail');
  expect(verdictOf(story.at(107).joins(2, 1), 200).verdict).toBe('pass');
});

test('whom a dead node has in its view does not matter', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(9).removes(1, 2).crashes(1);
  story.at(30).removes(2, 1);
  expect(verdictOf(story, 700).verdict).toBe('pass');
});

test('long lists are cut: three problems of three nodes, ten events', () => {
  const nodes = Array.from({ length: 14 }, (_, i) => i + 1);
  const { reason, evidence } = verdictOf(new Story(new Views()).starts(...nodes), 700);
  expect(reason).toBe(
    [
      ...['n1 lacks n2, n3, n4 and 10 more', 'n2 lacks n1, n3, n4 and 10 more'],
      ...['n3 lacks n1, n2, n4 and 10 more', 'and 11 more'],
    ].join('; '),
  );
  expect(evidence).toHaveLength(10);
});
