/**
 * The invariants of a store (I1-I4, I6-I10), each in a run in which all of them hold, and in the same run
 * of a protocol that is bent in one place: there the one fails that names it, and no other.
 */

import type { FaultStep } from '../../src/faults/plan';
import { runScenario } from '../../src/library/run-scenario';
import type { RingVersion } from '../../src/protocol/ring/ring-version';
import { LogStorage } from '../../src/protocol/storage/log-storage';
import { Coordinator } from '../../src/protocol/store/coordinator';
import { Lifetimes } from '../../src/protocol/store/lifetimes';
import * as quorum from '../../src/protocol/store/quorum';
import type { StoredRecord, Version } from '../../src/protocol/store/record';
import { RememberedReplies } from '../../src/protocol/store/remembered-replies';
import { Replica } from '../../src/protocol/store/replica';
import type { StoreOptions } from '../../src/protocol/store/store';
import type { ReplicaReply } from '../../src/protocol/store/store-messages';
import { Streaming } from '../../src/protocol/store/streaming';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';
import type { Expectation } from '../../src/scenario/expectation';
import type { ClientsOptions } from '../../src/workload/clients';

const INVARIANTS = [
  ...(['readsWereWritten', 'writesReachQuorum', 'replicasAgree', 'readsAreMonotone'] as const),
  ...(['deletesStayDeleted', 'versionsNeverFall', 'quorumsMeet', 'oneVersionPerRequest'] as const),
  ...(['storageKeepsAcknowledged'] as const),
];
type Invariant = (typeof INVARIANTS)[number];

const STORE: Partial<StoreOptions> = {
  ...{ replicas: 3, readQuorum: 2, writeQuorum: 2, quorum: 'strict', clock: 'hybrid' },
  ...{ readRepair: 'blocking', antiEntropy: { kind: 'full', everyTicks: 20 } },
  ...{ operationTimeoutTicks: 40, offerRetryTicks: 10, graceTicks: 100_000 },
};

const CLIENTS: ClientsOptions = {
  ...({ count: 3, loop: 'open', intervalTicks: 5 } as const),
  keys: { count: 2, distribution: 'uniform' },
  mix: { read: 0.5, update: 0.1, delete: 0.1, put: 0.3 },
  ...{ timeoutTicks: 60, retries: 3, backoffTicks: 5, firstTick: 40, lastTick: 400 },
};

const ONE_KEY = { count: 1, distribution: 'uniform' } as const;
const MOSTLY_READ = { read: 0.8, update: 0, delete: 0, put: 0 };

function clients(changes: Partial<ClientsOptions>): NonNullable<ClusterOptions['workload']> {
  return { announcements: [], operations: [], clients: { ...CLIENTS, ...changes } };
}

/** n3 loses power in between, and what it had not synced. */
const POWER_LOSS: FaultStep = {
  ...{ id: 'power', at: 150, crash: { nodes: [3] }, restartAfter: 60, unsynced: 'lost' },
};

type Changes = Omit<Partial<ClusterOptions>, 'store'> & { readonly store?: Partial<StoreOptions> };

/** Three nodes, all of them replicas on a ring that stands still, with logs. */
function settingOf({ store = {}, ...changes }: Changes = {}) {
  return cluster({
    ...{ nodes: 3, durationTicks: 1000, store: { ...STORE, ...store } },
    ring: { policy: 'operator', hash: 'murmur3', tokens: 8 },
    storage: { kind: 'log', fsync: 'always' },
    network: { delay: { distribution: 'uniform', minTicks: 1, maxTicks: 3 } },
    workload: clients({}),
    faults: [POWER_LOSS],
    ...changes,
    expect: INVARIANTS.map((check): Expectation => ({ check })),
  });
}

/** The invariants that a run does not keep. */
function broken(changes: Changes | undefined, seed: string): string[] {
  const { expected } = runScenario(settingOf(changes), { seed });
  return expected.flatMap(({ verdict: { check, verdict } }) => (verdict === 'pass' ? [] : check));
}

/** Puts another function in the place of a method, which it is given. */
function bend(
  { prototype }: { readonly prototype: object },
  method: string,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- methods are private
  other: (original: (...args: any[]) => any) => (this: any, ...args: any[]) => unknown,
): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[method]!;
  jest.spyOn(methods, method).mockImplementation(other(original) as never);
}

afterEach(() => {
  jest.restoreAllMocks();
});

/** Slow messages, so that writes are under way for long. */
const SLOW: Changes = {
  network: {
    delay: {
      ...({ distribution: 'tail', minTicks: 1, maxTicks: 2 } as const),
      ...{ slowShare: 0.3, slowTicks: 30 },
    },
  },
};

/** n4 comes to be an owner while clients write: what it takes from another it has to have before it counts. */
const NEWCOMER: Changes = {
  ...{ nodes: 4, later: [4] },
  store: { antiEntropy: { kind: 'full', everyTicks: 100 } },
  network: {
    ...SLOW.network,
    loss: { probability: 0.25, firstTick: 40, lastTick: 400 },
  },
  ring: {
    ...({ policy: 'operator', hash: 'murmur3', tokens: 8 } as const),
    ...({ pending: 'slot', streamFrom: 'replaced', epochCheck: 'on' } as const),
  },
  workload: clients({
    intervalTicks: 2,
    keys: { count: 100, distribution: 'uniform' },
    mix: { ...MOSTLY_READ, read: 0.5, put: 0.5 },
  }),
  faults: [
    { id: 'n4 starts', at: 50, start: { nodes: [4] } },
    { id: 'n4 comes', at: 150, addOwner: 4 },
  ],
};

interface Bend {
  readonly breaks: Invariant;
  readonly where: string;
  readonly bend: () => void;
  /** What of the run is otherwise, bent or not. */
  readonly changes?: Changes;
  /** What cannot but fail as well. */
  readonly also?: readonly Invariant[];
}

const BENDS: readonly Bend[] = [
  {
    breaks: 'readsWereWritten',
    where: 'a replica answers reads with a value of its own',
    // Of a key that was deleted such a value is there after all.
    changes: { workload: clients({ mix: { ...MOSTLY_READ, put: 0.2 } }) },
    bend: () => {
      bend(Replica, 'answer', (original) => {
        return function (request, reply: ReplicaReply) {
          const isRead = (request as { operation: string }).operation === 'read';
          const found = reply.found.map((record) => ({ ...record, value: 'invented' }));
          original.call(this, request, isRead ? { ...reply, found } : reply);
        };
      });
    },
  },
  {
    breaks: 'writesReachQuorum',
    where: 'a coordinator counts one acknowledgement less than W, which is 3',
    changes: { store: { writeQuorum: 3 } },
    bend: () => {
      const original = quorum.quorumOf;
      jest.spyOn(quorum, 'quorumOf').mockImplementation((...args) => {
        const [ring, key, replicas, asked, required, rules] = args;
        // Of reads whoever stands in for a replica counts, too.
        const needed = rules.countHints ? required : required - 1;
        return original(ring, key, replicas, asked, needed, rules);
      });
    },
  },
  {
    breaks: 'replicasAgree',
    where: 'copies are not stored',
    changes: { workload: clients({ keys: { count: 40, distribution: 'uniform' } }) },
    bend: () => {
      bend(Replica, 'onCopy', () => () => undefined);
    },
  },
  {
    breaks: 'readsAreMonotone',
    where: 'a read does not wait for its repair',
    changes: {
      ...SLOW,
      workload: clients({ count: 8, keys: ONE_KEY, mix: { ...MOSTLY_READ, put: 0.2 } }),
    },
    bend: () => {
      bend(Coordinator, 'repairFirst', () => {
        return function (progress: { answers: Map<number, ReplicaReply> }) {
          const found = [...progress.answers.values()].flatMap((reply) => reply.found);
          // eslint-disable-next-line @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access -- private
          this.endRead(progress, newestOf(found));
        };
      });
    },
  },
  {
    breaks: 'deletesStayDeleted',
    where: 'tombstones are forgotten at once',
    changes: { workload: clients({ mix: { ...MOSTLY_READ, put: 0.15, delete: 0.05 } }) },
    bend: () => {
      bend(
        Lifetimes,
        'isOver',
        () =>
          ({ deleted }: StoredRecord) =>
            deleted,
      );
      bend(
        Lifetimes,
        'endOf',
        () =>
          ({ deleted }: StoredRecord) =>
            deleted ? 0 : undefined,
      );
    },
  },
  {
    breaks: 'versionsNeverFall',
    where: 'one replica takes whatever copy comes for the newest',
    changes: {
      store: { readQuorum: 3, writeQuorum: 3 },
      network: { ...SLOW.network, duplicate: 0.3 },
    },
    bend: () => {
      bend(Replica, 'wins', (original) => {
        return function (...args) {
          // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- private
          return this.host.self === 2 || (original.apply(this, args) as boolean);
        };
      });
    },
  },
  {
    breaks: 'quorumsMeet',
    where: 'a coordinator takes the first answer for R of them',
    changes: { ...SLOW, workload: clients({ mix: { ...MOSTLY_READ, put: 0.2 } }) },
    bend: () => {
      const original = quorum.quorumOf;
      jest.spyOn(quorum, 'quorumOf').mockImplementation((...args) => {
        const [ring, key, replicas, asked, required, rules] = args;
        const needed = rules.countHints ? 1 : required;
        return original(ring, key, replicas, asked, needed, rules);
      });
    },
    also: ['readsAreMonotone'],
  },
  {
    breaks: 'quorumsMeet',
    where: 'a newcomer to the ring says that it has all before it has',
    changes: NEWCOMER,
    bend: () => {
      bend(Streaming, 'begin', () => {
        return function ({ epoch }: RingVersion) {
          // eslint-disable-next-line @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access -- private
          this.view.streamed(epoch);
        };
      });
    },
  },
  {
    breaks: 'oneVersionPerRequest',
    where: 'a coordinator stamps anew what its client has stamped',
    changes: {
      ...SLOW,
      faults: [],
      workload: clients({ count: 1, loop: 'closed', stamp: 'client', timeoutTicks: 15 }),
    },
    bend: () => {
      bend(Coordinator, 'versionFor', () => {
        return function () {
          // eslint-disable-next-line @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access -- private
          return this.clock.stamp() as Version;
        };
      });
      bend(RememberedReplies, 'get', () => () => undefined);
    },
  },
  {
    breaks: 'storageKeepsAcknowledged',
    where: 'storage acknowledges what it has not synced',
    bend: () => {
      bend(
        LogStorage,
        'isDone',
        () =>
          ({ kind }: { kind: string }) =>
            kind !== 'fsync',
      );
    },
  },
];

const SEEDS = ['1', '2', '3', '4', '5', '6'];

describe.each(BENDS)('$breaks, where $where', ({ breaks, bend: bent, changes, also = [] }) => {
  test('all invariants hold', () => {
    expect(SEEDS.map((seed) => broken(changes, seed))).toEqual(SEEDS.map(() => []));
  });

  test('bent so, it does not, and the others do', () => {
    bent();
    const found = SEEDS.map((seed) => broken(changes, seed));
    expect(new Set(found.flat())).toEqual(new Set([breaks, ...also]));
  });
});

function newestOf(records: readonly StoredRecord[]): StoredRecord | undefined {
  return [...records].sort((a, b) => b.version.timestamp - a.version.timestamp)[0];
}
