import { VersionsNeverFall } from '../../src/checks/versions-never-fall';
import { StoreHistory } from '../support/store-history';

/** n1 has version 5 of k. */
function story(): StoreHistory<VersionsNeverFall> {
  const told = new StoreHistory(new VersionsNeverFall()).starts([1, 2]);
  return told.serves([1], told.wants(0, 'put', 'k', 'v'), { version: 5 });
}

function verdictOf({ sink }: StoreHistory<VersionsNeverFall>): string {
  return sink.verdict().verdict;
}

test('versions that rise, or stay, and other nodes and keys', () => {
  const told = story().copies(1, 'k', 5).copies(1, 'k', 7).copies(2, 'k', 3).copies(1, 'l', 3);
  expect(told.sink.verdict()).toEqual({
    ...{ check: 'versionsNeverFall', verdict: 'pass', evidence: [] },
    reason: "no replica's version of a key fell",
  });
});

test('one that falls is told, with what told of the one before', () => {
  const told = story();
  const before = told.id;
  expect(told.at(9).copies(1, 'k', 4).sink.verdict()).toEqual({
    ...{ check: 'versionsNeverFall', verdict: 'fail', evidence: [told.id, before] },
    reason: 'n1\'s version of "k" fell at tick 9',
  });
});

test.each(['put', 'read'] as const)(
  'a %s tells it, refused or not; nothing is no version',
  (of) => {
    for (const outcome of ['ok', 'fail'] as const) {
      const told = story();
      const request = told.wants(0, of, 'k', 'v');
      expect(verdictOf(told.serves([1], request, { outcome, version: 0 }))).toBe('pass');
      expect(verdictOf(told.serves([1], request, { outcome, version: 4 }))).toBe('fail');
    }
  },
);

test('a key that was given up, or a tombstone forgotten, may come again as it was before', () => {
  expect(verdictOf(story().tells('handedOff', 1, { key: 'k' }).copies(1, 'k', 4))).toBe('pass');
  expect(verdictOf(story().purges(1, 'k', 5).copies(1, 'k', 4))).toBe('pass');
  expect(verdictOf(story().purges(1, 'l', 5).copies(1, 'k', 4))).toBe('fail');
});

test('after a start storage says what is there', () => {
  expect(verdictOf(story().starts([1]).copies(1, 'k', 4))).toBe('pass');
  expect(verdictOf(story().starts([2]).copies(1, 'k', 4))).toBe('fail');
});
