/** A day of virtual time: what a run keeps does not grow with its length. */

import { Application } from '../../src/application/application';
import { OperationOutcomes } from '../../src/checks/operations';
import { RunChecks } from '../../src/checks/run-checks';
import { Judge } from '../../src/cli/judge';
import { CourseOutput } from '../../src/report/course-output';
import { readYaml } from '../../src/scenario/yaml/read';
import { liveBytes } from '../support/heap';

const HOUR = 3_600_000;
const DAY = `
name: a day of steady clients
duration: 24h
cluster: { nodes: 10, membership: heartbeat, replication: { n: 3, r: 2, w: 2 } }
network: { latency: { distribution: exponential, floor: 1ms, mean: 5ms }, loss: 1% }
workload:
  { clients: 10, ratePerClient: 2/s, keys: 20, mix: { read: 50%, update: 40%, delete: 10% } }
expect:
  - viewsAgree
  - acknowledgedWritesSurvive
  - deletesStayDeleted
`;

/** The folds remember 10,000 writes of unknown end each, which fill up in the course of the day. */
const SLACK_BYTES = 8_000_000;

test('24 hours of ten nodes and steady clients', () => {
  const seed = '1';
  const scenario = readYaml('day.yaml', Buffer.from(DAY)).scenarioFor(seed);
  const judge = new Judge(scenario);
  const checks = new RunChecks(scenario);
  const output = new CourseOutput(() => undefined);
  const sinks = [...judge.sinks, ...checks.sinks, new OperationOutcomes(), output];
  const application = new Application(scenario, seed, sinks);
  application.advanceTo(2 * HOUR);
  const early = liveBytes();
  application.advanceTo(24 * HOUR);
  const late = liveBytes();
  expect(late - early).toBeLessThan(SLACK_BYTES);
  const run = application.run();
  expect(run.counts.events).toBeGreaterThan(40_000_000);
  expect(judge.finish(run).inWords).toBe('met all 3 expectations');
}, 1_800_000);
