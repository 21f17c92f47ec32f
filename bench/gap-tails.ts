/**
 * The tail of heartbeat gaps as it is, beside the bound from which the fan-out is derived
 * (`src/protocol/membership/fan-out.ts`).
 */

import { Application } from '../src/application/application';
import { fanOutFor, offset, reach } from '../src/protocol/membership/fan-out';
import { readConf } from '../src/scenario/conf';

interface MemberRow {
  readonly heartbeat: number;
  /** The observer's heartbeat when this one last rose. */
  readonly heardAt: number;
}

/** Everybody has joined by then, at any size. */
const SETTLED_TICK = 60;

/** How many (observer, subject, tick) had each gap, over so many seeds and ticks a seed. */
export function gapCounts(nodes: number, loss: number, seeds: number, ticks: number): number[] {
  const { scenario } = readConf('gaps.conf', Buffer.from(`MAX_NNB: ${nodes}\nSINGLE_FAILURE: 1\n`));
  const network = {
    ...scenario.network,
    loss: { probability: loss, firstTick: SETTLED_TICK, lastTick: Infinity },
  };
  const quiet = { ...scenario, network, faults: [], durationTicks: Infinity };
  const counts: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { simulation } = new Application(quiet, `gaps ${seed}`);
    for (let tick = SETTLED_TICK; tick < SETTLED_TICK + ticks; tick++) {
      simulation.advance(tick);
      for (let node = 1; node <= nodes; node++) {
        const { members } = simulation.inspect(node) as { members: readonly MemberRow[] };
        // Raised after this tick's mail was read.
        const now = members[0]!.heartbeat - 1;
        for (const { heardAt } of members.slice(1)) {
          const gap = now - heardAt;
          counts[gap] = (counts[gap] ?? 0) + 1;
        }
      }
    }
  }
  return Array.from(counts, (count: number | undefined) => count ?? 0);
}

/** The share of gaps of `gap` ticks or more. */
export function tailShare(counts: readonly number[], gap: number): number {
  const sum = (from: number) => counts.slice(from).reduce((total, count) => total + count, 0);
  return sum(gap) / sum(0);
}

/** What the rule assumes that share to be at most, at its design loss. */
export function tailBound(
  nodes: number,
  failTicks: number,
  removeTicks: number,
  gap: number,
): number {
  const fanOut = fanOutFor(nodes, failTicks, removeTicks);
  return Math.exp(-reach(nodes, fanOut) * Math.max(0, gap - offset(nodes, fanOut)));
}

/** The table of docs/design.md: measured share / bound. */
export function printGapTails(): void {
  const sizes = [
    { nodes: 10, seeds: 200, ticks: 500 },
    { nodes: 100, seeds: 4, ticks: 300 },
    { nodes: 1000, seeds: 1, ticks: 20 },
  ];
  for (const { nodes, seeds, ticks } of sizes) {
    const counts = gapCounts(nodes, 0.1, seeds, ticks);
    const fanOut = fanOutFor(nodes, 5, 20);
    process.stdout.write(`gaps at ${nodes} nodes, fan-out ${fanOut}, 10 % lost: measured, bound\n`);
    for (let gap = 4; tailShare(counts, gap) > 0; gap++) {
      const share = tailShare(counts, gap).toExponential(1);
      const bound = tailBound(nodes, 5, 20, gap).toExponential(1);
      process.stdout.write(`    ${gap} ticks or more: ${share}, ${bound}\n`);
    }
  }
}
