import { Detection, type MeasuredFailure } from '../../src/measures/detection';
import { Story } from '../support/hand-made-events';

function story(followedMax?: number): Story<Detection> {
  return new Story(new Detection(followedMax));
}

/** Five nodes that know each other; the third fails at 100. */
function failing(): Story<Detection> {
  return story().startsTogether(1, 2, 3, 4, 5).at(100).crashes(3);
}

function only({ sink }: Story<Detection>): MeasuredFailure {
  const [failure, ...more] = sink.failures();
  expect(more).toEqual([]);
  return failure!;
}

test('the first observer and all, for suspicion and removal', () => {
  const told = failing().at(105).suspects(1, 3).at(106).suspects(4, 3).at(107).suspects(2, 3);
  told.suspects(5, 3).at(120).removes(4, 3).at(121).removes(1, 3).at(124).removedBy(3, 2, 5);
  expect(only(told)).toEqual({
    ...{ node: 3, at: 100, observers: 4 },
    suspected: { by: 4, missing: 0, first: 5, all: 7 },
    removed: { by: 4, missing: 0, first: 20, all: 24 },
  });
});

test('until all have noticed there is no time for all', () => {
  const told = failing().at(120).removedBy(3, 1, 2, 4);
  expect(only(told).removed).toEqual({ by: 3, missing: 1, first: 20, all: undefined });
});

test('what nobody noticed', () => {
  const nobody = { by: 0, missing: 4, first: undefined, all: undefined };
  expect(only(failing())).toMatchObject({ suspected: nobody, removed: nobody });
});

test('an observer that goes down first is none', () => {
  const told = failing().at(120).removedBy(3, 1, 2, 4).at(130).crashes(5);
  expect(told.sink.failures()[0]!.removed).toEqual({ by: 3, missing: 0, first: 20, all: 20 });
  expect(told.sink.failures()[1]).toMatchObject({ node: 5, observers: 3 });
});

test('one that left, or came up later, is none, either', () => {
  const told = failing().at(101).leaves(4).starts(6).joins(6, 3).at(120).removedBy(3, 6, 1, 2, 5);
  expect(only(told).removed).toEqual({ by: 3, missing: 0, first: 20, all: 20 });
});

test('and in its next life it is not again', () => {
  const told = failing().at(101).crashes(4).at(102).starts(4).joins(4, 3).at(110).removes(4, 3);
  expect(told.sink.failures()[0]!.removed).toMatchObject({ by: 0, missing: 3 });
});

test('who fails together does not observe each other', () => {
  const told = story().startsTogether(1, 2, 3).at(50).crashes(2, 3).at(70).removes(1, 2, 3);
  expect(told.sink.failures().map(({ removed }) => removed)).toEqual([
    { by: 1, missing: 0, first: 20, all: 20 },
    { by: 1, missing: 0, first: 20, all: 20 },
  ]);
});

test('a node that comes back is noticed no more', () => {
  const told = failing().at(110).removes(1, 3).at(115).starts(3).at(130).removes(2, 3);
  expect(only(told)).toMatchObject({
    returnedAt: 115,
    removed: { by: 1, missing: 3, first: 10, all: undefined },
  });
});

test('each of its failures is one', () => {
  const told = failing().at(110).removedBy(3, 1, 2, 4, 5).at(115).starts(3).at(118);
  for (const node of [1, 2, 4, 5]) told.joins(node, 3);
  told.at(200).crashes(3).at(215).removedBy(3, 1, 2, 4, 5);
  expect(told.sink.failures().map(({ at, removed }) => [at, removed.all])).toEqual([
    [100, 10],
    [200, 15],
  ]);
  expect(told.sink.falseRemovals).toBe(0);
});

test('who leaves did not fail', () => {
  const told = story().startsTogether(1, 2).at(9).leaves(2).at(30).suspects(1, 2).removes(1, 2);
  expect(told.sink.failures()).toEqual([]);
  expect([told.sink.falseSuspicions, told.sink.falseRemovals]).toEqual([0, 0]);
});

test('a removal without a suspicion is one', () => {
  const told = failing().at(110).suspects(1, 3).at(120).removedBy(3, 1, 2, 4, 5);
  expect(only(told).suspected).toEqual({ by: 4, missing: 0, first: 10, all: 20 });
});

test('who suspects or removes a node that is up is wrong', () => {
  const told = story().startsTogether(1, 2, 3).at(10).suspects(1, 2).suspects(3, 2);
  told.at(20).removes(1, 2).at(25).joins(1, 2).at(40).suspects(1, 2);
  expect([told.sink.falseSuspicions, told.sink.falseRemovals]).toEqual([3, 1]);
});

test('but not who means its earlier life', () => {
  const told = failing().at(103).starts(3).at(106).suspects(1, 3).suspects(2, 3).removes(2, 3);
  expect([told.sink.falseSuspicions, told.sink.falseRemovals]).toEqual([0, 0]);
  // Node 1 hears of the new life, node 2 takes it in: from now on they mean that one.
  told.at(110).hearsOfReturn(1, 3).joins(2, 3).at(120).suspects(1, 3).suspects(2, 3);
  expect(told.sink.falseSuspicions).toBe(2);
  told.at(125).removes(1, 3).removes(4, 3);
  expect(told.sink.falseRemovals).toBe(1);
});

test('failures beyond those that are followed are counted', () => {
  const told = story(2).startsTogether(1, 2, 3, 4, 5).at(10).crashes(3).crashes(4).crashes(5);
  expect(told.sink.failures().map(({ node }) => node)).toEqual([3, 4]);
  expect(told.sink.leftOut).toBe(1);
});

test('what all have noticed makes room', () => {
  const told = story(1).startsTogether(1, 2, 3, 4).at(10).crashes(3).at(20).removedBy(3, 1, 2, 4);
  told.crashes(4);
  expect(told.sink.failures().map(({ node }) => node)).toEqual([3, 4]);
  expect(told.sink.leftOut).toBe(0);
});

test('a hundred thousand nodes, a hundred failures: bits, and no table of pairs', () => {
  const nodes = 100_000;
  const failures = 100;
  const detection = new Detection();
  const view = { id: 1, cause: 0, a: 1, b: 0, c: 0, data: undefined };
  for (let node = 1; node <= nodes; node++) {
    detection.on({ ...view, time: 0, node, kind: 'started' });
  }
  const before = process.memoryUsage();
  for (let node = 1; node <= failures; node++) {
    detection.on({ ...view, time: 100, node, kind: 'crashed' });
  }
  const after = process.memoryUsage();
  const held = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  expect(held).toBeLessThan(8_000_000);
  const data = { kind: 'removed', member: 7, incarnation: 0 };
  for (let node = failures + 1; node <= nodes; node++) {
    detection.on({ ...view, time: 101 + Math.floor(node / 20_000), node, kind: 'removed', data });
  }
  const removed = { by: nodes - failures, missing: 0, first: 1, all: 6 };
  expect(detection.failures()[6]).toMatchObject({ node: 7, removed });
});
