/** What the ledger does where more writes ended, nobody knows how, than it remembers. */

import { acknowledgedWritesSurvive } from '../../src/checks/acknowledged-writes-survive';
import { deletesStayDeleted } from '../../src/checks/deletes-stay-deleted';
import { Ledger, UNKNOWN_MAX } from '../../src/checks/ledger';
import { ClientStory } from '../support/client-histories';

describe('the ledger', () => {
  /** Key `k` holds `new`; then so many writes of it end nobody knows how, `lost 0` the first. */
  function lost(count: number): ClientStory<Ledger> {
    const told = new ClientStory(new Ledger()).writes(1, 2, 'k', 'new');
    for (let i = 0; i < count; i++) told.writes(3, 4, 'k', `lost ${i}`, 'unknown');
    return told;
  }

  function verdicts({ sink }: ClientStory<Ledger>): string[] {
    return [acknowledgedWritesSurvive(sink).verdict, deletesStayDeleted(sink).verdict];
  }

  test('knows every value up to the limit', () => {
    const told = lost(UNKNOWN_MAX).reads(5, 6, 'k', 'lost 0').reads(5, 6, 'k', 'new');
    expect(verdicts(told)).toEqual(['pass', 'pass']);
    expect(verdicts(told.reads(5, 6, 'k', 'never written'))).toEqual(['fail', 'pass']);
  });

  test('cannot tell a value that it has forgotten from one that nobody wrote', () => {
    const told = lost(UNKNOWN_MAX + 1).reads(5, 6, 'k', 'lost 1');
    expect(verdicts(told)).toEqual(['pass', 'pass']);
    told.reads(5, 6, 'k', 'lost 0');
    expect(acknowledgedWritesSurvive(told.sink)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining(`than are remembered (${UNKNOWN_MAX})`) as string,
    });
    expect(told.sink.openCounts).toEqual({ byWrite: 1, byDelete: 0 });
  });

  test('is as sure as ever of other keys, and that there must be something', () => {
    const told = lost(UNKNOWN_MAX + 1).reads(5, 6, 'l', 'never written');
    expect(verdicts(told)).toEqual(['fail', 'pass']);
    expect(verdicts(lost(UNKNOWN_MAX + 1).reads(5, 6, 'k', undefined))).toEqual(['fail', 'pass']);
  });

  test('after a delete it is the delete that may have been undone', () => {
    const told = lost(UNKNOWN_MAX + 1)
      .deletes(7, 8, 'k')
      .reads(9, 10, 'k', 'lost 0');
    expect(verdicts(told)).toEqual(['pass', 'unknown']);
  });

  test('remembers a delete of unknown end whatever else is forgotten', () => {
    const told = new ClientStory(new Ledger()).writes(1, 2, 'k', 'v').deletes(3, 4, 'k', 'unknown');
    for (let i = 0; i <= UNKNOWN_MAX; i++) told.writes(5, 6, 'k', `lost ${i}`, 'unknown');
    expect(verdicts(told.reads(7, 8, 'k', undefined))).toEqual(['pass', 'pass']);
  });
});
