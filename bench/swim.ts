/** What is measured of SWIM, beside what others were measured at and our goals. */

import { measureSwim, type SwimFigures, type SwimWorkload } from './swim-cluster';

/** A line of the bench. */
export interface SwimLine {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
  readonly ratio: string;
  readonly goal: string;
}

const QUIET = {
  protocol: 'swim',
  ...{ seconds: 60, crashes: 0, joins: 0, loss: 0, warmUps: 1 },
} as const;
const CHURN = { ...QUIET, crashes: 100, joins: 100, loss: 0.01 } as const;

const PEERSIM = 'PeerSim, Newscast: 1.8 M at 10^4, 0.96 M at 10^5, 0.35 M at 10^6 events/s';
const MEMBERLIST = 'memberlist itself, in real time: 60 s';

/** The lines, each when it is measured. */
export function* swimLines(): Generator<SwimLine> {
  yield line({ ...QUIET, nodes: 1_000, runs: 20, warmUps: 5 }, PEERSIM, '4 M events/s');
  yield line({ ...QUIET, nodes: 10_000, runs: 2 }, PEERSIM, '3 M events/s');
  yield line({ ...QUIET, nodes: 100_000, runs: 1 }, PEERSIM, '2 M events/s, 1 KB a node at rest');
  yield line({ ...CHURN, nodes: 1_000, runs: 3 }, PEERSIM, 'none');
  yield line({ ...CHURN, nodes: 10_000, runs: 1, warmUps: 0 }, PEERSIM, 'none');
  const large = { ...CHURN, nodes: 100_000, runs: 1, warmUps: 0 };
  yield line(large, PEERSIM, '1 M events/s, 1 KB a node at rest');
  const largest = { ...QUIET, nodes: 1_000_000, crashes: 10, runs: 1, warmUps: 0 };
  yield line(largest, PEERSIM, '0.5 M events/s, 4 GB');
  const lan = {
    ...QUIET,
    protocol: 'lifeguard',
    nodes: 300,
    crashes: 1,
    runs: 10,
    warmUps: 3,
  } as const;
  yield line(lan, MEMBERLIST, '0.3 s');
}

function line(workload: SwimWorkload, beside: string, goal: string): SwimLine {
  const { protocol, nodes, crashes, joins, seconds } = workload;
  const figures = measureSwim(workload);
  const churn = crashes === 0 ? '' : `, ${crashes} crashes, ${joins} joins`;
  const what = `${protocol}, ${nodes} nodes, ${seconds} virtual seconds${churn}`;
  return { what, figure: figureOf(figures), beside, ratio: memoryOf(figures), goal };
}

function figureOf({ eventsPerSecond, wallSeconds, wrong }: SwimFigures): string {
  if (wrong.length > 0) return `does not count: ${wrong.join('; ')}`;
  return `${(eventsPerSecond / 1e6).toFixed(2)} M events/s, ${wallSeconds.toFixed(2)} s`;
}

function memoryOf({ peakMB, peakBytesPerNode, restBytesPerNode }: SwimFigures): string {
  const bytes = `${peakBytesPerNode.toFixed(0)} B a node at most, ${restBytesPerNode.toFixed(0)} at rest`;
  return `peak ${peakMB.toFixed(0)} MB: ${bytes}`;
}
