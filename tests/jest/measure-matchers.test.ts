/** The checks of what is measured, as matchers: each holds, and fails where one setting is bent. */

import { cluster, runScenario } from '../../src/index';
import { messageOf } from '../support/observations';

function crashed(membership: { readonly failTicks?: number; readonly removeTicks?: number } = {}) {
  const faults = [{ id: 'c', at: 60, crash: { nodes: [3] } }];
  return runScenario(cluster({ nodes: 5, durationTicks: 200, membership, faults }));
}

test('detectionTime', () => {
  const slow = crashed({ removeTicks: 60 });
  expect(crashed()).detectionTime({ firstTicks: 21, allTicks: 26 });
  expect(slow).not.detectionTime({ firstTicks: 21 });
  expect(slow).not.detectionTime({ allTicks: 26 });
  expect(slow).detectionTime({ of: 'suspicion', firstTicks: 6, allTicks: 11 });
  expect(crashed({ failTicks: 20 })).not.detectionTime({ of: 'suspicion', firstTicks: 6 });
});

test('disseminationTime', () => {
  expect(crashed()).disseminationTime({ atMostTicks: 5 });
  expect(crashed()).not.disseminationTime({ atMostTicks: 0 });
});

test('falseSuspicions', () => {
  const pause = [{ id: 'p', at: 60, pause: { nodes: [3] }, for: 14 }];
  const scenario = cluster({ nodes: 5, durationTicks: 200, faults: pause });
  const late = { ...scenario.cluster.membership, failTicks: 19 };
  const patient = { ...scenario, cluster: { ...scenario.cluster, membership: late } };
  expect(runScenario(patient)).falseSuspicions({ atMost: 0 });
  const paused = runScenario(scenario);
  expect(paused).not.falseSuspicions({ atMost: 3 });
  expect(
    messageOf(() => {
      expect(paused).falseSuspicions({ atMost: 0 });
    }),
  ).toMatch(/Received: a node that was up was suspected \d+ times, more than 0/);
});

test('the run has the measures', () => {
  const run = crashed();
  expect(run.measures.failures).toMatchObject([{ node: 3, at: 60, removed: { by: 4 } }]);
  expect(run.measures.load.kinds.map(({ kind }) => kind)).toContain('gossip');
});
