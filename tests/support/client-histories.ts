/** Histories of clients' operations, told to a fold as a simulation would tell them. */

import type { Outcome } from '../../src/protocol/store/store-events';
import { NO_VERSION } from '../../src/protocol/store/record';
import type { OperationName, OperationOptions } from '../../src/protocol/store/store-messages';
import type { EventSink } from '../../src/simulation/events';

/** An operation that began. */
export interface Begun {
  readonly client: number;
  readonly request: number;
  readonly operation: OperationName;
  readonly key: string;
  readonly value: string;
  readonly options?: OperationOptions;
}

export class ClientStory<S extends EventSink> {
  /** The id of the last event. */
  id = 0;
  private now = 0;
  private requests = 0;

  constructor(readonly sink: S) {}

  /** What follows happens in this tick. */
  at(tick: number): this {
    this.now = tick;
    return this;
  }

  /** A client, or for client 0 a coordinator for a script, begins an operation. */
  begins(operation: OperationName, key: string, value = '', client = 1): Begun {
    const begun = { client, request: ++this.requests, operation, key, value };
    this.tell(client > 0 ? 'asked' : 'invoked', begun);
    return begun;
  }

  /** It ends; a read with what it gave. */
  ends(begun: Begun, outcome: Outcome = 'ok', value = begun.value): this {
    const kind = begun.client > 0 ? 'answered' : 'completed';
    return this.tell(kind, { ...begun, value, outcome });
  }

  /** A node does something that no client sees. */
  does(kind: string, node: number, data?: unknown): this {
    return this.tell(kind, data, node);
  }

  /** A client begins to write what is to stay for so many ticks. */
  puts(key: string, value: string, ttlTicks: number, client = 1): Begun {
    const options = { quorum: 0, ttlTicks, seen: 0, version: NO_VERSION };
    const begun = { client, request: ++this.requests, operation: 'put', key, value } as const;
    this.tell(client > 0 ? 'asked' : 'invoked', { ...begun, options });
    return begun;
  }

  /** A whole write, from one tick to another. */
  writes(from: number, to: number, key: string, value: string, outcome: Outcome = 'ok'): this {
    const write = this.at(from).begins('update', key, value);
    return this.at(to).ends(write, outcome);
  }

  deletes(from: number, to: number, key: string, outcome: Outcome = 'ok'): this {
    const write = this.at(from).begins('delete', key);
    return this.at(to).ends(write, outcome);
  }

  /** A whole read that gives a value; undefined where it finds nothing. */
  reads(from: number, to: number, key: string, value: string | undefined): this {
    const read = this.at(from).begins('read', key);
    return this.at(to).ends(read, value === undefined ? 'fail' : 'ok', value ?? '');
  }

  private tell(kind: string, data: unknown, node = 1): this {
    this.id++;
    if (this.sink.kinds.includes(kind)) {
      const numbers = { a: 0, b: 0, c: 0 };
      this.sink.on({ id: this.id, time: this.now, node, kind, cause: 0, ...numbers, data });
    }
    return this;
  }
}
