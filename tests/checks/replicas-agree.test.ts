import { Copies } from '../../src/checks/copies';
import { Forgotten } from '../../src/checks/forgotten';
import { replicasAgree } from '../../src/checks/replicas-agree';
import type { Verdict } from '../../src/checks/verdict';
import type { EventSink, EventView } from '../../src/simulation/events';
import { COURSE_PLAN } from '../support/course-plan';
import { Story } from '../support/hand-made-events';

const SETTLE = 50;

class Both implements EventSink {
  readonly copies = new Copies(3, COURSE_PLAN);
  readonly forgotten = new Forgotten(Infinity);
  readonly kinds = [...this.copies.kinds];

  on(event: EventView): void {
    this.copies.on(event);
    if (event.kind === 'purged') this.forgotten.on(event);
  }
}

/** Of four nodes 3, 4 and 1 are to hold the key `k`; without 3 it is 4, 1 and 2. */
function nodes(...up: number[]): Story<Both> {
  return new Story(new Both()).startsTogether(...up).at(10);
}

function verdictOf({ sink }: Story<Both>, now = 700, mergeTicks = 0): Verdict {
  return replicasAgree(sink.copies, sink.forgotten, now, SETTLE, mergeTicks);
}

/** The reason, where that is found. */
function problem(story: Story<Both>): string {
  const { verdict, reason } = verdictOf(story);
  return verdict === 'fail' ? reason : verdict;
}

const REPLICAS = [3, 4, 1];

test('passes where all have the same, tombstones and keys that nobody has included', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', REPLICAS);
  story.operates(2, 'delete', 'k', REPLICAS).operates(2, 'read', 'other', REPLICAS);
  expect(verdictOf(story)).toEqual({
    ...{ check: 'replicasAgree', verdict: 'pass', evidence: [] },
    reason: 'the replicas of every key (1) agree',
  });
});

test('who has another version is named, with the write that was acknowledged', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', REPLICAS);
  story.operates(2, 'update', 'k', [3, 4]);
  expect(verdictOf(story)).toEqual({
    ...{ check: 'replicasAgree', verdict: 'fail', evidence: [story.id] },
    reason: 'n3, n4 had another version of "k" than n1',
  });
});

test('who has nothing, be it that the others have a tombstone', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4]);
  expect(problem(story)).toBe('n1 had nothing under "k"');
  expect(problem(story.operates(2, 'delete', 'k', [3, 4]))).toBe('n1 had nothing under "k"');
});

test('who keeps what is not to be there', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4, 1, 2]);
  expect(problem(story)).toBe('n2 kept "k", not being its place');
  expect(problem(story.handsOff(2, 'k'))).toBe('pass');
  const alone = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [2]);
  expect(problem(alone)).toBe('n2 kept "k", not being its place');
});

test('whoever is down has no part in it', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [4, 1, 2]).at(100).crashes(3);
  expect(problem(story)).toBe('pass');
});

test('a tombstone may be forgotten by one before another, what it deleted not be there', () => {
  const deleted = nodes(1, 2, 3, 4).operates(2, 'create', 'k', REPLICAS);
  deleted.operates(2, 'delete', 'k', REPLICAS).at(200).purges(3, 'k');
  expect(problem(deleted)).toBe('pass');
  const missed = nodes(1, 2, 3, 4).operates(2, 'create', 'k', REPLICAS);
  missed.operates(2, 'delete', 'k', [3, 4]).at(200).purges(3, 'k').purges(4, 'k');
  expect(problem(missed)).toBe('n3, n4 had nothing under "k"');
});

test('is open until the replicas had time since the key, or a node, has changed', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4]);
  const changed = story.now;
  expect(verdictOf(story, changed + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, changed + SETTLE + 1).verdict).toBe('fail');
  for (const move of ['crashes', 'starts', 'changes'] as const) {
    const moved = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3]).at(300)[move](2);
    expect(verdictOf(moved, 300 + SETTLE).verdict).toBe('unknown');
    expect(verdictOf(moved, 301 + SETTLE).verdict).toBe('fail');
  }
});

test('where rings follow views and nodes that were up were removed, until these merged', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4]).at(100).removes(1, 4);
  expect(verdictOf(story, SETTLE + 200, 200).verdict).toBe('unknown');
  expect(verdictOf(story, SETTLE + 300, 200).verdict).toBe('fail');
});
