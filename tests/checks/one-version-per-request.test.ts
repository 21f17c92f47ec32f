import { OneVersionPerRequest } from '../../src/checks/one-version-per-request';
import { StoreHistory } from '../support/store-history';

function story(): StoreHistory<OneVersionPerRequest> {
  return new StoreHistory(new OneVersionPerRequest());
}

function verdictOf({ sink }: StoreHistory<OneVersionPerRequest>): string {
  return sink.verdict().verdict;
}

test('two answers that say the same', () => {
  const told = story();
  const put = told.wants(1, 'put', 'k', 'v');
  told.asks(put).completes(1, put, { outcome: 'unknown', version: 2 });
  told.completes(2, put, { version: 3, replaced: ['a'] });
  told.answers(put).completes(3, put, { version: 3, replaced: ['a'] });
  told.completes(3, put, { outcome: 'fail', version: 0 });
  expect(told.sink.verdict()).toEqual({
    ...{ check: 'oneVersionPerRequest', verdict: 'pass', evidence: [] },
    reason: 'no request was carried out twice, or answered differently',
  });
});

test.each([
  ['version', { version: 4, replaced: [''] }, 'carried out as two writes'],
  ['value', { version: 3, replaced: ['b'] }, 'told to have replaced [""], then ["b"]'],
  ['value, and none,', { version: 3, replaced: [] }, 'told to have replaced [""], then []'],
])('another %s that was replaced, also after the client has its answer', (_, other, difference) => {
  const told = story();
  const put = told.wants(2, 'put', 'k', 'v');
  told.asks(put).completes(1, put, { version: 3, replaced: [''] });
  const first = told.id;
  told.answers(put).completes(2, put, other);
  expect(told.sink.verdict()).toEqual({
    ...{ check: 'oneVersionPerRequest', verdict: 'fail', evidence: [told.id, first] },
    reason: `request 1 of client 2, a put, was ${difference}`,
  });
});

test('what one attempt does not tell is not compared', () => {
  const told = story();
  const put = told.wants(1, 'put', 'k', 'v');
  told.asks(put).completes(1, put, { version: 3, replaced: ['a'] });
  expect(verdictOf(told.completes(2, put, { version: 3 }))).toBe('pass');
  expect(verdictOf(told.completes(2, put, { version: 4 }))).toBe('fail');
});

test('where another write is under way, or was never acknowledged, it is not either', () => {
  for (const outcome of ['ok', 'unknown'] as const) {
    const told = story();
    const [put, other] = [told.wants(1, 'put', 'k', 'v'), told.wants(2, 'put', 'k', 'w')];
    told.asks(other);
    if (outcome === 'unknown') told.answers(other, { outcome });
    told.asks(put).completes(1, put, { version: 3, replaced: ['a'] });
    expect(verdictOf(told.completes(2, put, { version: 3, replaced: ['w'] }))).toBe('pass');
    expect(verdictOf(told.completes(2, put, { version: 4, replaced: ['w'] }))).toBe('fail');
  }
});

test('other requests, reads and scripts have answers of their own', () => {
  const told = story().does('put', 'k', 1).does('put', 'k', 2);
  for (const version of [3, 4]) {
    const put = told.wants(1, 'put', 'k', 'v');
    told.asks(put).completes(1, put, { version }).answers(put);
  }
  const read = told.wants(1, 'read', 'k');
  told.asks(read).completes(1, read, { version: 3 }).completes(2, read, { version: 4 });
  expect(verdictOf(told)).toBe('pass');
});

test('ten thousand requests that were answered are remembered, and no more', () => {
  const told = story();
  const put = () => {
    const write = told.wants(1, 'put', 'k', 'v');
    told.asks(write).completes(1, write, { version: 3 }).answers(write);
    return write;
  };
  const [forgotten, oldest] = [put(), put()];
  for (let i = 0; i < 9999; i++) put();
  expect(verdictOf(told.completes(2, forgotten, { version: 4 }))).toBe('pass');
  expect(verdictOf(told.completes(2, oldest, { version: 4 }))).toBe('fail');
});
