/**
 * SWIM in clusters that start converged: what a protocol event (a delivered message or a timer)
 * costs the processor, and a node the memory. Run in a process of its own, with the fingerprint on;
 * only a run that ends right counts: every crash known to every node that is up, and nobody that is up
 * removed for good.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Application } from '../src/application/application';
import type { FaultStep } from '../src/faults/plan';
import type { Address } from '../src/protocol/address';
import { NodeSet } from '../src/measures/node-set';
import { cluster } from '../src/scenario/cluster';
import type { Scenario } from '../src/scenario/scenario';
import type { EventSink, EventView } from '../src/simulation/events';
import { inChild } from './child';

const SECOND = 1000;

export interface SwimWorkload {
  readonly protocol: 'swim' | 'lifeguard';
  readonly nodes: number;
  readonly seconds: number;
  /** Spread over so many seconds from the first on, as are the joins. */
  readonly within: number;
  readonly crashes: number;
  readonly joins: number;
  /** Of messages, 0..1. */
  readonly loss: number;
  /** So many runs, after as many to warm up as `warmUps`. */
  readonly runs: number;
  readonly warmUps: number;
}

export interface SwimFigures {
  /** Protocol events of a run, and a second of processor time. */
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Of a run. */
  readonly wallSeconds: number;
  readonly peakMB: number;
  /** Peak memory beyond that of the bare program; and what is left in use at the end. */
  readonly peakBytesPerNode: number;
  readonly restBytesPerNode: number;
  /** What is wrong in the end; empty where the run counts. */
  readonly wrong: readonly string[];
}

export function measureSwim(workload: SwimWorkload): SwimFigures {
  return inChild('swim', [JSON.stringify(workload)]) as SwimFigures;
}

/** What such a process does. */
export function swimChild([words]: readonly string[]): SwimFigures {
  const workload = JSON.parse(words!) as SwimWorkload;
  const collect = collector();
  collect();
  const bare = { peak: process.resourceUsage().maxRSS, used: inUse() };
  for (let seed = 0; seed < workload.warmUps; seed++) runOnce(workload, `warm-up ${seed}`);
  const rounds = Array.from({ length: workload.runs }, (_, seed) => runOnce(workload, `${seed}`));
  const last = rounds.at(-1)!;
  const peak = process.resourceUsage().maxRSS;
  collect();
  const used = inUse();
  const sum = (of: (round: Round) => number) => rounds.reduce((all, each) => all + of(each), 0);
  return {
    events: last.events,
    eventsPerSecond: sum((each) => each.events) / sum((each) => each.cpuSeconds),
    wallSeconds: sum((each) => each.wallSeconds) / rounds.length,
    peakMB: peak / 1024,
    peakBytesPerNode: ((peak - bare.peak) * 1024) / workload.nodes,
    restBytesPerNode: (used - bare.used) / workload.nodes,
    wrong: rounds.flatMap(({ outcome, application }) => outcome.wrong(application)),
  };
}

interface Round {
  readonly application: Application;
  readonly outcome: Outcome;
  readonly events: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

function runOnce(workload: SwimWorkload, seed: string): Round {
  const outcome = new Outcome();
  const application = new Application(scenarioOf(workload), seed, [outcome]);
  application.advanceTo(1);
  const before = { ...protocolEvents(application, outcome) };
  const startedAt = performance.now();
  const mark = process.cpuUsage();
  application.advance();
  const { user, system } = process.cpuUsage(mark);
  const events = protocolEvents(application, outcome).count - before.count;
  const wallSeconds = (performance.now() - startedAt) / 1000;
  return { application, outcome, events, cpuSeconds: (user + system) / 1e6, wallSeconds };
}

function scenarioOf(workload: SwimWorkload): Scenario {
  const { protocol, nodes, seconds, within, crashes, joins, loss } = workload;
  const durationTicks = seconds * SECOND;
  const all = nodes + joins;
  const apart = Math.floor(nodes / (crashes + 1));
  const spread = (i: number, count: number) => SECOND + Math.floor((i * within * SECOND) / count);
  const step = (id: string, i: number, count: number, rest: object) =>
    ({ id: `${id} ${i}`, at: spread(i, count), ...rest }) as FaultStep;
  return cluster({
    ...{ nodes: all, start: 'converged', durationTicks, tickMicros: 1000 },
    later: Array.from({ length: joins }, (_, i) => nodes + 1 + i),
    membership: { protocol, introducers: [1, 2, 3] },
    network: {
      delay: { distribution: 'uniform', minTicks: 1, maxTicks: 5 },
      loss: { probability: loss, firstTick: 0, lastTick: durationTicks - 1 },
      maxInFlight: 10_000_000,
    },
    faults: [
      ...Array.from({ length: crashes }, (_, i) =>
        step('crash', i, crashes, { crash: { nodes: [4 + i * apart] } }),
      ),
      ...Array.from({ length: joins }, (_, i) =>
        step('join', i, joins, { start: { nodes: [nodes + 1 + i] } }),
      ),
    ],
  });
}

/** Delivered messages and timers: all events but those of other kinds. */
function protocolEvents({ simulation }: Application, outcome: Outcome): { readonly count: number } {
  const { sent, lost, dropped } = simulation.net.counts;
  const others = Object.values(dropped).reduce((sum, count) => sum + count, sent + lost);
  return { count: simulation.log.count - others - outcome.seen };
}

/** Who was removed by whom: a fold over a run's events. */
class Outcome implements EventSink {
  readonly kinds = [
    ...['started', 'crashed', 'note', 'knewAll', 'groupStarted', 'joinTried', 'joined', 'returned'],
    ...['suspected', 'aliveAgain', 'removed', 'left'],
  ];
  /** Events of these kinds. */
  seen = 0;
  /** Of each node that crashed, who has removed it. */
  private readonly crashed = new Map<Address, NodeSet>();
  /** By member, who removed it while it was up, and did not take that back. */
  private readonly wronged = new Map<Address, Set<Address>>();

  on({ kind, node, data }: EventView): void {
    this.seen++;
    if (kind === 'crashed') this.crashed.set(node, new NodeSet());
    if (kind !== 'removed' && kind !== 'joined' && kind !== 'returned') return;
    const { member } = data as { readonly member: Address };
    const removers = this.crashed.get(member);
    if (kind !== 'removed') this.wronged.get(member)?.delete(node);
    else if (removers !== undefined) removers.add(node);
    else this.wronged.set(member, (this.wronged.get(member) ?? new Set()).add(node));
  }

  /** What is wrong at the end of a run, in a few words. */
  wrong({ simulation }: Application): string[] {
    const up = simulation.upNodes();
    const problems = [...this.wronged].flatMap(([member, removers]) =>
      simulation.isUp(member)
        ? [...removers].map((node) => `n${node} removed n${member} for good`)
        : [],
    );
    const doubtful = up.filter((node) =>
      [...this.crashed.values()].some((removers) => !removers.has(node)),
    );
    if (doubtful.length > 1000)
      return [`${doubtful.length} nodes have not removed all that crashed`];
    // Who never heard of a node that crashed has nothing to remove.
    for (const node of doubtful) {
      const { members } = simulation.inspect(node) as { readonly members: readonly Row[] };
      const kept = members.filter((row) => row.state !== 'removed' && this.crashed.has(row.member));
      for (const { member } of kept) problems.push(`n${node} has not removed n${member}`);
    }
    return problems.slice(0, 10);
  }
}

interface Row {
  readonly member: Address;
  readonly state: string;
}

function inUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
