/**
 * A write is acknowledged only when its quorum of distinct nodes has stored it (I2): W, or as many as the
 * operation asked for. A hint, which no read asks for, is no copy.
 */

import type { Address } from '../protocol/address';
import { compareVersions, type Version } from '../protocol/store/record';
import type { CompletedEvent, InvokedEvent, ServedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import { beginOf, endOf } from './operation-span';
import { idOf } from './request-id';
import type { Verdict } from './verdict';

const CHECK = 'writesReachQuorum';

/** A write under way. */
interface Write {
  /** What those had of its key that carried it out, whoever's attempt it was. */
  readonly stored: Map<Address, Version>;
  /** As many are to have it. */
  readonly quorum: number;
}

export class WritesReachQuorum implements EventSink {
  readonly kinds = ['asked', 'invoked', 'served', 'completed', 'answered'];
  private readonly writes = new Map<string, Write>();
  private readonly findings = new Findings();
  private acknowledged = 0;

  /** @param writeQuorum W */
  constructor(private readonly writeQuorum: number) {}

  on({ kind, id, node, time, data }: EventView): void {
    const told = data as InvokedEvent | ServedEvent | CompletedEvent;
    if (told.operation === 'read') return;
    const name = idOf(told);
    if (kind === beginOf(told)) this.writes.set(name, this.begun(told as InvokedEvent));
    const write = this.writes.get(name);
    // What comes after the answer of a client's other attempt tells nobody anything.
    if (write === undefined) return;
    if (kind === 'served') onServed(write, node, told as ServedEvent);
    else if (kind === 'completed') this.onCompleted(write, id, time, told as CompletedEvent);
    if (kind === endOf(told)) this.writes.delete(name);
  }

  verdict(): Verdict {
    const passed = `every acknowledged write (${this.acknowledged}) was stored by its quorum`;
    return this.findings.verdict(CHECK, passed);
  }

  private begun({ options }: InvokedEvent): Write {
    const given = options?.quorum ?? 0;
    return { stored: new Map(), quorum: given === 0 ? this.writeQuorum : given };
  }

  private onCompleted(
    { stored, quorum }: Write,
    event: number,
    time: number,
    { outcome, operation, key, version }: CompletedEvent,
  ): void {
    if (outcome !== 'ok') return;
    this.acknowledged++;
    // A replica that has acknowledged has it, or something newer.
    const having = [...stored.values()].filter((each) => compareVersions(each, version) >= 0);
    if (having.length >= quorum) return;
    const what = `a ${operation} of ${JSON.stringify(key)} was acknowledged at tick ${time}`;
    this.findings.add(`${what}, stored by ${having.length} of ${quorum} nodes`, event);
  }
}

function onServed({ stored }: Write, node: Address, { outcome, version }: ServedEvent): void {
  if (outcome === 'ok') stored.set(node, version);
}
