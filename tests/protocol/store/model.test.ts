/** The whole store, of one to five nodes and with any settings, beside a plain map: nothing goes wrong. */

import fc from 'fast-check';

import { LOG_DEFAULTS, MEMORY } from '../../../src/protocol/storage/storage-options';
import type { StoreOptions } from '../../../src/protocol/store/store';
import type { CompletedEvent } from '../../../src/protocol/store/store-events';
import {
  type OperationName,
  type OperationOptions,
  OPERATIONS,
} from '../../../src/protocol/store/store-messages';
import { StoreClients, type StoreSetting } from '../../support/store-clients';
import { tries } from '../../support/trials';

/** An operation takes two ticks, and what comes after it, a batch of a log included, a few more. */
const SETTLE_TICKS = 6;
const CLIENT_ACTOR = 2 ** 40 + 1;

interface Drawn extends StoreSetting {
  /** Whether the client gives its writes their versions. */
  readonly isClientStamped: boolean;
}

/** What a map with expiry would have. */
interface Model {
  readonly values: Map<string, { readonly value: string; readonly expiresAt: number }>;
}

class Real {
  readonly clients: StoreClients;
  requests = 0;

  constructor(readonly drawn: Drawn) {
    this.clients = new StoreClients(drawn);
  }

  get now(): number {
    return this.clients.world.now;
  }
}

class Wait implements fc.Command<Model, Real> {
  constructor(private readonly ticks: number) {}

  check(): boolean {
    return true;
  }

  run(_model: Model, real: Real): void {
    real.clients.run(this.ticks);
  }

  toString(): string {
    return `wait ${this.ticks}`;
  }
}

class Ask implements fc.Command<Model, Real> {
  constructor(
    private readonly operation: OperationName,
    private readonly key: string,
    private readonly node: number,
    private readonly more: {
      readonly quorum: number;
      readonly ttlTicks: number;
      readonly again: number;
    },
  ) {}

  check(): boolean {
    return true;
  }

  run({ values }: Model, real: Real): void {
    const { operation, key } = this;
    this.passExpiry(values, real);
    const request = ++real.requests;
    const value = operation === 'read' || operation === 'delete' ? '' : `value ${request}`;
    const { ttlTicks } = this.more;
    const begun = real.now;
    const before = values.get(key);
    const isRight = operation === 'create' ? before === undefined : before !== undefined;
    const isDone = operation === 'put' || isRight;
    if (isDone && operation === 'delete') values.delete(key);
    else if (isDone && operation !== 'read') {
      values.set(key, { value, expiresAt: ttlTicks === 0 ? Infinity : begun + ttlTicks });
    }
    const end = this.askOf(real, request, value, begun);
    expect(end.outcome).toBe(isDone ? 'ok' : 'fail');
    if (!isDone) expect(end.reason).toBe(operation === 'create' ? 'exists' : 'no such key');
    if (operation === 'read') expect(end.value).toBe(before?.value ?? '');
    expect(end.replaced).toEqual(
      operation !== 'put' ? undefined : before === undefined ? [] : [before.value],
    );
    if (this.more.again === 0) return;
    if (operation === 'read') this.readAgain(values, real, request);
    else this.askAgain(real, request, value, begun, end);
  }

  toString(): string {
    return `${this.operation} ${this.key} at ${this.node} ${JSON.stringify(this.more)}`;
  }

  /** What is about to expire does so before: within an operation it may be read or not. */
  private passExpiry(values: Model['values'], real: Real): void {
    for (const [key, { expiresAt }] of values) {
      const left = expiresAt - real.now;
      if (left > 2 * SETTLE_TICKS) continue;
      real.clients.run(Math.max(0, left));
      values.delete(key);
    }
    for (const [key, { expiresAt }] of values) if (expiresAt <= real.now) values.delete(key);
  }

  private askOf(real: Real, request: number, value: string, begun: number): CompletedEvent {
    const { operation, key, node, more } = this;
    const { nodes, store } = real.drawn;
    const options: Partial<OperationOptions> = {
      quorum: more.quorum === 0 ? 0 : 1 + (more.quorum % store!.replicas!),
      ttlTicks: value === '' ? 0 : more.ttlTicks,
      ...(real.drawn.isClientStamped && operation !== 'read'
        ? { version: { timestamp: begun, storageId: CLIENT_ACTOR, counter: request } }
        : {}),
    };
    const at = 1 + (node % nodes);
    const end = real.clients.does(operation, key, value, { at, request, options });
    real.clients.run(SETTLE_TICKS);
    return end;
  }

  /** The same read through any node tells what is there by then. */
  private readAgain(values: Model['values'], real: Real, request: number): void {
    this.passExpiry(values, real);
    const { value } = values.get(this.key) ?? {};
    const again = new Ask('read', this.key, this.more.again, this.more);
    const end = again.askOf(real, request, '', real.now);
    expect([end.outcome, end.value]).toEqual(value === undefined ? ['fail', ''] : ['ok', value]);
  }

  /** The same write through any node: the same answer, and nothing happens. */
  private askAgain(
    real: Real,
    request: number,
    value: string,
    begun: number,
    end: CompletedEvent,
  ): void {
    if (real.drawn.store?.dedupe === false) return;
    const stored = this.stayingIn(real);
    const again = new Ask(this.operation, this.key, this.more.again, this.more);
    expect(again.askOf(real, request, value, begun)).toEqual(end);
    expect(this.stayingIn(real)).toEqual(stored);
  }

  /** What nodes have, but for what ends by itself. */
  private stayingIn({ clients }: Real): unknown[] {
    return [...clients.stored(this.key)].filter(([, { deleted, expiresAt }]) => {
      return !deleted && expiresAt === undefined;
    });
  }
}

const key = fc.constantFrom('a', 'b', 'c');
const more = fc.record({
  quorum: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(9)),
  ttlTicks: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 20, max: 90 })),
  again: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(9)),
});
const ask = fc
  .tuple(fc.constantFrom(...OPERATIONS), key, fc.nat(4), more)
  .map((args) => new Ask(...args));
const wait = fc.integer({ min: 1, max: 80 }).map((ticks) => new Wait(ticks));
const commands = fc.commands([ask, ask, ask, ask, wait], { maxCommands: 25, size: 'max' });

/** A setting that is given or not. */
function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

const hints = fc.record({
  windowTicks: fc.integer({ min: 1, max: 60 }),
  countTowardW: fc.boolean(),
});
const antiEntropy = fc.record({
  kind: fc.constantFrom('full' as const, 'merkle' as const),
  everyTicks: fc.integer({ min: 5, max: 40 }),
});
const kinds = {
  quorum: maybe(fc.constantFrom('strict' as const, 'sloppy' as const)),
  readRepair: maybe(fc.constantFrom('none' as const, 'async' as const, 'blocking' as const)),
  clock: maybe(fc.constantFrom('wall' as const, 'hybrid' as const)),
  ties: maybe(fc.constantFrom('actor' as const, 'arrival' as const)),
  ...{ dedupe: maybe(fc.boolean()), hints: maybe(hints), antiEntropy: maybe(antiEntropy) },
  graceTicks: maybe(fc.integer({ min: 1, max: 60 })),
};
const storage = fc.oneof(
  fc.constant(MEMORY),
  fc
    .record({
      fsync: fc.constantFrom('always' as const, 'batch' as const, 'never' as const),
      batchTicks: fc.constantFrom(1, 2),
      snapshotEvery: fc.integer({ min: 1, max: 20 }),
    })
    .map((log) => ({ ...LOG_DEFAULTS, ...log })),
);

const drawn: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 5 }).chain((nodes) => {
  const upTo = (max: number) => fc.integer({ min: 1, max });
  const numbers = upTo(nodes).chain((replicas) => {
    return fc.record({
      ...{ replicas: fc.constant(replicas), readQuorum: upTo(replicas) },
      writeQuorum: upTo(replicas),
    });
  });
  return fc
    .tuple(numbers, fc.record(kinds), storage, fc.boolean(), fc.boolean())
    .map(([counts, settings, kept, epochCheck, isClientStamped]): Drawn => {
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      const store = { ...counts, ...Object.fromEntries(given) } as Partial<StoreOptions>;
      return { nodes, store, storage: kept, rules: { epochCheck }, isClientStamped };
    });
});

test('a store is what a map is, whatever its settings, as long as nothing goes wrong', () => {
  fc.assert(
    fc.property(drawn, commands, (setting, all) => {
      fc.modelRun(() => ({ model: { values: new Map() }, real: new Real(setting) }), all);
    }),
    { seed: 6, numRuns: tries(500) },
  );
});
