import type { FaultStep } from '../../src/faults/plan';
import { cluster } from '../../src/scenario/cluster';
import { readYaml } from '../../src/scenario/yaml/read';
import { FaultRun } from '../support/fault-runs';

const WHEN = { when: { kind: 'crashed' }, after: 1, times: 1 };
const EVERY = { every: 10, first: 20, last: 40 };

/** Of four nodes the fourth is no owner at the start. */
const RING = {
  ...({ nodes: 4, later: [4], durationTicks: 100, store: { replicas: 2 } } as const),
  ring: { policy: 'operator', hash: 'murmur3' },
} as const;

function planned(...faults: object[]): FaultStep[] {
  return faults.map((step, i) => ({ id: `s${i + 1}`, ...step }) as FaultStep);
}

test.each<object[][]>([
  [[{ at: 20, addOwner: 4 }]],
  [[{ at: 20, removeOwner: 1 }]],
  [
    [
      { at: 20, removeOwner: 1 },
      { at: 40, addOwner: 1 },
    ],
  ],
  [
    [
      { at: 40, removeOwner: 4 },
      { at: 20, addOwner: 4 },
    ],
  ],
  // The same again, as where whoever was told first has died.
  [
    [
      { at: 20, removeOwner: 1 },
      { at: 40, removeOwner: 1 },
    ],
  ],
  [
    [
      { at: 20, removeOwner: 4 },
      { ...WHEN, addOwner: 4 },
    ],
  ],
])('a plan of %j can be', (faults) => {
  expect(() => cluster({ ...RING, faults: planned(...faults) })).not.toThrow();
});

test('a removal that would leave fewer owners than copies is refused, unless others may have come', () => {
  const problem = 'the ring would have 2 owners without n1, and a key has 3 replicas';
  const of = (...faults: object[]) => {
    const store = { replicas: 3 };
    return () =>
      cluster({ ...RING, store, faults: planned({ at: 20, removeOwner: 1 }, ...faults) });
  };
  expect(of()).toThrow(`faults, s1: ${problem}`);
  expect(of({ at: 30, addOwner: 4 })).toThrow(problem);
  for (const came of [{ at: 10 }, WHEN, EVERY]) expect(of({ ...came, addOwner: 4 })).not.toThrow();
});

test.each<[object, string]>([
  [{ at: 20, addOwner: 1 }, 'n1 is an owner from the start, and no step removes it'],
  [{ at: 20, removeOwner: 4 }, 'n4 is no owner, and no step adds it'],
  [{ ...WHEN, removeOwner: 4 }, 'n4 is no owner, and no step adds it'],
  [{ ...EVERY, addOwner: 2 }, 'n2 is an owner from the start, and no step removes it'],
])('a step %j alone, which every run would refuse, is refused', (step, problem) => {
  const faults = planned(step, { at: 10, removeOwner: 3 });
  expect(() => cluster({ ...RING, faults })).toThrow(`faults, s1: ${problem}`);
});

test('of such steps every run says that it refused them', () => {
  const faults = planned({ at: 20, addOwner: 1 }, { at: 30, removeOwner: 4 });
  const run = new FaultRun({ ...cluster(RING), faults });
  expect(run.of('moveRefused')).toHaveLength(2);
});

/** What is doubted in a file of such a cluster. */
function doubts(steps: string): readonly string[] {
  const text = `duration: 60s
cluster: { nodes: 4, later: [n4], ring: operator, replication: { n: 2 } }
faults: [${steps}]`;
  return readYaml('x.yaml', new TextEncoder().encode(text)).warnings;
}

test.each<[string, string[]]>([
  [
    '{ at: 5s, addOwner: n1 }, { at: 9s, removeOwner: n1 }',
    [
      'x.yaml:3:30: faults[0].addOwner: n1 is an owner from the start, and what removes it comes later',
    ],
  ],
  [
    '{ at: 9s, addOwner: n4 }, { every: 2s, to: 8s, removeOwner: { node: n4, by: n2 } }',
    ['x.yaml:3:70: faults[1].removeOwner: n4 is no owner, and what adds it comes later'],
  ],
  ['{ at: 9s, addOwner: n4 }, { every: 2s, to: 9s, removeOwner: n4 }', []],
  ['{ at: 9s, addOwner: n4 }, { when: crashed, removeOwner: n4 }', []],
  ['{ when: crashed, addOwner: n4 }, { at: 2s, removeOwner: n4 }', []],
  ['{ every: 9s, addOwner: n4 }, { at: 9s, removeOwner: n4 }', []],
])('what comes too early is doubted: %s', (steps, warnings) => {
  expect(doubts(steps)).toEqual(warnings);
});
