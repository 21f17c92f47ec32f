import type { CoordinatorOptions } from '../../../src/protocol/store/coordinator';
import { NO_VERSION, type StoredRecord } from '../../../src/protocol/store/record';
import type { CompletedEvent } from '../../../src/protocol/store/store-events';
import type { Operation, Reason, ReplicaReply } from '../../../src/protocol/store/store-messages';
import { type CoordinatorSetting, coordinatorOn } from '../../support/coordinators';
import { placedVersion } from '../../support/placed-ring';
import { FakeHost } from '../../support/protocol-host';

const REPLICAS = [11, 12, 13];
const RING = placedVersion(
  1,
  [11, 12, 13, 14].map((address, i) => ({ address, incarnation: 0, position: 305 + i })),
);
const READ: Operation = {
  ...{ kind: 'operation', client: 7, request: 1, operation: 'read', key: 'abcde', value: '' },
};

function recordOf(timestamp: number, deleted = false): StoredRecord {
  const version = { timestamp, storageId: 1, counter: 1 };
  return { version, deleted, value: deleted ? '' : `value of ${timestamp}` };
}

function replyOf(found?: StoredRecord, reason?: Reason): ReplicaReply {
  const ok = found?.deleted === false && reason === undefined;
  return {
    ...{ kind: 'replicaReply', client: 7, request: 1, ok },
    ...{ reason: reason ?? (ok ? '' : 'no such key'), found: found === undefined ? [] : [found] },
  };
}

function reading(
  readRepair: CoordinatorOptions['readRepair'],
  setting: CoordinatorSetting = {},
  more: Partial<CoordinatorOptions> = {},
) {
  const host = new FakeHost(1);
  const options: CoordinatorOptions = {
    ...{ replicas: 3, readQuorum: 2, writeQuorum: 2, operationTimeoutTicks: 20 },
    ...(readRepair === undefined ? {} : { readRepair }),
    ...more,
  };
  const coordinator = coordinatorOn(host, options, () => RING, setting);
  coordinator.onOperation(READ);
  host.take();
  const ends = () => {
    return host.recorded<CompletedEvent>('completed').map(({ outcome, value }) => {
      return `${outcome} '${value}'`;
    });
  };
  /** Whom copies were sent to since the last look. */
  const repaired = () => {
    const sent = host.take();
    const told = host.events.filter(({ kind }) => kind === 'repairing');
    expect(told).toHaveLength(sent.length);
    host.events.splice(0, host.events.length, ...host.events.filter((e) => !told.includes(e)));
    expect(sent.every(({ message }) => message.kind === 'copy')).toBe(true);
    return sent.map(({ to }) => to);
  };
  const expire = () => {
    for (const { kind, data } of host.timers.splice(0)) coordinator.onTimer(kind, data);
  };
  const held = (from: number, timestamp: number, key = 'abcde') => {
    coordinator.onHeld(from, [{ key, version: recordOf(timestamp).version }]);
  };
  return { host, coordinator, ends, repaired, expire, held };
}

test.each(['none', undefined] as const)('%s: who has less keeps it', (readRepair) => {
  const { host, coordinator, ends, repaired } = reading(readRepair);
  coordinator.onReply(11, replyOf(recordOf(5)));
  coordinator.onReply(12, replyOf(recordOf(3)));
  expect(ends()).toEqual(["ok 'value of 5'"]);
  expect([coordinator.inspect(), host.timers]).toEqual([[], []]);
  coordinator.onReply(13, replyOf());
  expect(repaired()).toEqual([]);
});

describe('async', () => {
  test('who has less, or nothing, has the newest once all have answered', () => {
    const { host, coordinator, ends, repaired } = reading('async');
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(12, replyOf(recordOf(3)));
    expect(ends()).toEqual(["ok 'value of 5'"]);
    expect(repaired()).toEqual([]);
    coordinator.onReply(13, replyOf());
    expect(host.sent.map(({ message }) => message)).toEqual([
      { kind: 'copy', key: 'abcde', record: recordOf(5) },
      { kind: 'copy', key: 'abcde', record: recordOf(5) },
    ]);
    expect(host.recorded('repairing')).toEqual(
      [12, 13].map((to) => ({ kind: 'repairing', key: 'abcde', to, version: recordOf(5).version })),
    );
    expect(repaired()).toEqual([12, 13]);
    expect(ends()).toHaveLength(1);
    expect([coordinator.inspect(), host.timers]).toEqual([[], []]);
  });

  test('a late answer that is newer goes to those who answered before it', () => {
    const { coordinator, ends, repaired } = reading('async');
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(12, replyOf(recordOf(5)));
    coordinator.onReply(13, replyOf(recordOf(7)));
    expect(repaired()).toEqual([11, 12]);
    expect(ends()).toEqual(["ok 'value of 5'"]);
  });

  test('where one stays silent, what is known by the deadline is mended', () => {
    const { coordinator, repaired, expire, ends } = reading('async');
    coordinator.onReply(11, replyOf(recordOf(5, true)));
    coordinator.onReply(12, replyOf(recordOf(3)));
    expire();
    expect(repaired()).toEqual([12]);
    expect(ends()).toEqual(["fail ''"]);
    coordinator.onReply(13, replyOf());
    expect(repaired()).toEqual([]);
  });

  test('nobody is told where all have the same, or none has anything', () => {
    for (const found of [recordOf(5), undefined]) {
      const { coordinator, repaired } = reading('async');
      for (const replica of REPLICAS) coordinator.onReply(replica, replyOf(found));
      expect(repaired()).toEqual([]);
    }
  });

  test('who refused the request by its ring is none that has less', () => {
    const { coordinator, repaired } = reading('async');
    coordinator.onReply(11, replyOf(undefined, 'wrong epoch'));
    coordinator.onReply(12, replyOf(recordOf(5)));
    coordinator.onReply(13, replyOf(recordOf(3)));
    expect(repaired()).toEqual([13]);
  });
});

describe('blocking', () => {
  test('a read ends when those who answered with less have the newest', () => {
    const { coordinator, ends, repaired, held } = reading('blocking');
    coordinator.onReply(11, replyOf(recordOf(5)));
    expect(repaired()).toEqual([]);
    coordinator.onReply(12, replyOf(recordOf(3)));
    expect(repaired()).toEqual([12]);
    held(13, 5);
    held(12, 4);
    held(12, 5, 'another key');
    expect(ends()).toEqual([]);
    held(12, 6);
    expect(ends()).toEqual(["ok 'value of 5'"]);
  });

  test('at once where they agree', () => {
    const { coordinator, ends, repaired } = reading('blocking');
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(12, replyOf(recordOf(5)));
    expect(ends()).toEqual(["ok 'value of 5'"]);
    expect(repaired()).toEqual([]);
  });

  test('of nothing at all', () => {
    const { coordinator, ends } = reading('blocking');
    coordinator.onReply(11, replyOf());
    coordinator.onReply(12, replyOf());
    expect(ends()).toEqual(["fail ''"]);
  });

  test('nobody is mended twice; whoever answers later is, after the end', () => {
    const { coordinator, ends, repaired, held } = reading('blocking');
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(12, replyOf(recordOf(3)));
    expect(repaired()).toEqual([12]);
    held(12, 5);
    expect(ends()).toHaveLength(1);
    coordinator.onReply(13, replyOf());
    expect(repaired()).toEqual([13]);
    expect(coordinator.inspect()).toEqual([]);
  });

  test('an answer that comes while it waits changes nothing of what it gives', () => {
    const { coordinator, ends, repaired, held } = reading('blocking');
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(12, replyOf(recordOf(3)));
    coordinator.onReply(13, replyOf(recordOf(9)));
    expect(repaired()).toEqual([12]);
    held(12, 5);
    expect(ends()).toEqual(["ok 'value of 5'"]);
    expect(repaired()).toEqual([11, 12]);
  });

  test('a repair that is lost leaves the read unknown at its deadline', () => {
    const { coordinator, ends, repaired, expire, held } = reading('blocking');
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(12, replyOf(recordOf(3)));
    repaired();
    expire();
    expect(ends()).toEqual(["unknown 'value of 5'"]);
    expect(repaired()).toEqual([12]);
    held(12, 5);
    expect(ends()).toHaveLength(1);
    expect(coordinator.inspect()).toEqual([]);
  });
});

test('a tombstone whose grace is over is passed on to nobody', () => {
  for (const readRepair of ['async', 'blocking'] as const) {
    const { coordinator, ends, repaired } = reading(readRepair, { isOver: () => true });
    coordinator.onReply(11, replyOf(recordOf(5, true)));
    coordinator.onReply(12, replyOf());
    coordinator.onReply(13, replyOf());
    expect(repaired()).toEqual([]);
    expect(ends()).toEqual(["fail ''"]);
  }
});

test.each(['async', 'blocking'] as const)(
  '%s: who stands in for a replica is not mended',
  (how) => {
    const isUp = (node: number) => node !== 12;
    const { coordinator, ends, repaired } = reading(how, { isUp }, { quorum: 'sloppy' });
    coordinator.onReply(11, replyOf(recordOf(5)));
    coordinator.onReply(14, replyOf());
    expect(ends()).toEqual(["ok 'value of 5'"]);
    coordinator.onReply(13, replyOf());
    expect(repaired()).toEqual([13]);
  },
);

test('what only a stand-in has is found, and given to the replicas', () => {
  const isUp = (node: number) => node !== 12;
  const { coordinator, ends, repaired } = reading('async', { isUp }, { quorum: 'sloppy' });
  coordinator.onReply(14, replyOf(recordOf(5)));
  coordinator.onReply(11, replyOf());
  coordinator.onReply(13, replyOf());
  expect(ends()).toEqual(["ok 'value of 5'"]);
  expect(repaired()).toEqual([11, 13]);
});

test('what has expired is read as nothing, whatever replicas say', () => {
  const { host, coordinator } = reading('none');
  host.now = 20;
  const expired = { ...recordOf(5), expiresAt: 20 };
  coordinator.onReply(11, { ...replyOf(expired), ok: true, reason: '' });
  coordinator.onReply(12, replyOf());
  expect(host.recorded<CompletedEvent>('completed')).toMatchObject([
    { outcome: 'fail', value: '', version: expired.version, reason: 'no such key' },
  ]);
});

test('a read that nobody but other rings answered is unknown', () => {
  const { host, coordinator } = reading('none');
  for (const replica of REPLICAS) coordinator.onReply(replica, replyOf(undefined, 'wrong epoch'));
  expect(host.recorded<CompletedEvent>('completed')).toMatchObject([
    { outcome: 'unknown', reason: 'wrong epoch', version: NO_VERSION },
  ]);
});
