/** What a cluster promises when nodes fail, over many seeds. */

import { cluster, simulation } from '../../src/index';

const LOSS = { probability: 0.1, firstTick: 20, lastTick: 300 };

test.seeds(20)('whoever fails is removed by all, and nobody else', ({ seed }) => {
  const sim = simulation(cluster({ nodes: 10, durationTicks: 200 }), { seed });
  sim.runUntil(100).crash('n4');
  sim.runUntil(103).crash('n1');
  const run = sim.finish();
  expect(run).toHaveJoined(undefined, { within: 15 });
  expect(run).toHaveRemoved('n4', { by: 'all', within: 30 });
  expect(run).toHaveRemoved('n1', { by: 'all', within: 30 });
  expect(run).not.toHaveFalseRemovals();
  expect(run.verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
});

test.seeds(20)('so it is where every tenth message is lost', ({ seed }) => {
  const sim = simulation(cluster({ nodes: 10, durationTicks: 200, network: { loss: LOSS } }), {
    seed,
  });
  sim.runUntil(100).crash('n4');
  const run = sim.finish();
  expect(run).toHaveRemoved('n4', { by: 'all', within: 35 });
  expect(run).not.toHaveFalseRemovals();
});

test.seeds(20)('a value outlives a failure of each of its replicas in turn', ({ seed }) => {
  const sim = simulation(cluster({ nodes: 10, store: true, durationTicks: 300 }), { seed });
  sim.runUntil(50);
  const create = sim.node('n9').create('key', 'value');
  const crashed: string[] = [];
  for (const tick of [60, 120, 180]) {
    sim.runUntil(tick);
    const holders = sim.events.where({ kind: ['served', 'copied'], key: 'key' });
    const next = holders.map(({ node }) => node).find((node) => !crashed.includes(node))!;
    crashed.push(next);
    sim.crash(next);
  }
  const reader = sim.runUntil(250).node(crashed.includes('n10') ? 'n8' : 'n10');
  const read = (reader.isUp ? reader : sim.node('n7')).read('key');
  const run = sim.finish();
  expect(run).toHaveOutcome(create, 'ok');
  expect(run).toReplicate('key', { copies: 3, within: 40 });
  expect(run).toHaveOutcome(read, { outcome: 'ok', value: 'value' });
  expect(run).toHaveEventsInOrder([
    ...[
      { kind: 'completed', operation: 'create' },
      { kind: 'crashed', node: crashed[0] },
    ],
    ...[
      { kind: 'removed', member: crashed[0] },
      { kind: 'copied', key: 'key' },
    ],
    { kind: 'completed', operation: 'read', value: 'value' },
  ]);
});
