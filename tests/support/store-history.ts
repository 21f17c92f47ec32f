/** What replicas, coordinators and clients tell of a store, by hand: a version is its timestamp, 0 is none. */

import type { Version } from '../../src/protocol/store/record';
import type { Outcome } from '../../src/protocol/store/store-events';
import type {
  OperationName,
  OperationOptions,
  Reason,
} from '../../src/protocol/store/store-messages';
import type { EventSink } from '../../src/simulation/events';

export interface Request {
  readonly client: number;
  readonly request: number;
  readonly operation: OperationName;
  readonly key: string;
  readonly value: string;
  readonly options?: OperationOptions;
}

/** How an operation ends, or what a replica has of it; what is not given is as where all is well. */
interface End {
  readonly outcome?: Outcome;
  readonly reason?: Reason;
  readonly value?: string;
  readonly version?: number;
  readonly replaced?: readonly string[];
}

export function versionOf(timestamp: number): Version {
  const id = Math.min(1, timestamp);
  return { timestamp, storageId: id, counter: id };
}

export class StoreHistory<S extends EventSink> {
  /** The id of the last event. */
  id = 0;
  private now = 0;
  private requests = 0;

  /** @param first sees each event before the sink */
  constructor(
    readonly sink: S,
    private readonly first?: EventSink,
  ) {}

  at(tick: number): this {
    this.now = tick;
    return this;
  }

  /** Nodes come up, on their own disks or on others. */
  starts(nodes: readonly number[], storage?: number): this {
    for (const node of nodes) this.tells('started', node, undefined, storage ?? node);
    return this;
  }

  /** A client, or a script (0), is to have something done. */
  wants(client: number, operation: OperationName, key: string, value = '', quorum = 0): Request {
    const options = { quorum, ttlTicks: 0, seen: 0, version: versionOf(0) };
    const request = { client, request: ++this.requests, operation, key, value };
    return quorum === 0 ? request : { ...request, options };
  }

  asks(request: Request): this {
    return this.tells('asked', 1, request);
  }

  invokes(node: number, request: Request): this {
    return this.tells('invoked', node, request);
  }

  serves(nodes: readonly number[], request: Request, end: End): this {
    for (const node of nodes) this.tells('served', node, ended(request, end));
    return this;
  }

  completes(node: number, request: Request, end: End): this {
    return this.tells('completed', node, ended(request, end));
  }

  answers(request: Request, end: End = {}): this {
    const { outcome = 'ok', value = request.value } = end;
    return this.tells('answered', 1, { ...request, outcome, value });
  }

  /** A whole scripted operation through n1, without its replicas. */
  does(operation: OperationName, key: string, version: number, value = `v${version}`): this {
    const request = this.wants(0, operation, key, operation === 'read' ? '' : value);
    const outcome = operation === 'read' && value === '' ? 'fail' : 'ok';
    return this.invokes(1, request).completes(1, request, { version, value, outcome });
  }

  /** A tombstone is forgotten. */
  purges(node: number, key: string, version: number): this {
    return this.tells('purged', node, { key, version: versionOf(version) });
  }

  copies(node: number, key: string, version: number): this {
    return this.tells('copied', node, { key, from: 9, version: versionOf(version) });
  }

  /** A log was read back, with the versions of these keys. */
  readsBack(node: number, found: Readonly<Record<string, number>>): this {
    const entries = Object.entries(found);
    this.tells('recovered', node, { records: entries.length });
    for (const [key, version] of entries) {
      this.tells('recalled', node, { key, version: versionOf(version) });
    }
    return this;
  }

  tells(kind: string, node: number, data?: object, b = 0): this {
    this.id++;
    const told = data === undefined ? undefined : { ...data, kind };
    const numbers = { a: 0, b, c: 0 };
    for (const sink of [this.first, this.sink]) {
      if (sink?.kinds.includes(kind) !== true) continue;
      sink.on({ id: this.id, time: this.now, node, kind, cause: 0, ...numbers, data: told });
    }
    return this;
  }
}

function ended(request: Request, end: End): object {
  const { outcome = 'ok', reason = '', value = request.value, version = 0, replaced } = end;
  const beside = replaced === undefined ? {} : { replaced };
  return { ...request, outcome, reason, value, version: versionOf(version), ...beside };
}
