import { type LogEntry, logBytes } from '../../../src/protocol/storage/log-format';
import { recover } from '../../../src/protocol/storage/recovery';
import { snapshotBytes } from '../../../src/protocol/storage/snapshot-format';
import { recordOf } from './machine';

function put(number: number, key: string): LogEntry {
  return { number, key, record: recordOf(number) };
}

const removal = (number: number, key: string): LogEntry => ({ number, key, record: undefined });
const log = (...entries: LogEntry[]) => logBytes(entries, true);

function snapshot(number: number, ...entries: LogEntry[]): Uint8Array {
  const records = new Map(entries.map(({ key, record }) => [key, record!]));
  return snapshotBytes({ number, records }, true);
}

test('changes are made in the order of the log', () => {
  const found = recover(
    log(put(1, 'a'), put(2, 'b'), put(3, 'a'), removal(4, 'b')),
    undefined,
    true,
  );
  expect(found).toMatchObject({ records: new Map([['a', recordOf(3)]]), number: 4, logEntries: 4 });
});

test('a log goes on where the snapshot ends', () => {
  const found = recover(log(put(8, 'b')), snapshot(7, put(2, 'a')), true);
  const records = new Map([
    ['a', recordOf(2)],
    ['b', recordOf(8)],
  ]);
  expect(found).toMatchObject({ records, number: 8, logEntries: 1, tornBytes: 0 });
});

test('what the snapshot has is not done again: it may have been overtaken since', () => {
  const old = log(put(1, 'a'), put(2, 'b'));
  const found = recover(old, snapshot(3, put(3, 'a'), put(2, 'b')), true);
  const records = new Map([
    ['a', recordOf(3)],
    ['b', recordOf(2)],
  ]);
  expect(found).toMatchObject({ records, number: 3 });
});

test('a log that the snapshot has overtaken is emptied: the next change would not follow', () => {
  const found = recover(log(put(1, 'a')), snapshot(3, put(3, 'a')), true);
  expect(found).toMatchObject({ number: 3, logBytes: 0, logEntries: 0 });
});

test('one that overlaps it is kept', () => {
  const both = log(put(3, 'a'), put(4, 'b'));
  expect(recover(both, snapshot(3, put(3, 'a')), true)).toMatchObject({
    ...{ number: 4, logBytes: both.length, logEntries: 2 },
  });
});

test('a log that begins later than its snapshot ends is damaged', () => {
  expect(recover(log(put(2, 'a')), undefined, true)).toEqual({ file: 'log', offset: 0 });
  const later = recover(log(put(9, 'b')), snapshot(7, put(2, 'a')), true);
  expect(later).toEqual({ file: 'log', offset: 0 });
});

test('damage is told by its file and its offset', () => {
  const good = log(put(1, 'a'));
  const bent = log(put(1, 'a'), put(2, 'b'), put(3, 'c'));
  bent[good.length + 9]! ^= 4;
  expect(recover(bent, undefined, true)).toEqual({ file: 'log', offset: good.length });
  expect(recover(good, new Uint8Array(3), true)).toEqual({ file: 'snapshot', offset: 0 });
});

test('what is torn off is counted', () => {
  const good = log(put(1, 'a'));
  const torn = Uint8Array.from([...good, 1, 2, 3]);
  expect(recover(torn, undefined, true)).toMatchObject({
    ...{ number: 1, end: good.length, tornBytes: 3, logBytes: good.length },
  });
});
