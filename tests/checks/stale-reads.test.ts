import { acknowledgedWritesSurvive } from '../../src/checks/acknowledged-writes-survive';
import { deletesStayDeleted } from '../../src/checks/deletes-stay-deleted';
import { Ledger } from '../../src/checks/ledger';
import { ClientStory } from '../support/client-histories';

function story(): ClientStory<Ledger> {
  return new ClientStory(new Ledger());
}

test('both pass where nothing was read, or only what may be', () => {
  const told = story().writes(1, 2, 'k', 'a').reads(3, 4, 'k', 'a').deletes(5, 6, 'k');
  for (const { sink } of [story(), told.reads(7, 8, 'k', undefined)]) {
    const reason = 'no read gave what it must not';
    const passed = { verdict: 'pass', reason, evidence: [] };
    expect(acknowledgedWritesSurvive(sink)).toEqual({
      ...{ check: 'acknowledgedWritesSurvive', ...passed },
    });
    expect(deletesStayDeleted(sink)).toEqual({ check: 'deletesStayDeleted', ...passed });
  }
});

test('an older value than an acknowledged one is the first, with both events', () => {
  const told = story().writes(1, 2, 'k "1"', 'a').writes(3, 4, 'k "1"', 'b');
  const newer = told.id;
  told.reads(5, 6, 'k "1"', 'a');
  expect(acknowledgedWritesSurvive(told.sink)).toEqual({
    ...{ check: 'acknowledgedWritesSurvive', verdict: 'fail' },
    reason: 'a read of "k \\"1\\"" gave "a" at tick 6, though a newer write had been acknowledged',
    evidence: [told.id, newer],
  });
  expect(deletesStayDeleted(told.sink).verdict).toBe('pass');
});

test('nothing, where there is to be something, is the first', () => {
  const told = story().writes(1, 2, 'k', 'a').reads(3, 4, 'k', undefined);
  expect(acknowledgedWritesSurvive(told.sink)).toMatchObject({
    ...{ verdict: 'fail' },
    reason: 'a read of "k" gave nothing at tick 4, though a newer write had been acknowledged',
  });
});

test('a value from before a delete is the second', () => {
  const told = story().writes(1, 2, 'k', 'a').deletes(3, 4, 'k');
  const deleted = told.id;
  told.reads(5, 6, 'k', 'a');
  expect(deletesStayDeleted(told.sink)).toEqual({
    ...{ check: 'deletesStayDeleted', verdict: 'fail' },
    reason: 'a read of "k" gave "a" at tick 6, though a delete had been acknowledged',
    evidence: [told.id, deleted],
  });
  expect(acknowledgedWritesSurvive(told.sink).verdict).toBe('pass');
});

test('a value that nobody wrote, of a key that nobody wrote, has one event to show', () => {
  const told = story().reads(1, 2, 'k', 'from nowhere');
  const { verdict, evidence } = acknowledgedWritesSurvive(told.sink);
  expect([verdict, evidence]).toEqual(['fail', [told.id]]);
});

test('three are named, the others counted', () => {
  const told = story().writes(1, 2, 'k', 'a').writes(3, 4, 'k', 'b');
  for (let tick = 5; tick < 15; tick++) told.reads(tick, tick, 'k', 'a');
  const { reason, evidence } = acknowledgedWritesSurvive(told.sink);
  expect(reason.split('; ')).toHaveLength(4);
  expect(reason).toMatch(/; and 7 more$/);
  expect(evidence).toHaveLength(10);
});

test('nothing, where what there is to be may have expired by a clock that was changed, is open', () => {
  const told = story();
  told
    .at(2)
    .ends(told.at(1).puts('k', 'a', 30))
    .does('changed', 2)
    .reads(5, 6, 'k', undefined);
  expect(acknowledgedWritesSurvive(told.sink)).toMatchObject({
    verdict: 'unknown',
    reason:
      'it cannot be told whether 1 reads gave nothing too early: a value expires by clocks, and they were changed',
  });
  expect(deletesStayDeleted(told.sink).verdict).toBe('pass');
});
