import { LoneWrites } from '../../src/checks/lone-writes';

function lone(): { writes: LoneWrites; ask: (name: string, key?: string) => void } {
  const writes = new LoneWrites();
  const ask = (name: string, key = 'k') => {
    writes.onAsked(name, { key });
  };
  return { writes, ask };
}

test('a write that has its key to itself', () => {
  const { writes, ask } = lone();
  ask('a');
  writes.onAnswered('a', { key: 'k', outcome: 'ok' });
  ask('b');
  ask('other', 'l');
  expect(['a', 'b', 'other', 'nobody'].map((name) => writes.has(name))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('two at once have not, whichever came first', () => {
  const { writes, ask } = lone();
  ask('a');
  ask('b');
  expect([writes.has('a'), writes.has('b')]).toEqual([false, false]);
  writes.onAnswered('a', { key: 'k', outcome: 'ok' });
  ask('c');
  expect([writes.has('b'), writes.has('c')]).toEqual([false, false]);
  for (const name of ['b', 'c']) writes.onAnswered(name, { key: 'k', outcome: 'ok' });
  ask('d');
  expect(writes.has('d')).toBe(true);
});

test.each(['fail', 'unknown'] as const)('nor has any after one that ended %s', (outcome) => {
  const { writes, ask } = lone();
  ask('a');
  writes.onAnswered('a', { key: 'k', outcome });
  ask('b');
  ask('other', 'l');
  expect([writes.has('b'), writes.has('other')]).toEqual([false, true]);
});

test('nor any of a key that a script writes, or that expires, then and later', () => {
  const quorum = { quorum: 0, seen: 0, version: { timestamp: 0, storageId: 0, counter: 0 } };
  for (const other of [
    { client: 0, key: 'k' },
    { client: 2, key: 'k', options: { ...quorum, ttlTicks: 5 } },
  ]) {
    const { writes, ask } = lone();
    ask('a');
    writes.onInvoked({ client: 1, key: 'k', options: { ...quorum, ttlTicks: 0 } });
    expect(writes.has('a')).toBe(true);
    writes.onInvoked(other);
    expect(writes.has('a')).toBe(false);
    writes.onAnswered('a', { key: 'k', outcome: 'ok' });
    ask('b');
    expect(writes.has('b')).toBe(false);
  }
});
