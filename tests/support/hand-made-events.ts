/** Hand-made histories, shown to folds as a simulation would show them. */

import { compareVersions, NO_VERSION, type Version } from '../../src/protocol/store/record';
import type { OperationName, Reason } from '../../src/protocol/store/store-messages';
import type { Outcome } from '../../src/protocol/store/store-events';
import type { EventSink } from '../../src/simulation/events';

/** An operation of the story's one client. */
export interface Asked {
  readonly operation: OperationName;
  readonly request: number;
  readonly key: string;
  readonly value: string;
  /** What a write stores; those that are invoked later have later ones. */
  readonly version: Version;
}

/** Tells what happened, tick by tick; the sinks see the kinds that they name. */
export class Story<S extends EventSink> {
  /** The id of the last event. */
  id = 0;
  now = 0;
  private requests = 0;
  private readonly boots = new Map<number, number>();
  private readonly storages = new Map<number, number>();
  /** The newest version that a node has stored, by node and key. */
  private readonly held = new Map<string, Version>();

  constructor(readonly sink: S) {}

  /** What follows happens in this tick. */
  at(tick: number): this {
    this.now = tick;
    return this;
  }

  starts(...nodes: number[]): this {
    for (const node of nodes) {
      const boot = (this.boots.get(node) ?? 0) + 1;
      this.boots.set(node, boot);
      this.tell('started', node, undefined, boot, this.storageOf(node));
      this.joins(node, node);
    }
    return this;
  }

  /** All of them start now and know each other a tick later. */
  startsTogether(...nodes: number[]): this {
    this.starts(...nodes);
    this.now++;
    for (const node of nodes) this.joins(node, ...nodes.filter((other) => other !== node));
    return this;
  }

  crashes(...nodes: number[]): this {
    for (const node of nodes) this.tell('crashed', node, undefined, this.boots.get(node) ?? 0);
    return this;
  }

  /** What a node that is down had stored is destroyed. */
  wipes(node: number): this {
    this.storages.set(node, this.storageOf(node) + 1);
    return this;
  }

  /** Nodes say goodbye and go down. */
  leaves(...nodes: number[]): this {
    for (const node of nodes) this.tell('stopped', node, undefined, this.boots.get(node) ?? 0);
    return this;
  }

  suspects(node: number, member: number): this {
    return this.tell('suspected', node, { kind: 'suspected', member });
  }

  /** A node takes members into its view. */
  joins(node: number, ...members: number[]): this {
    for (const member of members) this.member('joined', node, member, this.boots.get(member) ?? 1);
    return this;
  }

  /** A member's newer life, or incarnation, takes the place of the known one. */
  hearsOfReturn(node: number, ...members: number[]): this {
    for (const member of members) {
      this.member('returned', node, member, this.boots.get(member) ?? 1);
    }
    return this;
  }

  removes(node: number, ...members: number[]): this {
    for (const member of members) this.member('removed', node, member, 1);
    return this;
  }

  /** Several nodes remove one member. */
  removedBy(member: number, ...nodes: number[]): this {
    for (const node of nodes) this.removes(node, member);
    return this;
  }

  /** A coordinator takes an operation on. */
  invokes(node: number, operation: OperationName, key: string, value = '', ttlTicks = 0): Asked {
    const request = ++this.requests;
    const version = { timestamp: this.now, storageId: this.storageOf(node), counter: request };
    const asked = { operation, request, key, value };
    const options = { quorum: 0, ttlTicks, seen: 0, version: NO_VERSION };
    const beside = ttlTicks === 0 ? {} : { options };
    this.tell('invoked', node, { kind: 'invoked', client: 0, ...asked, ...beside });
    return { ...asked, version };
  }

  /** Replicas carry an operation out, or refuse. */
  serves(asked: Asked, nodes: readonly number[], outcome: Outcome = 'ok'): this {
    for (const node of nodes) {
      if (outcome === 'ok' && asked.operation !== 'read')
        this.store(node, asked.key, asked.version);
      const version = this.versionAt(node, asked.key);
      const end = { outcome, reason: reasonOf(asked, outcome), version };
      this.tell('served', node, { kind: 'served', client: 0, ...asked, ...end });
    }
    return this;
  }

  completes(node: number, asked: Asked, outcome: Outcome = 'ok'): this {
    const version = outcome === 'ok' ? asked.version : NO_VERSION;
    const end = { outcome, reason: reasonOf(asked, outcome), version };
    return this.tell('completed', node, { kind: 'completed', client: 0, ...asked, ...end });
  }

  /** A whole operation: replicas carry it out a tick later, its coordinator ends it after two. */
  operates(
    ...[node, operation, key, replicas]: [number, OperationName, string, readonly number[]]
  ): this {
    return this.operatesFor(0, node, operation, key, replicas);
  }

  /** As that, of what is to stay for so many ticks; 0 is for good. */
  operatesFor(
    ...[ttlTicks, node, operation, key, replicas]: [
      number,
      number,
      OperationName,
      string,
      readonly number[],
    ]
  ): this {
    const asked = this.invokes(node, operation, key, 'v', ttlTicks);
    this.now++;
    this.serves(asked, replicas);
    this.now++;
    return this.completes(node, asked);
  }

  copies(node: number, key: string, from: number): this {
    this.store(node, key, this.versionAt(from, key));
    const version = this.versionAt(node, key);
    return this.tell('copied', node, { kind: 'copied', key, from, version });
  }

  handsOff(node: number, key: string): this {
    this.held.delete(`${node} ${key}`);
    return this.tell('handedOff', node, { kind: 'handedOff', key });
  }

  /** The tombstone that a node has is gone. */
  purges(node: number, key: string): this {
    const version = this.versionAt(node, key);
    this.held.delete(`${node} ${key}`);
    return this.tell('purged', node, { kind: 'purged', key, version });
  }

  /** The clock, or the disk, of a node is changed. */
  changes(node: number): this {
    return this.tell('changed', node, { step: 'clock', text: 'clock' });
  }

  private member(kind: string, node: number, member: number, incarnation: number): void {
    this.tell(kind, node, { kind, member, incarnation });
  }

  private storageOf(node: number): number {
    return this.storages.get(node) ?? node * 100;
  }

  private versionAt(node: number, key: string): Version {
    return this.held.get(`${node} ${key}`) ?? NO_VERSION;
  }

  private store(node: number, key: string, version: Version): void {
    if (compareVersions(version, this.versionAt(node, key)) <= 0) return;
    this.held.set(`${node} ${key}`, version);
  }

  private tell(kind: string, node: number, data: unknown, a = 0, b = 0): this {
    this.id++;
    if (this.sink.kinds.includes(kind)) {
      this.sink.on({ id: this.id, time: this.now, node, kind, cause: 0, a, b, c: 0, data });
    }
    return this;
  }
}

/** Why an operation ended so, if nothing but the state of its key was in its way. */
function reasonOf({ operation }: Asked, outcome: Outcome): Reason {
  if (outcome === 'ok') return '';
  if (outcome === 'unknown') return 'no quorum';
  return operation === 'create' ? 'exists' : 'no such key';
}
