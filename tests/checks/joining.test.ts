import { Joining } from '../../src/checks/joining';
import { Story } from '../support/hand-made-events';

function story(subject: number): Story<Joining> {
  return new Story(new Joining(subject));
}

test('a node that never started', () => {
  const { sink } = story(3).startsTogether(1, 2);
  expect(sink).toMatchObject({ startedAt: undefined, failedAt: undefined });
  expect([sink.joinedAt.size, [...sink.others.keys()]]).toEqual([0, [1, 2]]);
});

test('who took it in, and when, itself included', () => {
  const { sink } = story(2).at(0).starts(1, 2, 3).at(2).joins(1, 2).joins(3, 1).at(5).joins(3, 2);
  expect(sink.startedAt).toBe(0);
  expect([...sink.others]).toEqual([
    [1, 0],
    [3, 0],
  ]);
  expect([...sink.joinedAt]).toEqual([
    [2, 0],
    [1, 2],
    [3, 5],
  ]);
});

test('the first time counts: neither its removal nor its return changes it', () => {
  const { sink } = story(2).startsTogether(1, 2).at(30).removes(1, 2).at(33).joins(1, 2);
  expect(sink.joinedAt.get(1)).toBe(1);
});

test('a late starter, and late others', () => {
  const { sink } = story(2).at(0).starts(1).at(100).starts(2).at(104).joins(1, 2).at(200).starts(3);
  expect(sink.startedAt).toBe(100);
  expect(sink.others.get(3)).toBe(200);
  expect(sink.joinedAt.get(1)).toBe(104);
  expect(sink.joinedAt.has(3)).toBe(false);
});

test('its failure is kept, and undoes nothing', () => {
  const { sink } = story(2).startsTogether(1, 2).at(50).crashes(2).at(70).removes(1, 2);
  expect(sink).toMatchObject({ startedAt: 0, failedAt: 50 });
  expect(sink.joinedAt.get(1)).toBe(1);
});

test('in a new life it must be taken in anew, be that as a return', () => {
  const told = story(2).startsTogether(1, 2, 3).at(50).crashes(2).at(60).starts(2);
  expect(told.sink).toMatchObject({ startedAt: 60, failedAt: undefined });
  expect([...told.sink.joinedAt]).toEqual([[2, 60]]);
  told.at(63).hearsOfReturn(1, 2).at(64).joins(3, 2);
  expect(told.sink.joinedAt.get(1)).toBe(63);
  expect(told.sink.joinedAt.get(3)).toBe(64);
});

test('who fails is asked no more, and in a new life has to take it in anew', () => {
  const told = story(2).startsTogether(1, 2, 3).at(50).crashes(3);
  expect([...told.sink.others.keys()]).toEqual([1]);
  expect(told.sink.joinedAt.has(3)).toBe(false);
  told.at(55).starts(3);
  expect(told.sink.others.get(3)).toBe(55);
  expect(told.sink.joinedAt.has(3)).toBe(false);
  expect(told.at(57).joins(3, 2).sink.joinedAt.get(3)).toBe(57);
});
