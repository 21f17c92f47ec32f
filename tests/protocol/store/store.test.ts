import { RingVersion } from '../../../src/protocol/ring/ring-version';
import { Store } from '../../../src/protocol/store/store';
import type { Operation } from '../../../src/protocol/store/store-messages';
import { completeDisk, FakeHost } from '../../support/protocol-host';

const OPTIONS = {
  replicas: 1,
  readQuorum: 1,
  writeQuorum: 1,
  operationTimeoutTicks: 20,
  offerRetryTicks: 5,
};

/** A store that is its own only replica, and whose mail to itself arrives at once. */
function alone() {
  const host = new FakeHost(1);
  const ring = new RingVersion(1, [{ address: 1, incarnation: 0, position: 0 }]);
  const store = new Store(host, OPTIONS, () => ring);
  const settle = () => {
    do {
      completeDisk(host, store);
      for (const { from, message } of host.take()) store.onMessage(from, message);
    } while (host.submitted.length + host.sent.length > 0);
  };
  store.start();
  store.onRing(ring);
  settle();
  const operate = (operation: Operation['operation'], request: number, value = '') => {
    store.onOperation({ kind: 'operation', client: 1, request, operation, key: 'k', value });
  };
  return { host, store, settle, operate };
}

describe('a store of one node', () => {
  test('is its own coordinator and replica', () => {
    const { host, settle, operate } = alone();
    operate('create', 1, 'a');
    settle();
    operate('update', 2, 'b');
    settle();
    operate('read', 3);
    settle();
    operate('delete', 4);
    settle();
    operate('read', 5);
    settle();
    const ends = host
      .recorded<{ kind: 'completed'; outcome: string; value: string }>('completed')
      .map(({ outcome, value }) => `${outcome} '${value}'`);
    expect(ends).toEqual(["ok 'a'", "ok 'b'", "ok 'b'", "ok ''", "fail ''"]);
  });

  test('has nothing in progress afterwards', () => {
    const { host, store, settle, operate } = alone();
    operate('create', 1, 'a');
    settle();
    expect(store.inspect()).toMatchObject({ operations: [], unacknowledged: [] });
    expect(host.timers).toEqual([]);
  });

  test('says of a message that is not its own that it does not know it', () => {
    const { store } = alone();
    expect(store.onMessage(2, { kind: 'gossip' })).toBe(false);
  });

  test('ends its operations when their time is up', () => {
    const { host, store, operate } = alone();
    operate('update', 1, 'a');
    host.take();
    host.now += 20;
    for (const { kind, data } of host.dueTimers('store')) store.onTimer(kind, data);
    expect(host.recorded('completed')).toHaveLength(1);
    expect(store.inspect()).toMatchObject({ operations: [] });
  });
});
