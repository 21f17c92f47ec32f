import { cluster, runScenario, simulation } from '../../src/index';
import { messageOf } from '../support/observations';

const STORE = cluster({ nodes: 5, store: true, durationTicks: 200 });

function written() {
  const sim = simulation(STORE).runUntil(50);
  sim.node('n1').create('k', 'v');
  sim.runUntil(60).crash('n4');
  return sim;
}

test('each check holds where it is to hold', () => {
  const run = written().finish();
  expect(run).viewsAgree();
  expect(run).failedRemoved({ withinTicks: 30 });
  expect(run).noFalseRemovals();
  expect(run).replicated({ copies: 3 });
  expect(run).acknowledgedWritesSurvive();
  expect(run).deletesStayDeleted();
  expect(run).readsWereWritten();
  expect(run).writesReachQuorum();
  expect(run).replicasAgree({ withinTicks: 30 });
  expect(run).readsAreMonotone();
  expect(run).versionsNeverFall();
  expect(run).quorumsMeet();
  expect(run).oneVersionPerRequest();
  expect(run).storageKeepsAcknowledged();
  expect(run).availability({ atLeast: 1 });
  expect(run).messageLoad({ atMost: 5000 });
  expect(run).outcome({ operation: 'step 1', is: 'ok', value: 'v' });
});

test('and says what is wrong where it does not', () => {
  const run = written().finish();
  expect(run).not.messageLoad({ atMost: 1 });
  expect(run).not.outcome({ operation: 'step 1', is: 'fail' });
  expect(run).not.replicated({ copies: 4, withinTicks: 10 });
  expect(
    messageOf(() => {
      expect(run).outcome({ operation: 'step 1', is: 'unknown' });
    }),
  ).toContain('Received: step 1 came to ok (v)');
});

test('what cannot be told yet is neither so nor not so', () => {
  const sim = written().runUntil(70);
  for (const act of [
    () => {
      expect(sim).failedRemoved();
    },
    () => {
      expect(sim).not.failedRemoved();
    },
  ]) {
    expect(act).toThrow('it cannot be told yet: 4 of 4, n1 the first, have not removed n4');
  }
});

test('an invariant that a run does not keep, in the words of its check', () => {
  const store = { readQuorum: 1, writeQuorum: 1 };
  const faults = [{ id: 'p', at: 55, partition: [{ nodes: [1, 2] }, { nodes: [3] }] }];
  const run = simulation(cluster({ nodes: 3, store, faults, durationTicks: 200 })).runUntil(50);
  run.node('n1').create('k', 'v');
  run.runUntil(60).node('n1').update('k', 'w');
  // Cut off from the write, n3 is a quorum of its own.
  run.runUntil(65).node('n3').read('k');
  run.runUntil(70);
  expect(run).writesReachQuorum();
  expect(run).not.quorumsMeet();
  expect(
    messageOf(() => {
      expect(run).quorumsMeet();
    }),
  ).toMatch(/Received: nobody whom a read of "k" that ended at tick \d+ heard had the write/);
});

test('a partition longer than the removal time is caught', () => {
  const faults = [
    { id: 'p', at: 50, partition: [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }], for: 40 },
  ];
  const run = runScenario({ ...STORE, faults });
  expect(run).not.noFalseRemovals();
  expect(runScenario({ ...STORE, faults: [{ ...faults[0]!, for: 12 }] })).noFalseRemovals();
});

test('a misspelt parameter is refused', () => {
  const run = written().finish();
  expect(() => {
    expect(run).not.messageLoad({ atmost: 1 } as never);
  }).toThrow(TypeError);
});
