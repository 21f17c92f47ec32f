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
  ...{ seconds: 60, within: 12, crashes: 0, joins: 0, loss: 0, warmUps: 1 },
} as const;
const CHURN = { ...QUIET, crashes: 100, joins: 100, loss: 0.01 } as const;

const PEERSIM = 'PeerSim, Newscast: 1.8 M at 10^4, 0.96 M at 10^5, 0.35 M at 10^6 events/s';
const MEMBERLIST = 'memberlist itself, in real time: 60 s';

/**
 * A crash is suspected by all of a million nodes within 15 seconds, and each gives the suspect 24 to
 * refute.
 */
const LARGEST = {
  ...{ ...QUIET, nodes: 1_000_000, seconds: 48, within: 1, crashes: 10 },
  ...{ runs: 1, warmUps: 0 },
} as const;

/** The lines, each when it is measured. */
export function* swimLines(): Generator<SwimLine> {
  const slope = new Slope();
  yield slope.line({ ...QUIET, nodes: 1_000, runs: 20, warmUps: 5 }, '4 M events/s');
  yield slope.line({ ...QUIET, nodes: 10_000, runs: 2 }, '3 M events/s');
  const large = { ...QUIET, nodes: 100_000, runs: 1, warmUps: 0 };
  yield slope.line(large, '2 M events/s, 1 KB a node at rest');
  yield slope.line(LARGEST, '0.5 M events/s, 4 GB');
  const churn = new Slope();
  yield churn.line({ ...CHURN, nodes: 1_000, runs: 3 }, 'none');
  yield churn.line({ ...CHURN, nodes: 10_000, runs: 1, warmUps: 0 }, 'none');
  const largeChurn = { ...CHURN, nodes: 100_000, runs: 1, warmUps: 0 };
  yield churn.line(largeChurn, '1 M events/s, 1 KB a node at rest');
  const lan = {
    ...QUIET,
    protocol: 'lifeguard',
    nodes: 300,
    crashes: 1,
    runs: 10,
    warmUps: 3,
  } as const;
  yield line(lan, measureSwim(lan), MEMBERLIST, '0.3 s');
}

/** What an event costs in larger and larger clusters. */
class Slope {
  private smallest: number | undefined;

  line(workload: SwimWorkload, goal: string): SwimLine {
    const figures = measureSwim(workload);
    this.smallest ??= figures.eventsPerSecond;
    const times = (this.smallest / figures.eventsPerSecond).toFixed(2);
    const { ratio, ...rest } = line(workload, figures, PEERSIM, goal);
    return { ...rest, ratio: `${times} times the time an event of 1,000 nodes; ${ratio}` };
  }
}

function line(
  workload: SwimWorkload,
  figures: SwimFigures,
  beside: string,
  goal: string,
): SwimLine {
  const { protocol, nodes, crashes, joins, seconds } = workload;
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
