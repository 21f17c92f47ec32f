import { failedRemoved } from '../../src/checks/failed-removed';
import type { Verdict } from '../../src/checks/verdict';
import { Views } from '../../src/checks/views';
import { Story } from '../support/hand-made-events';

const SETTLE = 50;

function verdictOf(story: Story<Views>, now: number): Verdict {
  return failedRemoved(story.sink, now, SETTLE);
}

test('passes where nobody failed', () => {
  expect(verdictOf(new Story(new Views()).startsTogether(1, 2), 700)).toEqual({
    ...{ check: 'failedRemoved', verdict: 'pass', evidence: [] },
    reason: 'every node that failed is removed from every view',
  });
});

test('passes where all who are up removed whoever failed', () => {
  const story = new Story(new Views()).startsTogether(1, 2, 3, 4).at(100).crashes(3, 4);
  story.at(120).removedBy(3, 1, 2).removedBy(4, 1, 2);
  expect(verdictOf(story, 121).verdict).toBe('pass');
});

test('names who failed, when, and how many still have it; the failure is the evidence', () => {
  const story = new Story(new Views()).startsTogether(1, 2, 3).at(100).crashes(2);
  const failure = story.id;
  story.at(120).removes(1, 2);
  expect(verdictOf(story, 700)).toEqual({
    ...{ check: 'failedRemoved', verdict: 'fail', evidence: [failure] },
    reason: '1 of 2, n3 the first, have not removed n2, which failed at tick 100',
  });
});

test('is open until a failure had time to be noticed, and then decided', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(100).crashes(2);
  expect(verdictOf(story, 101).verdict).toBe('unknown');
  expect(verdictOf(story, 100 + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, 101 + SETTLE).verdict).toBe('fail');
});

test('one old failure decides it, whatever failed lately', () => {
  const story = () => new Story(new Views()).startsTogether(1, 2, 3).at(100).crashes(2);
  expect(verdictOf(story().at(690).crashes(3), 700).verdict).toBe('fail');
  const noticed = story().at(110).removes(1, 2).at(690).crashes(3);
  expect(verdictOf(noticed, 700).verdict).toBe('unknown');
});

test('who is removed too late, or is back before anybody noticed, was not removed in time', () => {
  const story = () => new Story(new Views()).startsTogether(1, 2).at(100).crashes(2);
  expect(
    verdictOf(
      story()
        .at(100 + SETTLE)
        .removes(1, 2),
      700,
    ).verdict,
  ).toBe('pass');
  const late = verdictOf(
    story()
      .at(101 + SETTLE)
      .removes(1, 2),
    700,
  );
  expect(late.verdict).toBe('fail');
  expect(late.reason).toBe(`n1 kept n2, which failed at tick 100, for ${SETTLE + 1} ticks`);
  expect(
    verdictOf(
      story()
        .at(100 + SETTLE)
        .starts(2),
      700,
    ).verdict,
  ).toBe('pass');
  expect(
    verdictOf(
      story()
        .at(101 + SETTLE)
        .starts(2),
      700,
    ).verdict,
  ).toBe('fail');
});

test('nobody need remove a node that they never had, or that is up again', () => {
  const stranger = new Story(new Views()).startsTogether(1, 2).at(5).starts(3).crashes(3);
  expect(verdictOf(stranger, 700).verdict).toBe('pass');
  const again = new Story(new Views()).startsTogether(1, 2).at(100).crashes(2).at(110).starts(2);
  expect(verdictOf(again, 700).verdict).toBe('pass');
});

test('a second life is not in the views that the first was removed from', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(100).crashes(2).at(120);
  story.removes(1, 2).at(130).starts(2).at(140).crashes(2);
  expect(verdictOf(story, 700).verdict).toBe('pass');
});

test('the views of those who are down, or started afterwards, are not asked', () => {
  const dead = new Story(new Views()).startsTogether(1, 2).at(100).crashes(2).at(101).crashes(1);
  expect(verdictOf(dead, 700).verdict).toBe('pass');
  expect(verdictOf(dead.at(200).starts(1), 700).verdict).toBe('pass');
});

test('a member that was removed by mistake and then failed is removed', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(90).removes(1, 2).at(100);
  expect(verdictOf(story.crashes(2), 700).verdict).toBe('pass');
});
