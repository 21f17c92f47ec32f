import fc from 'fast-check';
import { Application } from '../../src/application/application';
import type { FaultStep, ResolvedFault, Target } from '../../src/faults/plan';
import { runScenario } from '../../src/index';
import { positionOfKey } from '../../src/protocol/ring/course-hash';
import { RandomRoot } from '../../src/simulation/random';
import { range } from '../support/course-logs';
import { eventsOf, quiet } from '../support/course-runs';

/** Where the course says that ids 1..10 stand. */
const POSITIONS = [73, 99, 368, 53, 67, 0, 413, 494, 272, 240];
const ALL_UP = 5;

function step(id: string, at: number, crash: Target): FaultStep {
  return { id, at, crash };
}

function applied(plan: readonly FaultStep[], seed = '1', nodes = 10) {
  const last = Math.max(...plan.map((fault) => ('at' in fault ? fault.at : 0)));
  const application = new Application({ ...quiet(nodes, last + 1), faults: plan }, seed);
  application.advance();
  return { application, faults: application.run().plan.faults };
}

/** Who went down by a step. */
function struckBy(fault: ResolvedFault): readonly number[] {
  if (!('crash' in fault) || !('nodes' in fault.crash)) throw new Error('no resolved crash');
  return fault.crash.nodes;
}

function struck(plan: readonly FaultStep[], seed = '1', nodes = 10): (readonly number[])[] {
  return applied(plan, seed, nodes).faults.map(struckBy);
}

/** The replicas of a key, primary first, by walking the ring a slot at a time. */
function replicasOf(key: string, up: readonly number[]): number[] {
  const start = positionOfKey(key);
  return range(0, 511)
    .flatMap((slot) => up.filter((node) => POSITIONS[node - 1] === (start + slot) % 512))
    .slice(0, 3);
}

const key = fc.string({ minLength: 1, maxLength: 8 });

test('named nodes are struck, in the order in which they are named', () => {
  expect(struck([step('a', ALL_UP, { nodes: [7, 3] })])).toEqual([[7, 3]]);
});

test('a node that is down already, or has not started, is passed over', () => {
  const plan = [
    step('early', 1, { nodes: [1, 10] }),
    step('late', ALL_UP, { nodes: [1, 2] }),
    step('none', ALL_UP, { nodes: [1] }),
  ];
  expect(struck(plan)).toEqual([[1], [2], []]);
});

test('who is struck is down from then on, and it is an event', () => {
  const faults = [step('a', ALL_UP, { nodes: [3, 7] })];
  const { application } = applied(faults);
  expect(application.simulation.upNodes()).toEqual([1, 2, 4, 5, 6, 8, 9, 10]);
  const { events } = runScenario({ ...quiet(10, 40), faults }, { events: 'messages' });
  const crashed = events.where({ kind: 'crashed' });
  expect(crashed).toMatchObject([
    { node: 'n3', time: ALL_UP },
    { node: 'n7', time: ALL_UP },
  ]);
  const theirs = [...events.where({ node: 'n3' }), ...events.where({ node: 'n7' })];
  const after = theirs.filter(({ id }) => id > crashed[1]!.id);
  // What is left to tell of them is what becomes of their mail.
  expect(after.filter(({ kind }) => kind !== 'dropped')).toEqual([]);
});

test('replicas are those of the ring of live nodes', () => {
  const property = fc.property(key, (of) => {
    const [primary, secondary, tertiary] = replicasOf(of, range(1, 10));
    const one = (replica: 'primary' | 'secondary' | 'tertiary') =>
      struck([step('a', ALL_UP, { replica, of })]);
    expect(one('primary')).toEqual([[primary]]);
    expect(one('secondary')).toEqual([[secondary]]);
    expect(one('tertiary')).toEqual([[tertiary]]);
  });
  fc.assert(property, { seed: 7, numRuns: 15 });
});

test('replicas are looked up anew for every step, the dead left out', () => {
  const property = fc.property(key, (of) => {
    const plan = (['tertiary', 'tertiary', 'secondary', 'primary'] as const).map((replica, i) =>
      step(`${i}`, ALL_UP, { replica, of }),
    );
    let up = range(1, 10);
    const expected = [2, 2, 1, 0].map((rank) => {
      const node = replicasOf(of, up)[rank]!;
      up = up.filter((each) => each !== node);
      return [node];
    });
    expect(struck(plan)).toEqual(expected);
  });
  fc.assert(property, { seed: 8, numRuns: 15 });
});

test('the lowest live node that is no replica', () => {
  const property = fc.property(key, (noReplicaOf) => {
    const others = range(1, 10).filter(
      (node) => !replicasOf(noReplicaOf, range(1, 10)).includes(node),
    );
    const plan = ['a', 'b'].map((id) => step(id, ALL_UP, { noReplicaOf }));
    const [first, second] = others;
    expect(struck(plan)).toEqual([[first], [second]]);
  });
  fc.assert(property, { seed: 9, numRuns: 15 });
});

test('where there are too few nodes a rule strikes nobody', () => {
  expect(struck([step('a', ALL_UP, { replica: 'tertiary', of: 'k' })], '1', 2)).toEqual([[]]);
  expect(struck([step('a', ALL_UP, { noReplicaOf: 'k' })], '1', 3)).toEqual([[]]);
  const plan = [step('a', 1, { nodes: [1] }), step('b', 2, { draw: 'one' })];
  expect(struck(plan, '1', 1)).toEqual([[1], []]);
});

describe('draws', () => {
  const seeds = range(1, 300).map(String);

  test('one of the live nodes, each as likely as the others', () => {
    const counts = new Map<number, number>();
    for (const seed of seeds) {
      const [, nodes] = struck(
        [step('down', ALL_UP, { nodes: [1, 2] }), step('a', ALL_UP, { draw: 'one' })],
        seed,
      );
      expect(nodes).toHaveLength(1);
      counts.set(nodes![0]!, (counts.get(nodes![0]!) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(range(3, 10));
    // 37.5 expected of each, with a deviation of 5.7.
    for (const count of counts.values()) expect(Math.abs(count - 37.5)).toBeLessThan(4 * 5.7);
  });

  test.each([1, 2, 3, 10, 11])('half of %d nodes, from (random below N) / 2 on', (nodes) => {
    const firsts = new Set<number>();
    for (const seed of seeds.slice(0, 120)) {
      const drawn = new RandomRoot(seed).stream('fault half').below(nodes);
      const index = Math.floor(drawn / 2);
      firsts.add(index);
      const [hit] = struck([step('half', ALL_UP, { draw: 'half' })], seed, nodes);
      expect(hit).toEqual(range(index + 1, index + Math.floor(nodes / 2)));
    }
    expect([...firsts].sort((a, b) => a - b)).toEqual(range(0, Math.floor((nodes - 1) / 2)));
  });

  test('depend on no other step, nor on the time', () => {
    const others = [step('x', ALL_UP, { draw: 'one' }), step('y', ALL_UP + 1, { draw: 'half' })];
    for (const seed of seeds.slice(0, 20)) {
      const alone = struck([step('a', ALL_UP + 2, { draw: 'half' })], seed)[0]!;
      const later = struck([step('a', ALL_UP + 9, { draw: 'half' })], seed)[0]!;
      const among = struck([...others, step('a', ALL_UP + 2, { draw: 'half' })], seed);
      expect(later).toEqual(alone);
      const dead = among.slice(0, 2).flat();
      expect(among[2]).toEqual(alone.filter((node) => !dead.includes(node)));
    }
  });

  test('steps of different names draw apart', () => {
    const picks = (id: string) =>
      seeds.slice(0, 40).map((seed) => struck([step(id, ALL_UP, { draw: 'one' })], seed)[0]![0]);
    expect(picks('a')).not.toEqual(picks('b'));
  });
});

test('the resolved plan keeps each rule beside what it came to, in order of time', () => {
  const late = step('late', 9, { draw: 'one' });
  const early = step('early', ALL_UP, { replica: 'primary', of: 'k' });
  const { faults } = applied([late, early]);
  expect(faults.map(({ id, at, rule }) => ({ id, at, ...rule }))).toEqual([early, late]);
  for (const fault of faults) expect(struckBy(fault)).toHaveLength(1);
});

test('replaying what was resolved is the same run', () => {
  const drawn = { ...quiet(10, 60), faults: [step('a', 20, { draw: 'half' })] };
  const application = new Application(drawn, '5');
  application.advance();
  const run = application.run();
  const faults = run.plan.faults.map(({ rule: _rule, ...fault }) => fault);
  const again = new Application({ ...drawn, faults }, '5');
  again.advance();
  expect(again.run().fingerprint).toBe(run.fingerprint);
});

test('the operator is told once for each node struck', () => {
  const announce = ['', 'Failed a node'];
  const faults = [{ ...step('a', ALL_UP, { nodes: [2, 3] }), announce }];
  const notes = eventsOf({ ...quiet(10, 8), faults }, '1').filter(({ node }) => node === 0);
  expect(notes.filter(({ data }) => (data as { text: string }).text === announce[1])).toHaveLength(
    2,
  );
});

test('a node that is named twice is struck once', () => {
  expect(struck([step('a', ALL_UP, { nodes: [3, 3] })])).toEqual([[3]]);
});
