/**
 * Averaging gossip (Jelasity, Montresor and Babaoglu, 2005) as a user would write it: each period
 * a node sends its value to one random peer, who answers with its own, and both take the mean. Run
 * in a process of its own, with the fingerprint on: what a protocol event (a delivered message or
 * a timer) costs the processor, and a node the memory, from small clusters to very large ones.
 */

import type { Address } from '../src/protocol/address';
import { address, oneOf, unsigned } from '../src/protocol/fields';
import type { Host, Program, TimerKind } from '../src/protocol/host';
import { Catalogue, type Message } from '../src/protocol/message';
import { Simulation } from '../src/simulation/simulation';
import { inChild } from './child';

/** A value, in millionths: below 1,000. */
interface Value {
  readonly kind: 'value';
  readonly way: 'there' | 'back';
  readonly value: number;
}

const messages = Catalogue.of<Value>({
  value: { number: 1, fields: { way: oneOf('there', 'back'), value: unsigned(0x3fff_ffff) } },
});
const events = Catalogue.of<{ kind: 'settled'; on: number }>({
  settled: { number: 32, fields: { on: address } },
});

const PERIOD: TimerKind = { name: 'period', layer: 'membership' };
const PERIOD_TICKS = 1000;

class Averaging implements Program {
  private value: number;

  constructor(
    private readonly host: Host,
    private readonly nodes: number,
  ) {
    this.value = (host.self % 1000) * 1_000_000;
  }

  start(): void {
    this.host.setTimer(1 + this.host.random.below(PERIOD_TICKS), PERIOD);
  }

  onTimer(): void {
    const { host } = this;
    host.setTimer(PERIOD_TICKS, PERIOD);
    const other = 1 + host.random.below(this.nodes - 1);
    host.send(other < host.self ? other : other + 1, this.message('there'));
  }

  onMessage(from: Address, message: Message): boolean {
    const { way, value } = message as Value;
    if (way === 'there') this.host.send(from, this.message('back'));
    this.value = Math.round((this.value + value) / 2);
    return true;
  }

  leave(): void {
    // Nobody keeps a list of members.
  }

  onDisk(): void {
    // Nothing is stored.
  }

  onCommand(): void {
    // There are no clients.
  }

  inspect(): number {
    return this.value;
  }

  private message(way: Value['way']): Value {
    return { kind: 'value', way, value: this.value };
  }
}

export interface AveragingFigures {
  /** Protocol events a second of processor time. */
  readonly eventsPerSecond: number;
  /** Peak memory, of the whole process and of what is more than before there were nodes. */
  readonly bytesPerNode: number;
  readonly ownBytesPerNode: number;
  /** From making the cluster to all nodes started, processor time. */
  readonly startNsPerNode: number;
  /** The share of the first deviation that is left: nearly 0 where it works. */
  readonly deviationLeft: number;
}

/** How it does with so many nodes. */
export function measureAveraging(nodes: number): AveragingFigures {
  return inChild('averaging', [String(nodes)]) as AveragingFigures;
}

/** What such a process does. */
export function averagingChild(nodes: number): AveragingFigures {
  const bare = process.resourceUsage().maxRSS;
  let mark = process.cpuUsage();
  const seconds = () => {
    const { user, system } = process.cpuUsage(mark);
    mark = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const simulation = new Simulation({
    seed: 'averaging',
    network: {
      delay: { distribution: 'uniform', minTicks: 10, maxTicks: 50 },
      maxMessageBytes: 1400,
      maxInFlight: nodes,
    },
    disk: { latencyTicks: 0, maxRecords: 0 },
    program: { messages, events, create: (host) => new Averaging(host, nodes) },
    nodes,
    nodeOrder: 'arrival',
  });
  for (let node = 1; node <= nodes; node++) simulation.start(node);
  const starting = seconds();
  const first = deviation(simulation, nodes);
  // Long enough for the compiler, and then for four million events and three periods at least.
  const warm = PERIOD_TICKS * Math.max(1, Math.ceil(300_000 / nodes));
  simulation.advance(warm);
  const before = simulation.net.counts.delivered;
  seconds();
  const periods = Math.max(3, Math.ceil(1_500_000 / nodes));
  simulation.advance(warm + PERIOD_TICKS * periods);
  const running = seconds();
  const delivered = simulation.net.counts.delivered - before;
  const peak = process.resourceUsage().maxRSS;
  return {
    eventsPerSecond: (delivered + periods * nodes) / running,
    bytesPerNode: (peak * 1024) / nodes,
    ownBytesPerNode: ((peak - bare) * 1024) / nodes,
    startNsPerNode: (starting * 1e9) / nodes,
    deviationLeft: deviation(simulation, nodes) / first,
  };
}

/** The mean distance of the values from their mean. */
function deviation(simulation: Simulation, nodes: number): number {
  const values = Float64Array.from(
    { length: nodes },
    (_, i) => simulation.inspect(i + 1) as number,
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / nodes;
  return values.reduce((sum, value) => sum + Math.abs(value - mean), 0) / nodes;
}
