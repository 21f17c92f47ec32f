/**
 * Runs clients. Every choice (operation, key, gap, other node) is keyed by client and request, so
 * that no choice depends on how an earlier operation went. A client first creates its share of the
 * keys; an update that fails, because its key is gone, is followed by a create of that key.
 */

import type { Address } from '../protocol/address';
import type { Version } from '../protocol/store/record';
import type { CompletedEvent, Outcome } from '../protocol/store/store-events';
import type { Operation, OperationName } from '../protocol/store/store-messages';
import { delayOf } from '../simulation/delay';
import type { KeyedDraw } from '../simulation/random';
import type { Simulation } from '../simulation/simulation';
import type { ClientsOptions } from './clients';
import { clientVersion, operationOptions, SeenVersions } from './operation-options';
import { gatewayOf, THROUGH_NODES } from './through';

/** One operation of a client, from its first attempt to its end. */
interface Pending {
  readonly operation: Operation;
  attempts: number;
  /** Whom it was put to last. */
  node: Address | undefined;
  /** How long to wait before the next attempt. */
  backoffTicks: number;
  /** True once its answer is there, from which on no time-out counts. */
  isAnswered: boolean;
}

const DRAWS = 0x1_0000_0000;

class Client {
  /** Keys that it is to create again, before anything else but its share of all. */
  readonly toCreate: string[] = [];
  /** The number of the next key of its share that it is to create. */
  nextKey: number;
  readonly pending = new Map<number, Pending>();
  requests = 0;

  constructor(
    readonly number: number,
    readonly home: Address,
  ) {
    this.nextKey = number;
  }
}

export class ClientRunner {
  private readonly clients: Client[] = [];
  private readonly draws: Readonly<Record<'operation' | 'key' | 'gap' | 'node', KeyedDraw>>;
  private readonly keyShares: Float64Array;
  /** Names of keys, as they are needed: each is made once. */
  private readonly keyNames: string[] = [];
  private readonly seen: SeenVersions;

  constructor(
    private readonly simulation: Simulation,
    private readonly options: ClientsOptions,
    nodes: number,
    private readonly through = THROUGH_NODES,
  ) {
    const { random } = simulation;
    this.seen = new SeenVersions(simulation, through.isHybrid || options.stamp === 'client');
    this.draws = {
      operation: random.keyed('client operation'),
      key: random.keyed('client key'),
      gap: random.keyed('client gap'),
      node: random.keyed('client node'),
    };
    this.keyShares = cumulativeShares(options.keys);
    const { count, firstTick } = options;
    for (let number = 1; number <= count; number++) {
      this.clients.push(new Client(number, 1 + ((number - 1) % nodes)));
    }
    simulation.subscribe({
      kinds: ['completed'],
      on: ({ data }) => {
        this.onCompleted(data as CompletedEvent);
      },
    });
    for (const client of this.clients) this.beginAt(client, firstTick);
  }

  private beginAt(client: Client, tick: number): void {
    if (tick > this.options.lastTick) return;
    this.simulation.at(tick, 'application', () => {
      this.begin(client);
    });
  }

  private begin(client: Client): void {
    const request = ++client.requests;
    const operation = this.operationOf(client, request);
    const { backoffTicks } = this.options;
    client.pending.set(request, {
      ...{ operation, backoffTicks, attempts: 0, node: undefined, isAnswered: false },
    });
    this.simulation.client('asked', client.home, operation);
    this.attempt(client, request);
    if (this.options.loop === 'open') this.next(client, request);
  }

  private next(client: Client, request: number): void {
    const { intervalTicks } = this.options;
    const gap = { distribution: 'exponential', floorTicks: 1, meanTicks: intervalTicks } as const;
    const ticks = delayOf(gap, this.draws.gap.of(client.number, request, 0, 0));
    this.beginAt(client, this.simulation.now + ticks);
  }

  private operationOf(client: Client, request: number): Operation {
    const toCreate = this.takeToCreate(client);
    const operation = toCreate === undefined ? this.drawOperation(client, request) : 'create';
    const isWrite = operation === 'create' || operation === 'update' || operation === 'put';
    const { ttlTicks } = this.options;
    return {
      kind: 'operation',
      client: client.number,
      request,
      operation,
      key: toCreate ?? this.drawKey(client, request),
      // Every value is written once, so that a read tells which write it saw.
      value: isWrite ? `v${client.number}.${request}` : '',
      ...operationOptions({
        ttlTicks: isWrite ? ttlTicks : undefined,
        seen: this.seen.of(client.number),
        version: operation === 'read' ? undefined : this.versionFor(client, request),
      }),
    };
  }

  /** The version of a write that its client stamps. */
  private versionFor({ number, home }: Client, request: number): Version | undefined {
    if (this.options.stamp !== 'client') return undefined;
    const { simulation } = this;
    const wall = simulation.machineOf(home).clock.wall(simulation.now);
    return clientVersion(wall, this.seen.of(number), number, request);
  }

  /** Clients take turns in creating the keys, one after the other. */
  private takeToCreate(client: Client): string | undefined {
    const { count, keys } = this.options;
    if (client.nextKey > keys.count) return client.toCreate.shift();
    const key = this.keyName(client.nextKey);
    client.nextKey += count;
    return key;
  }

  private drawOperation({ number }: Client, request: number): OperationName {
    const { read, update, put = 0 } = this.options.mix;
    const share = this.draws.operation.of(number, request, 0, 0) / DRAWS;
    if (share < read) return 'read';
    if (share < read + update) return 'update';
    return share < read + update + put ? 'put' : 'delete';
  }

  private drawKey({ number }: Client, request: number): string {
    const share = this.draws.key.of(number, request, 0, 0) / DRAWS;
    return this.keyName(1 + firstAbove(this.keyShares, share));
  }

  private keyName(number: number): string {
    return (this.keyNames[number] ??= `k${number}`);
  }

  /** Asks a node: the client's own first, another each time it asks again. */
  private attempt(client: Client, request: number): void {
    const pending = client.pending.get(request);
    if (pending === undefined) return;
    const attempt = pending.attempts++;
    const { simulation, options } = this;
    const node = this.nodeFor(client, request, attempt, pending.node);
    pending.node = node;
    if (node !== undefined) simulation.command(node, pending.operation);
    simulation.at(simulation.now + options.timeoutTicks, 'application', () => {
      this.onTimeout(client, request, attempt);
    });
  }

  private nodeFor(
    { number, home }: Client,
    request: number,
    attempt: number,
    last: Address | undefined,
  ): Address | undefined {
    const gateway = gatewayOf(this.through, number);
    if (gateway !== undefined) return gateway;
    if (attempt === 0 && this.simulation.isUp(home)) return home;
    const up = this.simulation.upNodes();
    const others = up.filter((node) => node !== last);
    const choice = others.length === 0 ? up : others;
    const draw = this.draws.node.of(number, request, 0, attempt);
    return choice[Math.floor((draw * choice.length) / DRAWS)];
  }

  private onTimeout(client: Client, request: number, attempt: number): void {
    const pending = client.pending.get(request);
    if (pending?.attempts !== attempt + 1 || pending.isAnswered) return;
    if (attempt >= this.options.retries) {
      this.end(client, request, 'unknown', pending.operation.value);
      return;
    }
    const { backoffTicks } = pending;
    pending.backoffTicks = 2 * backoffTicks;
    this.simulation.at(this.simulation.now + backoffTicks, 'application', () => {
      this.attempt(client, request);
    });
  }

  /** A coordinator that does not know how an operation ended is asked again; other ends are final. */
  private onCompleted(completed: CompletedEvent): void {
    const { client: number, request, operation, outcome, reason, value } = completed;
    const client = this.clients[number - 1];
    const pending = client?.pending.get(request);
    if (client === undefined || pending === undefined) return;
    if (pending.isAnswered || outcome === 'unknown' || reason === 'wrong epoch') return;
    pending.isAnswered = true;
    // Not here, where the coordinator is still at work.
    this.simulation.at(this.simulation.now, 'application', () => {
      // A refusal proves nothing where an earlier attempt may have done it already.
      const isCertain = outcome === 'ok' || operation === 'read' || pending.attempts === 1;
      this.end(client, request, isCertain ? outcome : 'unknown', value);
    });
  }

  private end(client: Client, request: number, outcome: Outcome, value: string): void {
    const { operation } = client.pending.get(request)!;
    client.pending.delete(request);
    this.simulation.client('answered', client.home, answerTo(operation, value, outcome));
    if (operation.operation === 'update' && outcome === 'fail') {
      client.toCreate.push(operation.key);
    }
    if (this.options.loop === 'closed') this.next(client, request);
  }
}

/** What a client has of an operation in the end. Spelled out: to add to a copy of it would take long. */
function answerTo(
  of: Operation,
  value: string,
  outcome: Outcome,
): Operation & { outcome: Outcome } {
  const { kind, client, request, operation, key, options } = of;
  const told = options === undefined ? {} : { options };
  return { kind, client, request, operation, key, value, ...told, outcome };
}

/** For each key, the share of all operations that are on it or on one before it. */
function cumulativeShares({ count, distribution }: ClientsOptions['keys']): Float64Array {
  const shares = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += distribution === 'zipf' ? 1 / (i + 1) : 1;
  let upTo = 0;
  for (let i = 0; i < count; i++) {
    upTo += (distribution === 'zipf' ? 1 / (i + 1) : 1) / sum;
    shares[i] = upTo;
  }
  return shares;
}

/** The index of the first of rising numbers that is above one; the last where rounding left none. */
function firstAbove(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
