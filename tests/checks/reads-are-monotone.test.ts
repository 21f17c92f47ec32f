import { Forgotten } from '../../src/checks/forgotten';
import { ReadsAreMonotone } from '../../src/checks/reads-are-monotone';
import { StoreHistory } from '../support/store-history';

/** Tombstones are kept for 50 ticks. */
function story(): StoreHistory<ReadsAreMonotone> {
  const forgotten = new Forgotten(50);
  return new StoreHistory(new ReadsAreMonotone(forgotten), forgotten);
}

function verdictOf({ sink }: StoreHistory<ReadsAreMonotone>): string {
  return sink.verdict().verdict;
}

test('reads that give the same or newer, and reads of other keys', () => {
  const told = story().does('read', 'k', 0, '').does('read', 'k', 3).does('read', 'k', 3);
  expect(told.does('read', 'k', 4).does('read', 'other', 1).sink.verdict()).toEqual({
    ...{ check: 'readsAreMonotone', verdict: 'pass', evidence: [] },
    reason: 'no read gave less than one before it',
  });
});

test.each([
  [2, 'v2', '"v2"'],
  [0, '', 'nothing'],
])('one that gives version %d after 3 is told, with both', (version, value, what) => {
  const told = story().does('read', 'k', 3);
  const before = told.id;
  expect(told.at(9).does('read', 'k', version, value).sink.verdict()).toEqual({
    ...{ check: 'readsAreMonotone', verdict: 'fail', evidence: [told.id, before] },
    reason: `a read of "k" gave ${what} at tick 9, which is older than what one before it gave`,
  });
});

test('what a write put there, and nobody has read, is no matter', () => {
  expect(verdictOf(story().does('put', 'k', 5).does('read', 'k', 3))).toBe('pass');
});

test('of reads that overlap either may give more', () => {
  const told = story();
  const long = told.wants(0, 'read', 'k');
  told.invokes(1, long).does('read', 'k', 3).completes(1, long, { version: 2, value: 'v2' });
  expect(verdictOf(told)).toBe('pass');
  // It tells nobody less than was known.
  expect(verdictOf(told.does('read', 'k', 2))).toBe('fail');
});

test("a client's read lasts until it has its answer; what comes later tells nobody anything", () => {
  const told = story();
  const read = told.wants(1, 'read', 'k');
  told.asks(read).invokes(1, read).completes(1, read, { version: 3 });
  expect(verdictOf(told.completes(2, read, { version: 5 }).does('read', 'k', 2))).toBe('pass');
  told.answers(read).completes(3, read, { version: 7 });
  expect(verdictOf(told.does('read', 'k', 3))).toBe('pass');
  expect(verdictOf(told.does('read', 'k', 2))).toBe('fail');
});

test('and its answer is that of the first attempt that has one', () => {
  const told = story();
  const read = told.wants(1, 'read', 'k');
  told.asks(read).invokes(1, read).completes(1, read, { outcome: 'unknown' });
  told.completes(2, read, { outcome: 'fail', reason: 'wrong epoch' });
  told.completes(2, read, { version: 3 }).answers(read);
  expect(verdictOf(told.does('read', 'k', 2))).toBe('fail');
});

test('once a tombstone is forgotten, what was read before it need not be there', () => {
  const told = story().does('read', 'k', 3).purges(2, 'k', 4);
  expect(verdictOf(told.does('read', 'k', 0, ''))).toBe('pass');
  const tooOld = story().does('read', 'k', 3).purges(2, 'k', 2).purges(2, 'other', 9);
  expect(verdictOf(tooOld.does('read', 'k', 0, ''))).toBe('fail');
});

test('or once its grace is over, when replicas may be about to forget it', () => {
  const told = () => story().does('read', 'k', 3).does('delete', 'k', 4);
  expect(verdictOf(told().at(53).does('read', 'k', 0, ''))).toBe('fail');
  expect(verdictOf(told().at(54).does('read', 'k', 0, ''))).toBe('pass');
});
