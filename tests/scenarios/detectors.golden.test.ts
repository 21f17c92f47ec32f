import { runScenario } from '../../src/application/application';
import { cluster } from '../../src/scenario/cluster';
import { expectGolden } from '../support/golden';

const group = (first: number, last: number) => ({
  nodes: Array.from({ length: last - first + 1 }, (_, i) => first + i),
});

/** Ten nodes join and one comes later, one crashes and comes back, one leaves, a partition heals. */
function fingerprintOf(protocol: 'swim' | 'lifeguard' | 'phi'): string {
  const scenario = cluster({
    ...{
      nodes: 11,
      later: [11],
      durationTicks: 120_000,
      tickMicros: 1000,
      membership: { protocol },
    },
    network: {
      delay: { distribution: 'uniform', minTicks: 1, maxTicks: 5 },
      loss: { probability: 0.05, firstTick: 0, lastTick: 120_000 },
    },
    faults: [
      { id: 'late', at: 5000, start: { nodes: [11] } },
      { id: 'crash', at: 20_000, crash: { nodes: [4] } },
      { id: 'leave', at: 25_000, leave: { nodes: [7] } },
      { id: 'split', at: 40_000, partition: [group(1, 5), group(6, 11)], for: 30_000 },
      { id: 'again', at: 80_000, start: { nodes: [4] } },
    ],
  });
  return runScenario(scenario, '1').fingerprint;
}

test('the fingerprints of swim, lifeguard and phi with seed 1 never change', () => {
  expectGolden('detectors', {
    ...{ swim: fingerprintOf('swim'), lifeguard: fingerprintOf('lifeguard') },
    phi: fingerprintOf('phi'),
  });
});
