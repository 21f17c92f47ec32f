import { Copies } from '../../src/checks/copies';
import { replicated } from '../../src/checks/replicated';
import type { Verdict } from '../../src/checks/verdict';
import type { EventView } from '../../src/simulation/events';
import { Story } from '../support/hand-made-events';
import { COURSE_PLAN } from '../support/course-plan';

const SETTLE = 50;

/** Of four nodes 3, 4 and 1 are to hold the keys `k` and `old`; without 3 it is 4, 1 and 2. */
function nodes(...up: number[]): Story<Copies> {
  return new Story(new Copies(3, COURSE_PLAN)).startsTogether(...up).at(10);
}

function verdictOf({ sink }: Story<Copies>, now: number): Verdict {
  return replicated(sink, now, SETTLE);
}

test('passes where nothing was written', () => {
  expect(verdictOf(nodes(1, 2, 3), 700)).toEqual({
    ...{ check: 'replicated', verdict: 'pass', reason: 'every key (0) is on its nodes' },
    evidence: [],
  });
});

test('passes where every key is on its nodes, deleted ones aside', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4, 1]);
  story.operates(2, 'create', 'gone', [3, 4, 1]).operates(2, 'delete', 'gone', [3, 4]);
  expect(verdictOf(story, 700).reason).toBe('every key (1) is on its nodes');
});

test('names the key, who lacks and who has it; the write that lacks them is the evidence', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'other', [3, 4, 1]);
  story.operates(2, 'create', 'k', [1, 3]);
  const write = story.id;
  expect(verdictOf(story, 700)).toEqual({
    ...{ check: 'replicated', verdict: 'fail', reason: 'n4 lacks "k", which n1, n3 have' },
    evidence: [write],
  });
});

test('as many copies on other nodes are not enough', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [1, 2, 3]);
  expect(verdictOf(story, 700)).toMatchObject({
    ...{ verdict: 'fail', reason: 'n4 lacks "k", which n1, n2, n3 have' },
  });
});

test('is open until a lost copy had time to be made again, and then decided', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4, 1]).at(100).crashes(3);
  expect(verdictOf(story, 101).verdict).toBe('unknown');
  expect(verdictOf(story, 100 + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, 101 + SETTLE).verdict).toBe('fail');
  expect(verdictOf(story.at(125).copies(2, 'k', 4), 101 + SETTLE).verdict).toBe('pass');
});

test('where rings follow views and nodes that were up were removed, it is open until these merged', () => {
  const at = (now: number, operators?: readonly number[]) => {
    const story = new Story(new Copies(3, { ...COURSE_PLAN, owners: operators }))
      .startsTogether(1, 2, 3, 4)
      .at(10);
    story.operates(2, 'create', 'k', [3, 4]).at(100).removes(1, 4);
    return replicated(story.sink, now, SETTLE, 200).verdict;
  };
  expect(at(SETTLE + 200)).toBe('unknown');
  expect(at(SETTLE + 300)).toBe('fail');
  expect(at(SETTLE + 200, [1, 2, 3, 4])).toBe('fail');
});

test('a key that lacks a copy for long decides it, whatever else is on its way', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'old', [3, 4]).at(690);
  story.operates(2, 'create', 'k', [1]);
  expect(verdictOf(story, 700)).toMatchObject({
    verdict: 'fail',
    reason: 'n1 lacks "old", which n3, n4 have; n3, n4 lack "k", which n1 has',
  });
});

test('where fewer nodes are up than copies are wanted, one on each is enough', () => {
  const two = nodes(1, 2).operates(1, 'create', 'k', [1, 2]);
  expect(verdictOf(two, 700).verdict).toBe('pass');
  expect(verdictOf(two.at(400).crashes(1), 700).verdict).toBe('pass');
  expect(verdictOf(two.at(410).crashes(2), 700).verdict).toBe('pass');
  const lost = nodes(1, 2, 3).operates(3, 'create', 'k', [1, 2]).at(50).crashes(1);
  expect(verdictOf(lost, 700)).toMatchObject({
    ...{ verdict: 'fail', reason: 'n3 lacks "k", which n2 has' },
  });
});

test.each<[string, (story: Story<Copies>) => void]>([
  ['a node that has only just started', (story) => void story.starts(4)],
  [
    'a node that has only just gone on',
    ({ sink }) => {
      sink.on(event('resumed'));
    },
  ],
  [
    'a link that has only just healed',
    ({ sink }) => {
      sink.on(event('changed'));
    },
  ],
])('%s has its time until it holds, or gives, a copy', (_, returns) => {
  const story = nodes(1, 2, 3).operates(1, 'create', 'k', [1, 2]).at(300);
  returns(story);
  expect(verdictOf(story, 301).verdict).toBe('unknown');
  expect(verdictOf(story, 300 + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, 301 + SETTLE).verdict).toBe('fail');
});

test('a key that is lost with its holders is short, not gone', () => {
  const story = nodes(1, 2, 3, 4).operates(2, 'create', 'k', [3, 4, 1]).at(50).crashes(1, 3, 4);
  expect(verdictOf(story, 700)).toMatchObject({
    ...{ verdict: 'fail', reason: 'n2 lacks "k", which nobody has' },
  });
});

test('keys are shown as JSON', () => {
  const story = nodes(1, 2, 3).operates(3, 'create', 'a "b"\n', [1, 2]);
  expect(verdictOf(story, 700).reason).toBe('n3 lacks "a \\"b\\"\\n", which n1, n2 have');
});

function event(kind: string): EventView {
  return { kind, id: 1, time: 300, node: 1, cause: 0, a: 0, b: 0, c: 0, data: undefined };
}

test('what was to stay for a while need not be there when that is over', () => {
  const story = nodes(1, 2, 3, 4).operatesFor(200, 2, 'put', 'k', [1, 3]);
  expect(verdictOf(story, 100).verdict).toBe('fail');
  expect(verdictOf(story, 210)).toMatchObject({
    ...{ verdict: 'pass', reason: 'every key (0) is on its nodes' },
  });
});

test('nor is it decided before, where clocks were changed', () => {
  const story = nodes(1, 2, 3, 4).operatesFor(200, 2, 'put', 'k', [1, 3]).changes(2);
  expect(verdictOf(story, 150).verdict).toBe('unknown');
  story.operates(2, 'put', 'l', [1, 3]);
  expect(verdictOf(story, 200).verdict).toBe('fail');
});
