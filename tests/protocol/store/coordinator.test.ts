import type { RingVersion } from '../../../src/protocol/ring/ring-version';
import type { CoordinatorOptions } from '../../../src/protocol/store/coordinator';
import { NO_VERSION, type StoredRecord, type Version } from '../../../src/protocol/store/record';
import type {
  CompletedEvent,
  InvokedEvent,
  Outcome,
} from '../../../src/protocol/store/store-events';
import type {
  Operation,
  OperationName,
  OperationOptions,
  Reason,
  ReplicaReply,
  ReplicaRequest,
} from '../../../src/protocol/store/store-messages';
import { type CoordinatorSetting, coordinatorOn } from '../../support/coordinators';
import { placedVersion } from '../../support/placed-ring';
import { FakeHost, type Timer } from '../../support/protocol-host';

const OPTIONS: CoordinatorOptions = {
  replicas: 3,
  readQuorum: 2,
  writeQuorum: 2,
  operationTimeoutTicks: 20,
};
const REPLICAS = [11, 12, 13] as const;
const STRANGER = 14;

/** A ring on which the first three addresses are the replicas of 'abcde', at 305. */
function ringOf(...addresses: readonly number[]): RingVersion {
  const owners = addresses.map((address, i) => ({ address, incarnation: 0, position: 305 + i }));
  return placedVersion(1, owners);
}

const FOUR = ringOf(...REPLICAS, STRANGER);

function operationOf(operation: OperationName, request = 1): Operation {
  const value = operation === 'read' || operation === 'delete' ? '' : 'new value';
  return { kind: 'operation', client: 7, request, operation, key: 'abcde', value };
}

function recordOf(timestamp: number, deleted = false): StoredRecord {
  const version = { timestamp, storageId: 1, counter: 1 };
  return { version, deleted, value: deleted ? '' : `value of ${timestamp}` };
}

function replyOf(ok: boolean, found?: StoredRecord, request = 1): ReplicaReply {
  const list = found === undefined ? [] : [found];
  const reason = ok ? '' : 'no such key';
  return { kind: 'replicaReply', client: 7, request, ok, reason, found: list };
}

/** A write was carried out, as the version of this time. */
function madeAt(timestamp: number): ReplicaReply {
  return replyOf(true, { ...recordOf(timestamp), value: '' });
}

function coordinate(ring: RingVersion = FOUR) {
  const host = new FakeHost(1);
  const coordinator = coordinatorOn(host, OPTIONS, () => ring);
  const completed = () => host.recorded<CompletedEvent>('completed');
  return { host, coordinator, completed };
}

/** All orders of some things, those that are equal not told apart. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return [...new Set(things)].flatMap((first) => {
    const at = things.indexOf(first);
    const rest = things.filter((_, i) => i !== at);
    return orders(rest).map((order) => [first, ...order]);
  });
}

/** What a replica can answer, by operation. */
const WRITE_ANSWERS = { ok: replyOf(true), refuse: replyOf(false) };
const READ_ANSWERS = {
  absent: replyOf(false),
  'old tombstone': replyOf(false, recordOf(1, true)),
  'old version': replyOf(true, recordOf(2)),
  'new version': replyOf(true, recordOf(3)),
  tombstone: replyOf(false, recordOf(4, true)),
};

type Answers = readonly (ReplicaReply | undefined)[];

/** Every choice of three answers, `undefined` for a replica that never answers. */
function choices(of: Readonly<Record<string, ReplicaReply>>): Answers[] {
  const each = [undefined, ...Object.values(of)];
  return each.flatMap((a) => each.flatMap((b) => each.map((c) => [a, b, c])));
}

type Step = 0 | 1 | 2 | 'deadline';

/** Every order in which answers, each of them twice, and the deadline can come; by who answers. */
const SEQUENCES = new Map<string, readonly Step[][]>();

function sequencesOf(answers: Answers): readonly Step[][] {
  const answering = ([0, 1, 2] as const).filter((replica) => answers[replica] !== undefined);
  const known = SEQUENCES.get(answering.join());
  const all = known ?? orders<Step>([...answering, ...answering, 'deadline']);
  SEQUENCES.set(answering.join(), all);
  return all;
}

interface Ending {
  readonly outcome: Outcome;
  readonly value: string;
  /** The step that brought it about. */
  readonly at: number;
}

/** The rule, in its plainest form: look at the first answer of each replica, in order. */
function expected(operation: OperationName, answers: Answers, sequence: readonly Step[]): Ending {
  const first = new Map<Step, ReplicaReply>();
  for (const [at, step] of sequence.entries()) {
    const answer = step === 'deadline' ? undefined : answers[step];
    if (answer !== undefined) first.set(step, answer);
    const replies = [...first.values()];
    if (operation === 'read') {
      const records = replies.flatMap(({ found }) => found);
      const [latest] = records.sort((a, b) => b.version.timestamp - a.version.timestamp);
      const value = latest?.value ?? '';
      if (replies.length === 2) {
        return { outcome: latest?.deleted === false ? 'ok' : 'fail', value, at };
      }
      if (step === 'deadline') return { outcome: 'unknown', value, at };
    } else {
      const { value } = operationOf(operation);
      const acknowledged = replies.filter(({ ok }) => ok).length;
      if (acknowledged === 2) return { outcome: 'ok', value, at };
      if (replies.length === 3) {
        return { outcome: acknowledged === 0 ? 'fail' : 'unknown', value, at };
      }
      if (step === 'deadline') return { outcome: 'unknown', value, at };
    }
  }
  throw new Error('the deadline ends every operation');
}

/** Runs one interleaving; says what is wrong with it, if anything. */
function flawOf(operation: OperationName, answers: Answers, sequence: readonly Step[]): string {
  const { host, coordinator, completed } = coordinate();
  coordinator.onOperation(operationOf(operation));
  const ending = expected(operation, answers, sequence);
  const [timer] = host.timers as [Timer];
  for (const [at, step] of sequence.entries()) {
    // Somebody who was not asked says yes all the time.
    coordinator.onReply(STRANGER, replyOf(true, recordOf(9)));
    if (step === 'deadline') coordinator.onTimer(timer.kind, timer.data);
    else if (answers[step] !== undefined) coordinator.onReply(REPLICAS[step], answers[step]);
    const ended = completed().length;
    if (ended !== (at < ending.at ? 0 : 1)) return `${ended} endings after step ${at}`;
  }
  const { outcome, value } = completed()[0]!;
  if (outcome !== ending.outcome) return `${outcome} instead of ${ending.outcome}`;
  if (value !== ending.value) return `'${value}' instead of '${ending.value}'`;
  if (host.timers.length > 0) return 'the deadline is still set';
  return JSON.stringify(coordinator.inspect()) === '[]' ? '' : 'something is remembered';
}

describe('a coordinator, under every interleaving, duplicate and loss of three replies', () => {
  test.each(['create', 'read', 'update', 'delete', 'put'] as const)(
    'ends each %s as it must',
    (name) => {
      const flaws: unknown[] = [];
      for (const answers of choices(name === 'read' ? READ_ANSWERS : WRITE_ANSWERS)) {
        for (const sequence of sequencesOf(answers)) {
          const flaw = flawOf(name, answers, sequence);
          if (flaw !== '') flaws.push({ flaw, answers, sequence });
        }
      }
      expect(flaws.slice(0, 3)).toEqual([]);
    },
  );

  test('there are 630 orders where all three answer', () => {
    const { ok } = WRITE_ANSWERS;
    expect(sequencesOf([ok, ok, ok])).toHaveLength(630);
  });
});

describe('a coordinator', () => {
  const requestsOf = (host: FakeHost) =>
    host.take().map(({ to, message }) => ({ to, message: message as ReplicaRequest }));

  test('asks the three replicas of the key, with one and the same message', () => {
    const { host, coordinator } = coordinate();
    host.now = 42;
    coordinator.onOperation(operationOf('update'));
    const sent = requestsOf(host);
    expect(sent.map(({ to }) => to)).toEqual([...REPLICAS]);
    expect(new Set(sent.map(({ message }) => message)).size).toBe(1);
    expect(sent[0]!.message).toMatchObject({ ...operationOf('update'), kind: 'replicaRequest' });
  });

  test('takes versions from the wall clock, its storage and a counter never used twice', () => {
    const { host, coordinator } = coordinate();
    const versions = new Set<string>();
    host.wallAhead = 1000;
    for (let request = 1; request <= 50; request++) {
      coordinator.onOperation(operationOf('create', request));
    }
    host.restart();
    const again = coordinatorOn(host, OPTIONS, () => FOUR);
    const first = requestsOf(host).map(({ message }) => message.version);
    for (let request = 51; request <= 100; request++) {
      again.onOperation(operationOf('create', request));
    }
    const second = requestsOf(host).map(({ message }) => message.version);
    for (const version of [...first, ...second]) versions.add(JSON.stringify(version));
    const counters = [...first, ...second].map(({ counter }: Version) => counter);
    expect(counters.every((counter) => Number.isSafeInteger(counter))).toBe(true);
    expect(new Set(counters).size).toBe(versions.size);
    expect(second.every(({ timestamp }) => timestamp === 1000)).toBe(true);
  });

  test('gives counters above those of the boot before', () => {
    const { host, coordinator } = coordinate();
    coordinator.onOperation(operationOf('create', 1));
    const [before] = requestsOf(host);
    host.restart();
    coordinatorOn(host, OPTIONS, () => FOUR).onOperation(operationOf('create', 2));
    const [after] = requestsOf(host);
    expect(after!.message.version.counter).toBeGreaterThan(before!.message.version.counter);
  });

  test('notes an operation when it takes it on', () => {
    const { host, coordinator } = coordinate();
    coordinator.onOperation(operationOf('delete'));
    expect(host.recorded<InvokedEvent>('invoked')).toEqual([
      { ...operationOf('delete'), kind: 'invoked' },
    ]);
  });

  test('takes no notice of a retry while the operation is in progress', () => {
    const { host, coordinator } = coordinate();
    coordinator.onOperation(operationOf('update'));
    host.take();
    coordinator.onOperation(operationOf('update'));
    expect(host.take()).toEqual([]);
    expect(host.timers).toHaveLength(1);
    expect(host.recorded('invoked')).toHaveLength(1);
  });

  test('asks again when a client tries again after the end', () => {
    const { host, coordinator, completed } = coordinate();
    for (let round = 0; round < 2; round++) {
      coordinator.onOperation(operationOf('update'));
      for (const replica of REPLICAS) coordinator.onReply(replica, replyOf(true));
    }
    expect(host.take()).toHaveLength(6);
    expect(completed().map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });

  test.each<[string, OperationName, readonly ReplicaReply[], number | undefined]>([
    ['that was read', 'read', [replyOf(true, recordOf(2)), replyOf(true, recordOf(3))], 3],
    ['of a tombstone', 'read', [replyOf(true, recordOf(2)), replyOf(false, recordOf(4, true))], 4],
    ['of nothing', 'read', [replyOf(false), replyOf(false)], undefined],
    ['that was written', 'update', [madeAt(5), madeAt(5)], 5],
    // One replica remembers what it did for an attempt before this one.
    ['that all have', 'update', [madeAt(5), madeAt(2)], 2],
    ['that all have', 'delete', [madeAt(2), madeAt(5)], 2],
    ['of none', 'update', [replyOf(false), replyOf(false), replyOf(false)], undefined],
    ['of one', 'update', [replyOf(false), madeAt(5), replyOf(false)], 5],
  ])('tells the version %s', (_, operation, replies, timestamp) => {
    const { coordinator, completed } = coordinate();
    coordinator.onOperation(operationOf(operation));
    for (const [i, reply] of replies.entries()) coordinator.onReply(REPLICAS[i]!, reply);
    const version = timestamp === undefined ? NO_VERSION : recordOf(timestamp).version;
    expect(completed().map((end) => end.version)).toEqual([version]);
  });

  test.each<[Reason, OperationName, readonly Reason[]]>([
    ['', 'create', ['', '']],
    ['exists', 'create', ['exists', 'exists', 'exists']],
    ['exists', 'create', ['exists', 'full', 'exists']],
    ['full', 'create', ['exists', 'full', 'full']],
    ['full', 'update', ['full', 'full', 'full']],
    ['no such key', 'update', ['full', 'no such key', 'no such key']],
    ['no such key', 'read', ['no such key', 'no such key']],
    ['no quorum', 'update', ['', 'full', 'full']],
    ['no quorum', 'update', ['full', 'full']],
    ['no quorum', 'read', ['no such key']],
  ])('says why: %j, of a %s of which replicas say %j', (reason, operation, said) => {
    const { host, coordinator, completed } = coordinate();
    coordinator.onOperation(operationOf(operation));
    for (const [i, each] of said.entries()) {
      coordinator.onReply(REPLICAS[i]!, { ...replyOf(each === ''), reason: each });
    }
    for (const { kind, data } of [...host.timers]) coordinator.onTimer(kind, data);
    expect(completed().map((end) => end.reason)).toEqual([reason]);
  });

  test('never sends again by itself', () => {
    const { host, coordinator } = coordinate();
    coordinator.onOperation(operationOf('read'));
    host.take();
    coordinator.onReply(11, replyOf(true, recordOf(1)));
    const [timer] = host.timers as [Timer];
    coordinator.onTimer(timer.kind, timer.data);
    expect(host.take()).toEqual([]);
  });

  test('gives up after the time for an operation', () => {
    const { host, coordinator } = coordinate();
    host.now = 100;
    coordinator.onOperation(operationOf('read'));
    expect(host.timers.map(({ due }) => due)).toEqual([120]);
  });

  test('keeps operations apart', () => {
    const { host, coordinator, completed } = coordinate();
    const requests = [1, 2, 3, 4, 5];
    for (const request of requests) coordinator.onOperation(operationOf('update', request));
    const [, , third] = host.timers;
    coordinator.onTimer(third!.kind, third!.data);
    for (const replica of REPLICAS) {
      for (const request of [5, 4, 2, 1]) {
        coordinator.onReply(replica, replyOf(request !== 4, undefined, request));
      }
    }
    expect(completed().map(({ request, outcome }) => [request, outcome])).toEqual([
      [3, 'unknown'],
      [5, 'ok'],
      [2, 'ok'],
      [1, 'ok'],
      [4, 'fail'],
    ]);
    expect(coordinator.inspect()).toEqual([]);
  });

  test('tells clients’ equal request numbers apart', () => {
    const { coordinator, completed } = coordinate();
    coordinator.onOperation(operationOf('update'));
    coordinator.onOperation({ ...operationOf('update'), client: 8 });
    coordinator.onReply(11, { ...replyOf(true), client: 8 });
    coordinator.onReply(12, { ...replyOf(true), client: 8 });
    expect(completed().map(({ client }) => client)).toEqual([8]);
  });

  test('fails at once, asking nobody, where the ring is too small for a quorum', () => {
    for (const ring of [ringOf(), ringOf(11)]) {
      const { host, coordinator, completed } = coordinate(ring);
      coordinator.onOperation(operationOf('create'));
      expect(host.take()).toEqual([]);
      expect(host.timers).toEqual([]);
      expect(completed()).toMatchObject([{ outcome: 'fail', reason: 'no quorum' }]);
      expect(coordinator.inspect()).toEqual([]);
    }
  });

  test('makes do with two replicas where the ring has no more', () => {
    const { coordinator, completed } = coordinate(ringOf(11, 12));
    coordinator.onOperation(operationOf('create'));
    coordinator.onReply(11, replyOf(true));
    coordinator.onReply(12, replyOf(false));
    expect(completed().map(({ outcome }) => outcome)).toEqual(['unknown']);
  });

  test('goes by the ring as it was when the operation began', () => {
    const host = new FakeHost(1);
    let ring = FOUR;
    const coordinator = coordinatorOn(host, OPTIONS, () => ring);
    coordinator.onOperation(operationOf('update'));
    ring = ringOf(STRANGER, 11, 12);
    coordinator.onReply(STRANGER, replyOf(true));
    coordinator.onReply(12, replyOf(true));
    expect(host.recorded('completed')).toEqual([]);
    coordinator.onReply(13, replyOf(true));
    expect(host.recorded('completed')).toHaveLength(1);
  });

  test('leaves other timers and unknown deadlines alone', () => {
    const { host, coordinator } = coordinate();
    coordinator.onOperation(operationOf('read'));
    const [timer] = host.timers as [Timer];
    expect(coordinator.onTimer({ name: 'offer', layer: 'store' }, 1)).toBe(false);
    expect(coordinator.onTimer(timer.kind, 999)).toBe(true);
    expect(host.recorded('completed')).toEqual([]);
  });
});

describe('what clients ask beside', () => {
  const requestsOf = (host: FakeHost) =>
    host.take().map(({ message }) => message as ReplicaRequest);
  const optionsOf = (more: Partial<OperationOptions>): { options: OperationOptions } => ({
    options: { quorum: 0, ttlTicks: 0, seen: 0, version: NO_VERSION, ...more },
  });
  const setUp = (setting: CoordinatorSetting = {}, more: Partial<CoordinatorOptions> = {}) => {
    const host = new FakeHost(1);
    const coordinator = coordinatorOn(host, { ...OPTIONS, ...more }, () => FOUR, setting);
    const completed = () => host.recorded<CompletedEvent>('completed');
    return { host, coordinator, completed };
  };

  test.each([
    ['read', 1],
    ['read', 3],
    ['put', 1],
    ['put', 3],
  ] as const)('a %s that %i replicas have to answer', (operation, quorum) => {
    const { host, coordinator, completed } = setUp();
    coordinator.onOperation({ ...operationOf(operation), ...optionsOf({ quorum }) });
    for (const [i, replica] of REPLICAS.entries()) {
      expect(completed()).toHaveLength(i < quorum ? 0 : 1);
      coordinator.onReply(replica, replyOf(true, recordOf(1)));
    }
    expect(completed()).toMatchObject([{ outcome: 'ok' }]);
    expect(host.recorded<InvokedEvent>('invoked')).toMatchObject([optionsOf({ quorum })]);
  });

  test('a value that is to stay for a while expires so long after its version', () => {
    for (const operation of ['create', 'update', 'put'] as const) {
      const { host, coordinator } = setUp();
      host.wallAhead = 100;
      coordinator.onOperation({ ...operationOf(operation), ...optionsOf({ ttlTicks: 30 }) });
      expect(requestsOf(host)[0]!.options).toEqual({ expiresAt: 130, home: 0, ring: 0 });
    }
    const { host, coordinator } = setUp();
    coordinator.onOperation({ ...operationOf('delete'), ...optionsOf({ ttlTicks: 30 }) });
    expect(requestsOf(host)[0]).not.toHaveProperty('options');
  });

  test('a version that the client stamped is the same for every attempt, wherever', () => {
    const version: Version = { timestamp: 50, storageId: 7, counter: 3 };
    const versions = [1, 2].map((self) => {
      const host = new FakeHost(self);
      host.wallAhead = 1000 * self;
      const coordinator = coordinatorOn(host, OPTIONS, () => FOUR);
      coordinator.onOperation({ ...operationOf('put'), ...optionsOf({ version, ttlTicks: 9 }) });
      return requestsOf(host).map((request) => [request.version, request.options?.expiresAt]);
    });
    expect(versions.flat()).toEqual(Array(6).fill([version, 59]));
  });

  test('by a hybrid clock writes are newer than what their client or the coordinator saw', () => {
    const stampedBy = (clock: 'wall' | 'hybrid', seen: number, found: number) => {
      const { host, coordinator } = setUp({ clock });
      coordinator.onOperation(operationOf('read', 1));
      coordinator.onReply(11, replyOf(true, recordOf(found)));
      host.take();
      coordinator.onOperation({ ...operationOf('put', 2), ...optionsOf({ seen }) });
      return requestsOf(host)[0]!.version.timestamp;
    };
    expect(stampedBy('hybrid', 500, 20)).toBe(501);
    expect(stampedBy('hybrid', 20, 500)).toBe(501);
    expect(stampedBy('wall', 500, 500)).toBe(0);
  });

  test.each<[string, readonly (readonly StoredRecord[])[], readonly string[]]>([
    ['nothing', [[], []], []],
    ['one value', [[recordOf(3)], []], ['value of 3']],
    ['the newest of two', [[recordOf(3)], [recordOf(4)]], ['value of 4']],
    ['a tombstone, and a value older than that', [[recordOf(3)], [recordOf(4, true)]], []],
    ['what has expired', [[{ ...recordOf(3), expiresAt: 0 }], []], []],
  ])('a put tells what it took the place of: %s', (_, found, replaced) => {
    const { coordinator, completed } = setUp();
    coordinator.onOperation(operationOf('put'));
    for (const [i, before] of found.entries()) {
      coordinator.onReply(REPLICAS[i]!, { ...madeAt(9), replaced: before });
    }
    expect(completed()).toMatchObject([{ outcome: 'ok', replaced }]);
  });

  test.each([
    // A copy of what the first attempt made came there before the second, which made it anew.
    ['its own value', { ...madeAt(9), replaced: [recordOf(8)] }],
    ['the same write, before a restart', { ...madeAt(8), replaced: [recordOf(8)] }],
    ['something newer', { ...madeAt(8), replaced: [recordOf(10)] }],
  ])('a put that is tried again is not told of what was there before %s', (_, reply) => {
    const { coordinator, completed } = setUp();
    coordinator.onOperation(operationOf('put'));
    coordinator.onReply(11, { ...madeAt(8), replaced: [recordOf(3)] });
    coordinator.onReply(12, reply);
    expect(completed()).toMatchObject([{ outcome: 'ok' }]);
    expect(completed()[0]).not.toHaveProperty('replaced');
  });

  test('what expires between two attempts at a put was there for both', () => {
    for (const wallAhead of [0, 1000]) {
      const { host, coordinator, completed } = setUp();
      host.wallAhead = wallAhead;
      coordinator.onOperation(operationOf('put'));
      const replaced = [{ ...recordOf(3), expiresAt: 100 }];
      for (const from of [11, 12]) coordinator.onReply(from, { ...madeAt(9), replaced });
      expect(completed()).toMatchObject([{ replaced: ['value of 3'] }]);
    }
  });

  test('a put of unknown end tells nothing', () => {
    const { host, coordinator, completed } = setUp();
    coordinator.onOperation(operationOf('put'));
    coordinator.onReply(11, { ...madeAt(9), replaced: [recordOf(3)] });
    const [timer] = host.timers as [Timer];
    coordinator.onTimer(timer.kind, timer.data);
    expect(completed()[0]).not.toHaveProperty('replaced');
  });
});

describe('where rings are compared', () => {
  test('requests say by which one they were made', () => {
    const host = new FakeHost(1);
    const coordinator = coordinatorOn(host, OPTIONS, () => FOUR, { epochCheck: true });
    coordinator.onOperation(operationOf('read'));
    const options = { expiresAt: 0, home: 0, ring: FOUR.checksum };
    expect(host.take().map(({ message }) => message)).toMatchObject(Array(3).fill({ options }));
  });

  test.each<[Outcome, Reason, OperationName, readonly Reason[]]>([
    ['unknown', 'wrong epoch', 'put', ['wrong epoch', 'wrong epoch', 'wrong epoch']],
    ['unknown', 'wrong epoch', 'create', ['exists', 'wrong epoch', 'exists']],
    ['unknown', 'wrong epoch', 'put', ['', 'wrong epoch', 'wrong epoch']],
    ['ok', '', 'put', ['', 'wrong epoch', '']],
    ['ok', '', 'read', ['', 'wrong epoch', '']],
    ['unknown', 'wrong epoch', 'read', ['', 'wrong epoch', 'wrong epoch']],
    ['fail', 'stale', 'put', ['stale', 'stale', 'stale']],
    ['unknown', 'stale', 'put', ['', 'stale', 'stale']],
  ])('%s, because %j, ends a %s of which replicas say %j', (outcome, reason, operation, said) => {
    const { coordinator, completed } = coordinate();
    coordinator.onOperation(operationOf(operation));
    for (const [i, each] of said.entries()) {
      const found = each === '' ? recordOf(1) : undefined;
      coordinator.onReply(REPLICAS[i]!, { ...replyOf(each === '', found), reason: each });
    }
    expect(completed()).toMatchObject([{ outcome, reason }]);
  });
});

describe('hints of a coordinator', () => {
  /** What is kept for whom, of a write that replicas answer so; undefined is silence. */
  const hintsOf = (
    operation: OperationName,
    said: readonly (Reason | undefined)[],
    more: { self?: number; down?: readonly number[]; isSloppy?: boolean } = {},
  ) => {
    const host = new FakeHost(more.self ?? 1);
    const kept: string[] = [];
    const coordinator = coordinatorOn(
      host,
      { ...OPTIONS, ...(more.isSloppy === true ? { quorum: 'sloppy' } : {}) },
      () => FOUR,
      {
        isUp: (node) => more.down?.includes(node) !== true,
        hint: (home, key, record) => kept.push(`${key} for ${home}: ${record.value}`),
      },
    );
    coordinator.onOperation(operationOf(operation));
    const asked = host.take().map(({ to }) => to);
    for (const [i, reason] of said.entries()) {
      if (reason === undefined) continue;
      const reply = reason === '' ? madeAt(1) : { ...replyOf(false), reason };
      coordinator.onReply(asked[i]!, reply);
    }
    const before = kept.length;
    for (const { kind, data } of host.timers.splice(0)) coordinator.onTimer(kind, data);
    expect(coordinator.inspect()).toEqual([]);
    // Only who was silent until the deadline is known to be.
    if (said.includes(undefined)) expect(before).toBe(0);
    return kept;
  };

  test.each<[string, OperationName, readonly (Reason | undefined)[], readonly number[]]>([
    ['nobody, where all have it', 'put', ['', '', ''], []],
    ['who was silent', 'put', ['', '', undefined], [13]],
    ['who was silent, though it came to nothing yet', 'put', ['', undefined, undefined], [12, 13]],
    ['who had no room, or lacked the key', 'update', ['', '', 'no such key'], [13]],
    ['who had no room, or lacked the key', 'update', ['', 'full', ''], [12]],
    // It is not known to have happened: nobody is made to have what they refused.
    ['the silent alone', 'create', ['', 'exists', undefined], [13]],
    ['nobody, where all refused', 'create', ['exists', 'exists', 'exists'], []],
    ['nobody, where nobody is known to have it', 'create', ['exists', 'exists', undefined], []],
    ['nobody, where nobody answers', 'put', [undefined, undefined, undefined], []],
  ])('are for %s', (_, operation, said, homes) => {
    const { value } = operationOf(operation);
    expect(hintsOf(operation, said)).toEqual(homes.map((home) => `abcde for ${home}: ${value}`));
  });

  test('are none of a read, nor for the node itself', () => {
    expect(hintsOf('read', ['', undefined, undefined])).toEqual([]);
    expect(hintsOf('put', [undefined, '', ''], { self: 11 })).toEqual([]);
  });

  test('are for the replica whose stand-in did not take it either', () => {
    const sloppy = { isSloppy: true, down: [12] };
    expect(hintsOf('put', ['', '', ''], sloppy)).toEqual([]);
    expect(hintsOf('put', ['', undefined, ''], sloppy)).toEqual(['abcde for 12: new value']);
  });
});

describe('a sloppy quorum', () => {
  const sloppy = (countHints: boolean, ...down: number[]) => {
    const host = new FakeHost(1);
    const isUp = (node: number) => !down.includes(node);
    const options = { ...OPTIONS, quorum: 'sloppy' } as const;
    const coordinator = coordinatorOn(host, options, () => FOUR, { isUp, countHints });
    return { host, coordinator, completed: () => host.recorded<CompletedEvent>('completed') };
  };

  test('asks the next on the ring for one that is down, and tells all whose write it is', () => {
    const { host, coordinator } = sloppy(false, 12);
    coordinator.onOperation(operationOf('put'));
    const sent = host.take();
    expect(sent.map(({ to }) => to)).toEqual([11, STRANGER, 13]);
    const requests = sent.map(({ message }) => message as ReplicaRequest);
    expect(requests.map(({ options }) => options?.home)).toEqual([undefined, 12, undefined]);
    for (const { replicas } of requests) {
      expect(replicas.map(({ address }) => address)).toEqual([...REPLICAS]);
    }
  });

  test.each([
    [false, 'unknown'],
    [true, 'ok'],
  ])('counts a hint: %j, and the write is %s', (countHints, outcome) => {
    const { host, coordinator, completed } = sloppy(countHints, 12);
    coordinator.onOperation(operationOf('put'));
    coordinator.onReply(11, madeAt(1));
    coordinator.onReply(STRANGER, madeAt(1));
    for (const { kind, data } of [...host.timers]) coordinator.onTimer(kind, data);
    expect(completed()).toMatchObject([{ outcome }]);
  });
});
