/** Owners whose coming, or going, is taken back while it is under way, beneath clients that write. */

import { runScenario } from '../../src/index';
import { scenarioOf } from '../support/yaml-files';

function scenario(movement: string, pending: string): string {
  return `
duration: 90s
cluster:
  nodes: 5
  later: [n5]
  replication: { n: 3, r: 2, w: 2, quorum: strict, clock: hybrid, readRepair: blocking }
  ring: { hash: murmur3, tokens: 16, pending: ${pending}, streamFrom: replaced, epochCheck: on }
network: { latency: 1ms..5ms }
workload: { clients: 3, ratePerClient: 10/s, keys: 40, mix: { read: 50%, put: 50% }, stamp: client, to: 70s }
faults:
  - { at: 8s, start: n5 }
${movement}
expect: [acknowledgedWritesSurvive, quorumsMeet, readsAreMonotone, replicasAgree, replicated]
`;
}

/** The newcomer dies before it has what it is to have. */
const COMING = `
  - { at: 20s, link: { to: n5, latency: 400ms, for: 3s } }
  - { at: 20s, addOwner: { node: n5, by: n1 } }
  - { at: 20500ms..21500ms, crash: n5 }
  - { at: 40s, removeOwner: { node: n5, by: n1 } }`;

/** Whoever is to have what n2 had is away, and n2 is to stay after all. */
const GOING = `
  - { at: 20s, crash: { nodes: n3, restartAfter: 35s } }
  - { at: 25s, removeOwner: { node: n2, by: n1 } }
  - { at: 40s, addOwner: { node: n2, by: n4 } }`;

describe.each([
  ['a coming', COMING],
  ['a going', GOING],
])('%s that is taken back', (_, movement) => {
  test.each(['inflate', 'slot'])('leaves the ring and what was written (%s)', (pending) => {
    for (const seed of ['1', '2']) {
      const run = runScenario(scenarioOf(scenario(movement, pending), seed), { seed });
      const changes = [...run.events.where({ kind: 'ringChanged', node: 'n1' })];
      expect(
        changes.map(({ epoch, added, taken, moving }) => [epoch, added, taken, moving.length]),
      ).toEqual([
        [2, [], [], 1],
        [3, [], [], 0],
      ]);
      const wrong = run.verdicts.filter(({ verdict }) => verdict !== 'pass');
      expect(wrong).toEqual([]);
    }
  });
});
