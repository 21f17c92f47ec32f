import { WritesReachQuorum } from '../../src/checks/writes-reach-quorum';
import { StoreHistory } from '../support/store-history';

/** Two nodes are a quorum. */
function story(): StoreHistory<WritesReachQuorum> {
  return new StoreHistory(new WritesReachQuorum(2));
}

function verdictOf({ sink }: StoreHistory<WritesReachQuorum>): string {
  return sink.verdict().verdict;
}

test('two nodes that have it, or something newer, are enough', () => {
  const told = story();
  const write = told.wants(0, 'put', 'k', 'v');
  told.invokes(1, write).serves([2], write, { version: 5 }).serves([3], write, { version: 9 });
  expect(told.completes(1, write, { version: 5 }).sink.verdict()).toEqual({
    ...{ check: 'writesReachQuorum', verdict: 'pass', evidence: [] },
    reason: 'every acknowledged write (1) was stored by its quorum',
  });
});

test('one is not, told with the acknowledgement', () => {
  const told = story();
  const write = told.wants(0, 'put', 'k', 'v');
  told.invokes(1, write).serves([2, 2], write, { version: 5 });
  told.serves([3], write, { outcome: 'fail', version: 5 });
  expect(told.at(7).completes(1, write, { version: 5 }).sink.verdict()).toEqual({
    ...{ check: 'writesReachQuorum', verdict: 'fail', evidence: [told.id] },
    reason: 'a put of "k" was acknowledged at tick 7, stored by 1 of 2 nodes',
  });
});

test('whoever says that it did it, and does not have it, does not count', () => {
  const told = story();
  const write = told.wants(0, 'put', 'k', 'v');
  told.invokes(1, write).serves([2], write, { version: 5 }).serves([3], write, { version: 4 });
  expect(verdictOf(told.completes(1, write, { version: 5 }))).toBe('fail');
});

test('a write that fails, or of unknown end, needs nobody; nor does a read', () => {
  const told = story();
  for (const outcome of ['fail', 'unknown'] as const) {
    const write = told.wants(0, 'create', 'k', 'v');
    told.invokes(1, write).completes(1, write, { outcome });
  }
  expect(verdictOf(told.does('read', 'k', 1))).toBe('pass');
});

test('an operation may ask for a quorum of its own', () => {
  for (const [quorum, nodes, verdict] of [
    [1, [2], 'pass'],
    [3, [2, 3], 'fail'],
  ] as const) {
    const told = story();
    const write = told.wants(0, 'put', 'k', 'v', quorum);
    told.invokes(1, write).serves(nodes, write, { version: 5 });
    expect(verdictOf(told.completes(1, write, { version: 5 }))).toBe(verdict);
  }
});

test("what a client's attempts reached counts together, until it has its answer", () => {
  const told = story();
  const write = told.wants(1, 'put', 'k', 'v');
  told.asks(write).invokes(1, write).serves([2], write, { version: 5 });
  told.completes(1, write, { outcome: 'unknown' });
  told.invokes(3, write).serves([4], write, { version: 8 }).completes(3, write, { version: 5 });
  // Nobody asks any more, and nothing is kept.
  told.answers(write).completes(1, write, { version: 9 });
  expect(told.sink.verdict()).toMatchObject({
    ...{ verdict: 'pass', reason: 'every acknowledged write (1) was stored by its quorum' },
  });
});
