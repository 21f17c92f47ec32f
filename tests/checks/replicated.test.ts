import { Copies } from '../../src/checks/copies';
import { replicated } from '../../src/checks/replicated';
import type { Verdict } from '../../src/checks/verdict';
import { Story } from '../support/hand-made-events';

const WANTED = 3;
const SETTLE = 50;

function nodes(...up: number[]): Story<Copies> {
  return new Story(new Copies(WANTED)).startsTogether(...up).at(10);
}

function verdictOf({ sink }: Story<Copies>, now: number): Verdict {
  return replicated(sink, WANTED, now, SETTLE);
}

test('passes where nothing was written', () => {
  expect(verdictOf(nodes(1, 2, 3), 700)).toEqual({
    ...{
      check: 'replicated',
      verdict: 'pass',
      reason: 'every key (0) is on 3 nodes',
      evidence: [],
    },
  });
});

test('passes where every key has its copies, deleted ones aside', () => {
  const story = nodes(1, 2, 3, 4).operates(4, 'create', 'k', [1, 2, 3]);
  story.operates(4, 'create', 'gone', [1, 2, 3]).operates(4, 'delete', 'gone', [1, 2]);
  expect(verdictOf(story, 700).reason).toBe('every key (1) is on 3 nodes');
});

test('names the key and its copies; the write that lacks them is the evidence', () => {
  const story = nodes(1, 2, 3, 4).operates(4, 'create', 'fine', [1, 2, 3]);
  story.operates(4, 'create', 'k', [1, 2]);
  const write = story.id;
  expect(verdictOf(story, 700)).toEqual({
    ...{ check: 'replicated', verdict: 'fail', reason: '2 of 3 copies of "k"', evidence: [write] },
  });
});

test('is open until a lost copy had time to be made again, and then decided', () => {
  const story = nodes(1, 2, 3, 4).operates(4, 'create', 'k', [1, 2, 3]).at(100).crashes(1);
  expect(verdictOf(story, 101).verdict).toBe('unknown');
  expect(verdictOf(story, 100 + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, 101 + SETTLE).verdict).toBe('fail');
  expect(verdictOf(story.at(125).copies(4, 'k', 2), 101 + SETTLE).verdict).toBe('pass');
});

test('a key that lacks a copy for long decides it, whatever else is on its way', () => {
  const story = nodes(1, 2, 3, 4).operates(4, 'create', 'old', [1, 2]).at(690);
  story.operates(4, 'create', 'new', [1, 2]);
  expect(verdictOf(story, 700)).toMatchObject({
    verdict: 'fail',
    reason: '2 of 3 copies of "old"; 2 of 3 copies of "new"',
  });
});

test('where fewer nodes are up than copies are wanted, one on each is enough', () => {
  const two = nodes(1, 2).operates(1, 'create', 'k', [1, 2]);
  expect(verdictOf(two, 700)).toMatchObject({
    ...{ verdict: 'pass', reason: 'every key (1) is on 2 nodes' },
  });
  expect(verdictOf(two.at(400).crashes(1), 700).verdict).toBe('pass');
  expect(verdictOf(two.at(410).crashes(2), 700).verdict).toBe('pass');
  const lost = nodes(1, 2, 3).operates(3, 'create', 'k', [1, 2]).at(50).crashes(1);
  expect(verdictOf(lost, 700)).toMatchObject({
    ...{ verdict: 'fail', reason: '1 of 2 copies of "k"' },
  });
});

test('a node that has only just started has its time until it holds a copy', () => {
  const story = nodes(1, 2).operates(1, 'create', 'k', [1, 2]).at(300).starts(3);
  expect(verdictOf(story, 301).verdict).toBe('unknown');
  expect(verdictOf(story, 300 + SETTLE).verdict).toBe('unknown');
  expect(verdictOf(story, 301 + SETTLE).verdict).toBe('fail');
});

test('a key that is lost with its holders is short, not gone', () => {
  const story = nodes(1, 2, 3, 4).operates(4, 'create', 'k', [1, 2, 3]).at(50).crashes(1, 2, 3);
  expect(verdictOf(story, 700)).toMatchObject({
    ...{ verdict: 'fail', reason: '0 of 1 copies of "k"' },
  });
});

test('keys are shown as JSON', () => {
  const story = nodes(1, 2, 3).operates(3, 'create', 'a "b"\n', [1, 2]);
  expect(verdictOf(story, 700).reason).toBe('2 of 3 copies of "a \\"b\\"\\n"');
});
