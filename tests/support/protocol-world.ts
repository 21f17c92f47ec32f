/**
 * A few programs on fake hosts with one clock: each tick mail, disks, membership timers, store
 * timers, as in a simulation. The test decides about every message: lost, doubled, out of order.
 */

import type { Address } from '../../src/protocol/address';
import type { Host, Program } from '../../src/protocol/host';
import { completeDisk, FakeHost, type Sent } from './protocol-host';

export class FakeWorld<P extends Program> {
  now = 0;
  readonly hosts = new Map<Address, FakeHost>();
  readonly programs = new Map<Address, P>();
  /** How often a message arrives: 0 for a lost one, 1, or more for a doubled one. */
  fate: (sent: Sent) => number = () => 1;
  /** The order in which the messages of a tick arrive. */
  order: (mail: Sent[]) => Sent[] = (mail) => mail;
  /** Everything that was sent, in order. */
  readonly history: Sent[] = [];
  diskWorks = true;
  private mail: Sent[] = [];

  constructor(
    private readonly create: (host: Host) => P,
    private readonly configure: (host: FakeHost) => void = () => undefined,
    private readonly seed = 'fake world',
  ) {}

  start(...nodes: Address[]): this {
    for (const node of nodes) {
      let host = this.hosts.get(node);
      if (host === undefined) {
        host = new FakeHost(node, this.seed);
        this.configure(host);
        this.hosts.set(node, host);
      } else host.restart();
      host.now = this.now;
      const program = this.create(host);
      this.programs.set(node, program);
      program.start();
    }
    return this;
  }

  crash(...nodes: Address[]): this {
    for (const node of nodes) {
      this.programs.delete(node);
      this.hosts.get(node)!.restart();
      // Mail under way to it is lost, as is mail to a later boot.
      this.mail = this.mail.filter(({ to }) => to !== node);
    }
    return this;
  }

  host(node: Address): FakeHost {
    return this.hosts.get(node)!;
  }

  program(node: Address): P {
    return this.programs.get(node)!;
  }

  /** The next tick. */
  step(): void {
    this.collect();
    this.now++;
    for (const host of this.hosts.values()) host.now = this.now;
    const arriving = this.order(this.mail.splice(0));
    for (const sent of arriving) this.programs.get(sent.to)?.onMessage(sent.from, sent.message);
    if (this.diskWorks) this.forEach(completeDisk);
    for (const layer of ['membership', 'store'] as const) {
      this.forEach((host, program) => {
        for (const { kind, data } of host.dueTimers(layer)) program.onTimer(kind, data);
      });
    }
    this.collect();
  }

  run(ticks: number): this {
    for (let i = 0; i < ticks; i++) this.step();
    return this;
  }

  /** What was sent of one kind since the `since`-th message. */
  sentOf(kind: string, since = 0): Sent[] {
    return this.history.slice(since).filter(({ message }) => message.kind === kind);
  }

  private forEach(action: (host: FakeHost, program: P) => void): void {
    for (const [node, program] of this.programs) action(this.hosts.get(node)!, program);
  }

  private collect(): void {
    for (const host of this.hosts.values()) {
      for (const sent of host.take()) {
        this.history.push(sent);
        for (let times = this.fate(sent); times > 0; times--) this.mail.push(sent);
      }
    }
  }
}
