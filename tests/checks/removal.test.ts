import { Removal } from '../../src/checks/removal';
import { Story } from '../support/hand-made-events';

function story(subject: number): Story<Removal> {
  return new Story(new Removal(subject));
}

function observers({ sink }: Story<Removal>): number[] {
  return [...sink.observers].sort((a, b) => a - b);
}

test('a node that nobody knows', () => {
  const told = story(3).startsTogether(1, 2).at(5).starts(3).at(8).crashes(3);
  expect(told.sink.failedAt).toBe(8);
  expect([observers(told), told.sink.removedAt.size]).toEqual([[], 0]);
});

test('observers are those who had it in their views; it is none of them', () => {
  const told = story(3).startsTogether(1, 3).starts(2).at(100).crashes(3).at(121).removes(1, 3);
  expect(observers(told)).toEqual([1]);
  expect([...told.sink.removedAt]).toEqual([[1, 121]]);
});

test('the removal of others is none of its', () => {
  const told = story(3).startsTogether(1, 2, 3).at(100).crashes(2).at(121).removes(1, 2);
  expect([observers(told), told.sink.removedAt.size]).toEqual([[1], 0]);
  expect(told.sink.failedAt).toBeUndefined();
});

test('a removal by mistake counts until it returns', () => {
  const told = story(2).startsTogether(1, 2).at(30).removes(1, 2);
  expect([...told.sink.removedAt]).toEqual([[1, 30]]);
  told.at(33).joins(1, 2);
  expect(told.sink.removedAt.size).toBe(0);
  expect(observers(told)).toEqual([1]);
  told.at(60).crashes(2).at(80).removes(1, 2);
  expect([...told.sink.removedAt]).toEqual([[1, 80]]);
});

test('whoever removed it by mistake need not notice its failure', () => {
  const told = story(3).startsTogether(1, 2, 3).at(90).removes(1, 3).at(100).crashes(3);
  expect([observers(told), told.sink.removedAt.size]).toEqual([[2], 0]);
});

test('observers that fail are asked no more, and in a new life know nothing of it', () => {
  const told = story(3).startsTogether(1, 2, 3).at(100).crashes(3).at(120).removes(1, 3).crashes(1);
  expect([observers(told), told.sink.removedAt.size]).toEqual([[2], 0]);
  told.at(125).starts(1);
  expect(observers(told)).toEqual([2]);
});

test('a late starter that heard of it while it lived has to notice as well', () => {
  const told = story(1).startsTogether(1, 2).at(50).starts(3).at(52).joins(3, 1).at(60).crashes(1);
  expect(observers(told)).toEqual([2, 3]);
});

test('in a new life it has not failed, and whoever removed the first is rid of that only', () => {
  const told = story(2).startsTogether(1, 2, 3).at(100).crashes(2).at(120).removedBy(2, 1, 3);
  told.at(130).starts(2);
  expect(told.sink.failedAt).toBeUndefined();
  told.at(133).joins(1, 2);
  expect([...told.sink.removedAt]).toEqual([[3, 120]]);
  told.at(140).crashes(2);
  expect(told.sink.failedAt).toBe(140);
  expect([observers(told), told.sink.removedAt.size]).toEqual([[1], 0]);
});

test('a life that returned before the first was noticed leaves nothing to notice of it', () => {
  const told = story(2).startsTogether(1, 2).at(100).crashes(2).at(105).starts(2).at(108);
  told.hearsOfReturn(1, 2);
  expect([observers(told), told.sink.removedAt.size]).toEqual([[1], 0]);
});
