import { StorageKeepsAcknowledged } from '../../src/checks/storage-keeps-acknowledged';
import { StoreHistory } from '../support/store-history';

/** n1 has acknowledged version 5 of k by a write, and version 3 of l by a copy. */
function story(): StoreHistory<StorageKeepsAcknowledged> {
  const told = new StoreHistory(new StorageKeepsAcknowledged()).starts([1, 2]).readsBack(1, {});
  told.serves([1], told.wants(0, 'put', 'k', 'v'), { version: 5 });
  return told.copies(1, 'l', 3);
}

function verdictOf({ sink }: StoreHistory<StorageKeepsAcknowledged>): string {
  return sink.verdict().verdict;
}

const ALL = { k: 5, l: 3 };

test('all of it is there again, as it was or newer, time and again', () => {
  const told = story().starts([1]).readsBack(1, ALL).starts([1]).readsBack(1, { k: 6, l: 3, m: 1 });
  expect(told.sink.verdict()).toEqual({
    ...{ check: 'storageKeepsAcknowledged', verdict: 'pass', evidence: [] },
    reason: 'what storage acknowledged was there after every start',
  });
});

test('where nothing is ever read back it says so, for memory loses all with its disk', () => {
  const told = new StoreHistory(new StorageKeepsAcknowledged()).starts([1]).copies(1, 'k', 3);
  expect(told.starts([1]).sink.verdict()).toMatchObject({
    verdict: 'pass',
    reason: 'no node keeps a log to be read back',
  });
});

test.each([
  ['gone', { l: 3 }],
  ['older', { k: 4, l: 3 }],
])('what is %s is told, with its reading and what acknowledged it', (_, found) => {
  const told = story();
  const acknowledged = told.id - 1;
  told.at(9).starts([1]).readsBack(1, found);
  const readBack = told.id - Object.keys(found).length;
  expect(told.sink.verdict()).toEqual({
    ...{ check: 'storageKeepsAcknowledged', verdict: 'fail', evidence: [readBack, acknowledged] },
    reason: 'n1 has lost "k", as it was acknowledged, when it was read back at tick 9',
  });
});

test('all may be gone, and what was read back is to be there the next time', () => {
  expect(verdictOf(story().starts([1]).readsBack(1, {}))).toBe('fail');
  const told = story()
    .starts([1])
    .readsBack(1, { ...ALL, m: 1 });
  expect(verdictOf(told)).toBe('pass');
  expect(verdictOf(told.starts([1]).readsBack(1, ALL))).toBe('fail');
});

test('what was read, or refused, was not acknowledged', () => {
  const told = story();
  told.serves([1], told.wants(0, 'read', 'm'), { version: 4 });
  told.serves([1], told.wants(0, 'create', 'n', 'v'), { version: 4, outcome: 'fail' });
  expect(verdictOf(told.starts([1]).readsBack(1, ALL))).toBe('pass');
});

test.each(['removing', 'handedOff', 'purged'])(
  'nor is there to be what is given up (%s)',
  (kind) => {
    const told = story().tells(kind, 1, { key: 'k' });
    expect(verdictOf(told.starts([1]).readsBack(1, { l: 3 }))).toBe('pass');
    const again = story().tells(kind, 1, { key: 'k' }).copies(1, 'k', 4);
    expect(verdictOf(again.starts([1]).readsBack(1, { l: 3 }))).toBe('fail');
  },
);

test('another disk is empty', () => {
  expect(verdictOf(story().starts([1], 77).readsBack(1, {}))).toBe('pass');
});

test('damage is told, and excused where bits have turned over', () => {
  const damaged = (told: StoreHistory<StorageKeepsAcknowledged>, disk?: number) =>
    told.starts([1], disk).tells('storageDamaged', 1, { file: 'log', offset: 0 }).readsBack(1, {});
  expect(verdictOf(damaged(story()))).toBe('fail');
  const rotten = story().tells('changed', 1, { step: 's', text: 'disk {"rot":"log","offset":3}' });
  expect(verdictOf(damaged(rotten.copies(1, 'k', 9)))).toBe('pass');
  // Another disk does not have the bits of the one before.
  const replaced = rotten.starts([1], 77).readsBack(1, {}).copies(1, 'k', 9);
  expect(verdictOf(damaged(replaced, 77))).toBe('fail');
});

test('a disk on which bits have turned over may have lost its last entry; one that is slow not', () => {
  const changed = (text: string) => {
    const told = story().tells('changed', 1, { step: 's', text }).starts([1]);
    return verdictOf(told.readsBack(1, {}));
  };
  expect(changed('disk {"rot":"log","offset":3}')).toBe('pass');
  expect(changed('disk {"slowTicks":5}')).toBe('fail');
});
