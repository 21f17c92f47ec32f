/** The invariants of a store: what is told of a run that does not keep them, from its first event on. */

import { cluster, type Scenario } from '../../src/index';
import { LogStorage } from '../../src/protocol/storage/log-storage';
import { Replica } from '../../src/protocol/store/replica';
import { ANOMALIES } from '../support/anomalies';
import { explainedCheck } from '../support/explained-runs';
import { scenarioOf } from '../support/yaml-files';

type Operations = Extract<Scenario['workload'], { operations: unknown }>['operations'];
type Check = Scenario['expect'][number]['check'];

const WRITE: Operations[number] = {
  ...{ id: 'w', at: 50, operation: 'create', key: 'k', value: 'old', coordinator: 1 },
};
const UPDATE: Operations[number] = { ...WRITE, id: 'u', at: 65, operation: 'update', value: 'new' };
const READ: Operations[number] = {
  ...{ id: 'r', at: 80, operation: 'read', key: 'k', value: '', coordinator: 3 },
};
/** n3 is cut off, and stays in view. */
const CUT: Scenario['faults'][number] = {
  ...{ id: 'cut', at: 60, partition: [{ nodes: [1, 2] }, { nodes: [3] }] },
};

interface Setting {
  readonly operations: Operations;
  readonly faults?: Scenario['faults'];
  readonly storage?: { readonly kind: 'log'; readonly fsync: 'always' };
}

/** What is said of a check that fails, on lines that are not wrapped. */
function textOf(check: Check, { operations, faults = [], storage }: Setting): string {
  const scenario = cluster({
    ...{ nodes: 3, durationTicks: 400, faults, membership: { removeTicks: 1000 } },
    store: { readQuorum: 1, writeQuorum: 1 },
    ...(storage === undefined ? {} : { storage }),
    workload: { announcements: [], operations },
    expect: [{ check, ...(check === 'replicasAgree' ? { withinTicks: 100 } : {}) } as never],
  });
  const [{ verdict, lines } = { verdict: undefined, lines: [] }, ...others] = explainedCheck(
    ...([scenario, '1', check] as const),
  );
  expect([verdict?.verdict, others]).toEqual(['fail', []]);
  return lines.join('\n').replace(/\n +(?=\S)/g, ' ');
}

afterEach(() => {
  jest.restoreAllMocks();
});

/** Replaces a method, which may be private. */
function bend(prototype: object, method: string, other: unknown): void {
  jest.spyOn(prototype as Record<string, () => unknown>, method).mockImplementation(other as never);
}

test('quorumsMeet: what the read was told, and who took the write', () => {
  const text = textOf('quorumsMeet', { operations: [WRITE, UPDATE, READ], faults: [CUT] });
  expect(text).toMatch(/^n3 ended read "k" \(request 3\): ok, "old" at tick 8\d \(event \d+\)/);
  expect(text).toContain('because it did not see that n1\'s update "k" (request 2) to "new"');
  expect(text).toContain('n3 did not get it: the request was cut off');
});

test('readsAreMonotone: the read that gave less', () => {
  const first = { ...READ, id: 'first', at: 70, coordinator: 1 };
  const text = textOf('readsAreMonotone', {
    ...{ operations: [WRITE, UPDATE, first, READ], faults: [CUT] },
  });
  expect(text).toMatch(/^n3 ended read "k" \(request 4\): ok, "old" at tick 8\d/);
  expect(text).toMatch(/It rests on event \d+, too \(--event explains it\)\./);
});

test('replicasAgree: the write that not all have', () => {
  const text = textOf('replicasAgree', { operations: [WRITE, UPDATE], faults: [CUT] });
  expect(text).toMatch(/^n1 ended update "k" \(request 2\): ok at tick 6\d/);
  expect(text).toContain('was cut off at tick 65 (step "cut")');
});

test('readsWereWritten: the read', () => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its object
  const { get } = Replica.prototype;
  bend(Replica.prototype, 'get', function (this: Replica, key: string) {
    const record = get.call(this, key);
    return record && { ...record, value: 'invented' };
  });
  const text = textOf('readsWereWritten', { operations: [WRITE, READ] });
  expect(text).toMatch(/^n3 ended read "k" \(request 2\): ok, "invented" at tick 8\d/);
  expect(text).toContain('How it came about, backward:');
  expect(text).toMatch(/Where they had it from: n3 stored it at tick \d+ \(event \d+\)\. n1/);
});

test('readsWereWritten: what was read back from a disk, and when its node had gone down', () => {
  const { fault } = ANOMALIES.find((each) => each.fault.includes('name: a torn entry that is'))!;
  const scenario = scenarioOf(fault, '1');
  const [{ lines } = { lines: [] }] = explainedCheck(scenario, '1', 'readsWereWritten');
  expect(lines.join('\n')).toMatch(
    /Where they had it from:\n {2}n\d read it back from its disk at tick \d+ \(event \d+\), after it had gone\n {4}down at tick \d+ \(event \d+\)\.\n/,
  );
});

test('writesReachQuorum: who had answered', () => {
  bend(Replica.prototype, 'store', () => undefined);
  const text = textOf('writesReachQuorum', { operations: [WRITE] });
  expect(text).toMatch(/^n1 ended create "k" \(request 1\): ok at tick 5\d/);
  expect(text).toContain('How it came about, backward:');
});

test('versionsNeverFall: what brought the older version', () => {
  bend(Replica.prototype, 'wins', () => true);
  const late: Scenario['faults'] = [
    {
      id: 'slow',
      at: 45,
      from: { nodes: [1] },
      for: 15,
      link: { delay: { distribution: 'constant', ticks: 20 } },
    },
  ];
  const text = textOf('versionsNeverFall', {
    operations: [
      { ...WRITE, operation: 'put' },
      { ...UPDATE, operation: 'put', at: 62, coordinator: 2 },
    ],
    faults: late,
  });
  expect(text).toMatch(/^n\d carried out put "k" \(request 1\): ok at tick 7\d/);
});

test('storageKeepsAcknowledged: how the node came to read back what it has', () => {
  bend(LogStorage.prototype, 'isDone', ({ kind }: { kind: string }) => kind !== 'fsync');
  const text = textOf('storageKeepsAcknowledged', {
    ...{ operations: [WRITE], storage: { kind: 'log', fsync: 'always' } },
    faults: [
      { id: 'power', at: 90, crash: { nodes: [1, 2, 3] }, restartAfter: 20, unsynced: 'lost' },
    ],
  });
  expect(text).toMatch(/^n\d read back 0 records at tick 110/);
  expect(text).toContain('n1 started again (boot 2)');
});

test('oneVersionPerRequest: the answer that says otherwise, and the one before', () => {
  const { fault } = ANOMALIES.find(({ name }) => name.startsWith('S15'))!;
  const [{ lines } = { lines: [] }] = explainedCheck(
    ...([scenarioOf(fault), '1', 'oneVersionPerRequest'] as const),
  );
  const text = lines.join('\n').replace(/\n +(?=\S)/g, ' ');
  expect(text).toMatch(/^n\d ended put "k1" \(request \d+\): ok, in the place of "v1.\d+" at tick/);
  expect(text).toMatch(
    /Who else had taken it on: n3 took it on at tick \d+ \(event \d+\), ended ok at tick/,
  );
  expect(text).toMatch(/It rests on events \d+(, \d+)+, too \(--event explains each\)\./);
});
