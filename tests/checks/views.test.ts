import { Views } from '../../src/checks/views';
import { Story } from '../support/hand-made-events';

function members(views: Views, node: number): number[] {
  return [...views.lives.get(node)!.view.keys()].sort((a, b) => a - b);
}

test('nothing happened', () => {
  const views = new Views();
  expect(views.up()).toEqual([]);
  expect([views.lastChange, views.falseRemovalCount, views.falseRemovals]).toEqual([0, 0, []]);
});

test('nodes that are up are told in the order of their numbers, whenever they started', () => {
  const { sink } = new Story(new Views()).at(0).starts(10, 9, 2).at(7).starts(1).crashes(9);
  expect(sink.up()).toEqual([1, 2, 10]);
});

test('a view holds whom its node took in and did not take out', () => {
  const { sink } = new Story(new Views()).startsTogether(1, 2, 3).at(30).removes(1, 3);
  expect(members(sink, 1)).toEqual([1, 2]);
  expect(members(sink, 2)).toEqual([1, 2, 3]);
});

test('a life tells when it began and ended, and by which event', () => {
  const story = new Story(new Views()).at(4).starts(1);
  expect(story.sink.lives.get(1)).toMatchObject({ startedAt: 4, failedAt: undefined });
  expect(story.sink.lives.get(1)!.changedBy).toBe(1);
  story.at(9).crashes(1);
  expect(story.sink.lives.get(1)).toMatchObject({ startedAt: 4, failedAt: 9, changedBy: story.id });
  expect(story.sink.lastChange).toBe(9);
});

test('a node that starts again knows nobody but itself', () => {
  const story = new Story(new Views()).startsTogether(1, 2).at(5).crashes(2).at(8).starts(2);
  expect(members(story.sink, 2)).toEqual([2]);
  expect(members(story.sink, 1)).toEqual([1, 2]);
  expect(story.sink.lives.get(2)).toMatchObject({ startedAt: 8, failedAt: undefined });
  expect(story.sink.lastChange).toBe(8);
});

describe('a removal is false', () => {
  test('where the member was up all the time', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).removes(1, 2);
    const removal = { event: story.id, time: 40, observer: 1, member: 2 };
    expect(story.sink.falseRemovals).toEqual([removal]);
    expect(story.sink.falseRemovalCount).toBe(1);
  });

  test('where it returned, and is taken out once more', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).removes(1, 2);
    story.at(45).joins(1, 2).at(90).removes(1, 2);
    expect(story.sink.falseRemovals.map(({ time }) => time)).toEqual([40, 90]);
  });

  test('where the observer knows of its new life', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).crashes(2).at(50).starts(2);
    story.at(53).hearsOfReturn(1, 2).at(80).removes(1, 2);
    expect(story.sink.falseRemovalCount).toBe(1);
  });

  test('where it fails a tick after', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).removes(1, 2);
    story.at(41).crashes(2);
    expect(story.sink.falseRemovalCount).toBe(1);
  });

  test('by an observer that dies of it', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).removes(1, 2).crashes(1);
    expect(story.sink.falseRemovalCount).toBe(1);
  });
});

describe('a removal is right', () => {
  test('where the member failed', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).crashes(2);
    expect(story.at(60).removes(1, 2).sink.falseRemovalCount).toBe(0);
  });

  test('where it failed in the same tick', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).crashes(2).removes(1, 2);
    expect(story.sink.falseRemovalCount).toBe(0);
  });

  test('where it started again, and the observer knows its earlier life only', () => {
    const story = new Story(new Views()).startsTogether(1, 2).at(40).crashes(2).at(50).starts(2);
    expect(story.at(61).removes(1, 2).sink.falseRemovalCount).toBe(0);
  });
});

test('of very many false removals the first thousand are kept, and all are counted', () => {
  const story = new Story(new Views()).startsTogether(1, 2);
  for (let tick = 2; tick < 1203; tick++) story.at(tick).removes(1, 2).joins(1, 2);
  const { falseRemovals, falseRemovalCount } = story.sink;
  expect([falseRemovals.length, falseRemovalCount]).toEqual([1000, 1201]);
  expect([falseRemovals[0]!.time, falseRemovals.at(-1)!.time]).toEqual([2, 1001]);
});
