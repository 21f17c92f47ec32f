import { Forgotten } from '../../src/checks/forgotten';
import { QuorumsMeet } from '../../src/checks/quorums-meet';
import { StoreHistory } from '../support/store-history';

/** Tombstones are kept for 50 ticks. */
function story(): StoreHistory<QuorumsMeet> {
  const forgotten = new Forgotten(50);
  return new StoreHistory(new QuorumsMeet(forgotten), forgotten);
}

function verdictOf({ sink }: StoreHistory<QuorumsMeet>): string {
  return sink.verdict().verdict;
}

test('what was acknowledged is heard of, or something newer', () => {
  const told = story().does('put', 'k', 3).does('read', 'k', 3).does('read', 'k', 8);
  expect(told.does('read', 'other', 0, '').sink.verdict()).toEqual({
    ...{ check: 'quorumsMeet', verdict: 'pass', evidence: [] },
    reason: 'every read heard of what was acknowledged before it',
  });
});

test('where nobody has it, the read and the acknowledgement are told', () => {
  const told = story().does('put', 'k', 2).does('put', 'k', 3);
  const acknowledged = told.id;
  expect(told.at(9).does('read', 'k', 2).sink.verdict()).toEqual({
    ...{ check: 'quorumsMeet', verdict: 'fail', evidence: [told.id, acknowledged] },
    reason:
      'nobody whom a read of "k" that ended at tick 9 heard had the write acknowledged before it',
  });
});

test('neither a write that came later counts, nor one without a quorum, nor an older one', () => {
  const told = story().does('put', 'k', 3);
  const read = told.wants(0, 'read', 'k');
  const unknown = told.wants(0, 'put', 'k', 'v');
  told.invokes(1, unknown).completes(1, unknown, { outcome: 'unknown', version: 4 });
  told.invokes(1, read).does('put', 'k', 5).does('put', 'k', 1);
  expect(verdictOf(told.completes(1, read, { version: 3 }))).toBe('pass');
  expect(verdictOf(told.does('read', 'k', 3))).toBe('fail');
});

test('a delete counts until it is forgotten; then there may be nothing of it, or of its past', () => {
  const told = () => story().does('put', 'k', 3).does('delete', 'k', 4);
  expect(verdictOf(told().does('read', 'k', 0, ''))).toBe('fail');
  expect(verdictOf(told().purges(2, 'k', 3).does('read', 'k', 0, ''))).toBe('fail');
  expect(verdictOf(told().purges(2, 'k', 4).does('read', 'k', 0, ''))).toBe('pass');
  // Of unknown end, expired, or written by nobody's leave: what took its place is forgotten.
  const value = story().does('put', 'k', 3).purges(2, 'k', 5);
  expect(verdictOf(value.does('read', 'k', 0, ''))).toBe('pass');
});

test("a client's read begins when it is asked for, and what came to nobody is no answer", () => {
  const told = story();
  const read = told.wants(1, 'read', 'k');
  told.asks(read).does('put', 'k', 3).invokes(1, read).completes(1, read, { version: 0 });
  const later = told.wants(1, 'read', 'k');
  told.answers(read).completes(2, read, { version: 0 });
  told.asks(later).invokes(1, later).completes(1, later, { outcome: 'unknown' });
  told.completes(1, later, { outcome: 'fail', reason: 'wrong epoch' });
  expect(verdictOf(told)).toBe('pass');
  expect(verdictOf(told.completes(1, later, { outcome: 'fail' }))).toBe('fail');
});

test('or until its grace is over, when replicas may be about to forget it', () => {
  const told = () => story().does('put', 'k', 3).does('delete', 'k', 4);
  expect(verdictOf(told().at(53).does('read', 'k', 0, ''))).toBe('fail');
  expect(verdictOf(told().at(54).does('read', 'k', 0, ''))).toBe('pass');
  // What was written since is not as old as that.
  expect(verdictOf(told().does('put', 'k', 5).at(99).does('read', 'k', 0, ''))).toBe('fail');
});
