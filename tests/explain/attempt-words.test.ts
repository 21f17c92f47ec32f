import { reasonOfAttempt, refusal } from '../../src/explain/attempt-words';
import type { Scene } from '../../src/explain/explained';
import { type Attempt, OperationStory, type Part } from '../../src/explain/operation-story';
import { cluster } from '../../src/index';
import type { Outcome } from '../../src/protocol/store/store-events';
import type { OperationName, Reason } from '../../src/protocol/store/store-messages';

const SCENE = { scenario: cluster({ nodes: 5, store: true }) } as unknown as Scene;

/** An attempt at an operation that n1, n2, ... answer so; undefined is a refusal by another ring. */
function reason(
  operation: OperationName,
  outcome: Outcome,
  said: readonly (Reason | undefined)[],
  quorum?: number,
): string {
  const story = new OperationStory({ client: 1, request: 1, operation }, undefined);
  const base = { sentAt: 5, order: 0, fate: 'arrived', fateAt: 6, fateId: 7 } as const;
  const parts = said.map((each, i): Part => {
    const node = `n${i + 1}` as const;
    const done = { id: 6, time: 6, value: '', outcome: each === '' ? 'ok' : 'fail' } as const;
    if (each !== undefined) story.served.set(node, { ...done, reason: each });
    return {
      request: { ...base, id: i, from: 'n1', to: node, type: 'replicaRequest' },
      reply: { ...base, id: 100 + i, from: node, to: 'n1', type: 'replicaReply' },
    };
  });
  const why = said.includes(undefined) ? 'wrong epoch' : 'no quorum';
  const attempt: Attempt = {
    ...{ coordinator: 'n1', id: 1, time: 5, quorum, cause: 1, parts },
    end: { id: 50, time: 9, outcome, reason: outcome === 'ok' ? '' : why },
  };
  return reasonOfAttempt(attempt, outcome, story, SCENE);
}

test.each([
  ['no such key', 'no such key'],
  ['exists', 'exists already'],
  ['full', 'disk full'],
  ['stale', 'has a newer version'],
] as const)('%s is said as %j', (why, words) => {
  const served = { id: 1, time: 1, outcome: 'fail', value: '', reason: why } as const;
  expect(refusal(served)).toBe(words);
});

test('who goes by another ring has refused, writes and reads', () => {
  expect(reason('put', 'fail', [undefined, undefined, undefined])).toBe(
    'all 3 answered fail: goes by another ring',
  );
  expect(reason('read', 'unknown', ['', undefined, undefined])).toBe(
    'of n1, n2 and n3, whom it asked at tick 5, 1 had answered, 2 refused (goes by another ring), and it needs 2 replies',
  );
});

test('so has who has a newer version', () => {
  expect(reason('put', 'fail', ['stale', 'stale', 'stale'])).toBe(
    'all 3 answered fail: has a newer version',
  );
});

test('as many have to answer as the client said', () => {
  expect(reason('put', 'ok', ['', '', ''])).toContain('and it needs 2');
  expect(reason('put', 'ok', ['', '', ''], 3)).toContain('and it needs 3');
  expect(reason('read', 'ok', ['', '', ''], 1)).toContain('and it needs 1');
});
