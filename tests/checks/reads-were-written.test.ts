import { ReadsWereWritten } from '../../src/checks/reads-were-written';
import { WrittenValues } from '../../src/checks/written-values';
import { StoreHistory } from '../support/store-history';

function story(): StoreHistory<ReadsWereWritten> {
  return new StoreHistory(new ReadsWereWritten());
}

const PASSED = {
  ...{ check: 'readsWereWritten', verdict: 'pass', evidence: [] },
  reason: 'every value that was read was written',
};

test('a value that was written may be read, however old it is, and nothing always', () => {
  const told = story().does('create', 'k', 1, 'a').does('put', 'k', 2, 'b').does('delete', 'k', 3);
  told.does('read', 'k', 1, 'a').does('read', 'k', 2, 'b').does('read', 'other', 0, '');
  expect(told.sink.verdict()).toEqual(PASSED);
});

test('a write counts from when a node took it on, whatever became of it', () => {
  const told = story();
  const write = told.wants(1, 'update', 'k', 'a');
  told.asks(write).invokes(2, write).completes(2, write, { outcome: 'unknown' });
  told.does('read', 'k', 1, 'a');
  expect(told.sink.verdict()).toEqual(PASSED);
  const never = story();
  never.asks(never.wants(1, 'update', 'k', 'a')).does('read', 'k', 1, 'a');
  expect(never.sink.verdict().verdict).toBe('fail');
});

test('a value from nowhere, also of a key that has had others, is named with its read', () => {
  const told = story().does('create', 'k', 1, 'a').does('update', 'k', 2, 'b');
  told.at(7).does('read', 'k', 3, 'invented');
  expect(told.sink.verdict()).toEqual({
    ...{ check: 'readsWereWritten', verdict: 'fail', evidence: [told.id] },
    reason: 'a read of "k" gave "invented" at tick 7, which was never written',
  });
});

test("neither another key's value was written, nor one that a read or a delete names", () => {
  for (const operation of ['read', 'delete'] as const) {
    const told = story().does('create', 'other', 1, 'a');
    told.invokes(1, told.wants(0, operation, 'k', 'a')).does('read', 'k', 1, 'a');
    expect(told.sink.verdict().verdict).toBe('fail');
  }
});

test("of a client's read its answer counts, and not what came to nobody", () => {
  const told = story();
  const read = told.wants(1, 'read', 'k');
  told.asks(read).invokes(1, read).completes(1, read, { value: 'invented', version: 1 });
  expect(told.sink.verdict()).toEqual(PASSED);
  told.answers(read, { value: 'invented' });
  expect(told.sink.verdict()).toMatchObject({ verdict: 'fail', evidence: [told.id] });
});

test('of 200,000 values all are known, and no others', () => {
  const values = new WrittenValues();
  const written = Array.from({ length: 200_000 }, (_, i) => `v${i}`);
  for (const value of written) values.add('k', value);
  expect(written.every((value) => values.has('k', value))).toBe(true);
  const others = Array.from({ length: 50_000 }, (_, i) => `other${i}`);
  expect(others.filter((value) => values.has('k', value))).toEqual([]);
});
