import { Application, runScenario } from '../../src/application/application';
import { cluster, type EventLevel, type Run, runScenario as runWhole } from '../../src/index';
import type { Scenario } from '../../src/scenario/scenario';
import {
  ALL_KINDS,
  COURSE_SCENARIOS,
  type CourseScenario,
  eventsOf,
  recorded,
  replay,
  shipped,
} from '../support/course-runs';

const SEED = '20';

function fingerprintOf(scenario: Scenario, seed = SEED): string {
  return runScenario(scenario, seed).fingerprint;
}

/** Events before a tick, as text; the run is not followed further. */
function before(tick: number, scenario: Scenario): string[] {
  const events = eventsOf({ ...scenario, durationTicks: tick }, SEED);
  expect(events.length).toBeGreaterThan(1000);
  return events.map((event) => JSON.stringify(event));
}

/** The first place where two histories part; undefined where they are the same. */
function firstDifference(a: readonly string[], b: readonly string[]): unknown {
  const index = a.findIndex((event, i) => event !== b[i]);
  if (index >= 0) return [a[index], b[index]];
  return a.length === b.length ? undefined : [a.length, b.length];
}

/** The run as the library shows it. */
function observed(scenario: Scenario, events: EventLevel = 'outcomes'): Run {
  return runWhole(scenario, { seed: SEED, events });
}

/** Long enough for all that a scenario does. */
const ALL_STEPS = 320;

describe.each(COURSE_SCENARIOS)('%s', (name) => {
  const scenario = { ...shipped(name), durationTicks: ALL_STEPS };
  const plain = runScenario(scenario, SEED);

  test('earns every point', () => {
    const { grade } = recorded(shipped(name), SEED);
    const lost = grade.rows.filter(({ points, of }) => points < of);
    expect({ lost, replay: replay(name, SEED) }).toEqual({ lost: [], replay: replay(name, SEED) });
  });

  test('is the same run again, in slices, and whoever looks on', () => {
    const sliced = new Application(scenario, SEED);
    let slices = 1;
    while (!sliced.advance(1000)) slices++;
    expect(slices).toBeGreaterThan(10);
    const looksOn = { kinds: ALL_KINDS, on: () => undefined };
    expect(sliced.run()).toEqual(plain);
    expect(runScenario(scenario, SEED, [looksOn, looksOn])).toEqual(plain);
  });

  test('does not depend on its name', () => {
    expect(fingerprintOf({ ...scenario, name: 'some other' })).toBe(plain.fingerprint);
  });

  test('every event is caused by an earlier one or by the scenario', () => {
    const events = eventsOf(scenario, SEED);
    expect(events.filter(({ id }, i) => id !== i + 1)).toEqual([]);
    expect(events.filter(({ id, cause }) => !(cause >= 0 && cause < id))).toEqual([]);
    const fromScenario = events.filter(({ cause }) => cause === 0).map(({ kind }) => kind);
    const allowed = ['command', 'crashed', 'note', 'started'];
    expect(fromScenario.filter((kind) => !allowed.includes(kind))).toEqual([]);
    const carried = events.filter(({ kind }) => /delivered|lost|dropped/.test(kind));
    expect(carried.filter(({ cause }) => events[cause - 1]!.kind !== 'sent')).toEqual([]);
  });
});

test.each([
  ['2', '02'],
  ['1', '1 '],
  ['1', '0x1'],
  ['1', '11'],
  ['12', '1212'],
  ['1', '\u0131'],
  ['1', ''],
])('seeds %j and %j give different runs', (one, other) => {
  const scenario = { ...shipped('singlefailure'), durationTicks: 30 };
  expect(fingerprintOf(scenario, one)).not.toBe(fingerprintOf(scenario, other));
});

test('scenarios that differ in their rubric alone are the same run', () => {
  const scenario = { ...shipped('read'), durationTicks: ALL_STEPS };
  const rubric = { part: 'store', test: 'DELETE' } as const;
  expect(fingerprintOf({ ...scenario, rubric })).toBe(fingerprintOf(scenario));
});

test('the four store scenarios are one run until their tests begin', () => {
  const names: CourseScenario[] = ['create', 'read', 'update', 'delete'];
  const [create, ...others] = names.map((name) => before(150, shipped(name)));
  for (const other of others) expect(firstDifference(other, create!)).toBeUndefined();
});

test('a run is not changed by one that runs between its slices', () => {
  const scenario = { ...shipped('update'), durationTicks: ALL_STEPS };
  const alone = fingerprintOf(scenario);
  const first = new Application(scenario, SEED);
  const second = new Application(shipped('delete'), 'else');
  for (let areDone = false; !areDone;) {
    const isSecondDone = second.advance(777);
    areDone = first.advance(1000) && isSecondDone;
  }
  expect(first.run().fingerprint).toBe(alone);
});

describe('a membership failure', () => {
  const singles: CourseScenario[] = ['singlefailure', 'multifailure', 'msgdropsinglefailure'];

  test.each(singles)(
    'of %s at 137 instead of 100 changes nothing before, and loses no point',
    (name) => {
      const scenario = shipped(name);
      const moved = { ...scenario, faults: scenario.faults.map((step) => ({ ...step, at: 137 })) };
      expect(firstDifference(before(100, moved), before(100, scenario))).toBeUndefined();
      expect(firstDifference(before(101, moved), before(101, scenario))).toBeDefined();
      const usual = recorded(scenario, SEED);
      const later = recorded(moved, SEED);
      expect(later.run.plan.faults).toEqual(
        usual.run.plan.faults.map((fault) => ({ ...fault, at: 137 })),
      );
      expect(later.grade.points).toBe(30);
    },
  );

  test.each([3, 7])('of node %d instead of a drawn one changes nothing before', (node) => {
    const scenario = shipped('singlefailure');
    const chosen = { ...scenario, faults: [{ id: 'mine', at: 100, crash: { nodes: [node] } }] };
    expect(firstDifference(before(100, chosen), before(100, scenario))).toBeUndefined();
    expect(recorded(chosen, SEED).grade.points).toBe(30);
  });

  test('of nodes 3 and 7: the eight others remove these two, each once, and nobody else', () => {
    const faults = [{ id: 'mine', at: 100, crash: { nodes: [3, 7] } }];
    const scenario = shipped('singlefailure');
    const chosen = { ...scenario, faults };
    expect(firstDifference(before(100, chosen), before(100, scenario))).toBeUndefined();
    const run = observed(chosen);
    const by = ['n1', 'n2', 'n4', 'n5', 'n6', 'n8', 'n9', 'n10'];
    for (const failed of ['n3', 'n7']) expect(run).toHaveRemoved(failed, { by });
    expect(run.events.where({ kind: 'removed' })).toHaveLength(2 * by.length);
  });

  test('that never comes changes nothing before, and nobody is removed', () => {
    const scenario = shipped('singlefailure');
    const spared = { ...scenario, faults: [] };
    expect(firstDifference(before(100, spared), before(100, scenario))).toBeUndefined();
    expect(observed(spared).events.where({ kind: 'removed' })).toEqual([]);
  });
});

test('losses begin at 51: until then a run is the same without them', () => {
  const scenario = shipped('msgdropsinglefailure');
  const { loss, ...network } = scenario.network;
  expect(loss).toBeDefined();
  const lossless = { ...scenario, network };
  expect(firstDifference(before(51, scenario), before(51, lossless))).toBeUndefined();
  const lost = observed(scenario, 'messages').events.where({ kind: 'lost' });
  expect(lost.every(({ time }) => time >= 51 && time <= 300)).toBe(true);
  expect(lost.length).toBeGreaterThan(100);
});

test('a shorter run is the beginning of a longer one', () => {
  const short = before(200, shipped('read'));
  const long = before(240, shipped('read'));
  expect(firstDifference(short, long.slice(0, short.length))).toBeUndefined();
  expect(short.at(-1)).toContain('"time":199,');
  expect(long[short.length]).toContain('"time":200,');
});

test('a node that a step of the plan starts first is not started again', () => {
  const scenario = cluster({
    ...{ nodes: 8, durationTicks: 50 },
    faults: [{ id: 'early', at: 0, start: { nodes: [8] } }],
  });
  const started: number[] = [];
  const on = ({ node }: { readonly node: number }) => started.push(node);
  runScenario(scenario, '1', [{ kinds: ['started'], on }]);
  expect(started.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
