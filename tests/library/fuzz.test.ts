/** Random clusters, steered at random: nothing but an InputError is thrown, and all accounts agree. */

import fc from 'fast-check';
import {
  cluster,
  type ClusterOptions,
  type Delay,
  InputError,
  type Run,
  simulation,
  type Simulation,
} from '../../src/index';
import { tries } from '../support/trials';

const DURATION = 140;

type Call =
  | { readonly what: 'runUntil'; readonly tick: number }
  | { readonly what: 'crash'; readonly node: string }
  | { readonly what: 'create' | 'update'; readonly node: string; readonly key: string }
  | { readonly what: 'read' | 'delete'; readonly node: string; readonly key: string };

const node = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }).map((id) => `n${id}`) },
  { weight: 1, arbitrary: fc.constantFrom('3:0', '4.0.0.0:0', 'n0', '', 'x') },
);
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 1, arbitrary: fc.constantFrom('', 'é'.repeat(600), '\ud800', '__proto__') },
);
/** So far on from where the run stands, sometimes back or beyond the end. */
const runUntil = fc.record({
  what: fc.constant('runUntil' as const),
  tick: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 25 }) },
    { weight: 1, arbitrary: fc.constantFrom(-5, 0.5, NaN, 500) },
  ),
});
const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: runUntil },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('crash' as const), node }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom('create', 'read', 'update', 'delete'),
        ...{ node, key },
      }),
    },
  ),
  { maxLength: 30 },
);
const clusters: fc.Arbitrary<ClusterOptions> = fc.record({
  nodes: fc.integer({ min: 1, max: 12 }),
  durationTicks: fc.constant(DURATION),
  nodeOrder: fc.constantFrom('arrival', 'falling'),
  store: fc.boolean(),
  starts: fc.record({ nodes: fc.integer({ min: 1, max: 4 }), ticks: fc.constantFrom(1, 5, 30) }),
  network: fc.record({
    delay: fc.constantFrom<Delay[]>(
      { distribution: 'constant', ticks: 1 },
      { distribution: 'constant', ticks: 3 },
      { distribution: 'uniform', minTicks: 1, maxTicks: 3 },
      { distribution: 'exponential', floorTicks: 1, meanTicks: 2 },
      { distribution: 'tail', minTicks: 1, maxTicks: 2, slowShare: 0.1, slowTicks: 8 },
    ),
    duplicate: fc.constantFrom(0, 0, 0.2),
    reorder: fc.constantFrom(0, 0, 0.2),
    linkCapacity: fc.constantFrom(1, 5, 10_000),
    loss: fc.record({
      probability: fc.constantFrom(0, 0, 0.1, 0.5),
      ...{ firstTick: fc.constant(20), lastTick: fc.constant(DURATION) },
    }),
  }),
  disk: fc.record({ latencyTicks: fc.constantFrom(0, 0, 2) }),
  faults: fc.constantFrom(
    [],
    [{ id: 'one', at: 40, crash: { draw: 'one' } }],
    [{ id: 'step 1', at: 41, crash: { replica: 'primary', of: 'a' } }],
  ),
});

function carryOut(sim: Simulation, call: Call): void {
  switch (call.what) {
    case 'runUntil':
      sim.runUntil(sim.now + call.tick);
      return;
    case 'crash':
      sim.crash(call.node);
      return;
    case 'create':
    case 'update':
      sim.node(call.node)[call.what](call.key, 'v');
      return;
    default:
      sim.node(call.node)[call.what](call.key);
  }
}

function steered(options: ClusterOptions, seed: string, plan: readonly Call[]) {
  const sim = simulation(cluster(options), { seed });
  const refused = plan.map((call) => {
    try {
      carryOut(sim, call);
      return '';
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
  });
  return { run: sim.finish(), refused };
}

function accountOf(run: Run) {
  const { fingerprint, operations, verdicts, events } = run;
  return { fingerprint, operations, verdicts, json: run.toJSON(), events: [...events] };
}

function verdictOf({ verdicts }: Run, check: string): string | undefined {
  return verdicts.find((verdict) => verdict.check === check)?.verdict;
}

/** What the checks say and what the matchers say of the same run. */
function expectAgreement(run: Run, { nodes, store }: ClusterOptions): void {
  const failed = run.events.where({ kind: 'crashed' }).map((event) => event.node);
  if (verdictOf(run, 'noFalseRemovals') === 'pass') expect(run).not.toHaveFalseRemovals();
  else expect(run).toHaveFalseRemovals();
  const isRemoved = verdictOf(run, 'failedRemoved') === 'pass';
  for (const name of failed) {
    const message = missingRemovals(run, name);
    if (isRemoved) expect(message).not.toContain('not removed by');
  }
  if (verdictOf(run, 'viewsAgree') === 'pass') expectSameViews(run, nodes - failed.length);
  if (store === true && verdictOf(run, 'replicated') === 'pass') {
    const copies = Math.min(3, nodes - failed.length);
    for (const written of acknowledged(run))
      if (copies > 0) expect(run).toReplicate(written, { copies });
  }
  expect(
    run.verdicts.every(({ evidence }) => evidence.every((id) => id <= run.counts.events)),
  ).toBe(true);
}

/** What `toHaveRemoved` has to say against it; nothing where it passes. */
function missingRemovals(run: Run, name: string): string {
  try {
    expect(run).toHaveRemoved(name);
    return '';
  } catch (error) {
    return String(error);
  }
}

function expectSameViews(run: Run, up: number): void {
  const views = new Map<string, Set<string>>();
  for (const event of run.events) {
    if (event.kind === 'started') views.set(event.node, new Set());
    else if (event.kind === 'crashed') views.delete(event.node);
    else if (event.kind === 'joined') views.get(event.node)!.add(event.member);
    else if (event.kind === 'removed') views.get(event.node)!.delete(event.member);
  }
  expect(views.size).toBeLessThanOrEqual(up);
  const names = [...views.keys()].sort();
  for (const view of views.values()) expect([...view].sort()).toEqual(names);
}

/** Keys whose last acknowledged write stored a value. */
function acknowledged(run: Run): string[] {
  const last = new Map<string, string>();
  for (const { key: written, operation, outcome } of run.events.where({ kind: 'completed' })) {
    if (operation !== 'read' && outcome === 'ok') last.set(written, operation);
  }
  return [...last].filter(([, operation]) => operation !== 'delete').map(([written]) => written);
}

test('a random run can be repeated, and its checks and matchers agree', () => {
  const property = fc.property(clusters, fc.string(), calls, (options, seed, plan) => {
    const { run, refused } = steered(options, seed, plan);
    expectAgreement(run, options);
    const again = steered(options, seed, plan);
    expect(again.refused).toEqual(refused);
    expect(accountOf(again.run)).toEqual(accountOf(run));
    expect(JSON.parse(JSON.stringify(run))).toEqual(JSON.parse(JSON.stringify(run.toJSON())));
    // However it came about, an operation that was asked for is told of, once.
    const asked = plan.filter(
      ({ what }, i) => /create|read|update|delete/.test(what) && refused[i] === '',
    );
    expect(run.operations).toHaveLength(asked.length);
    expect(new Set(run.operations.map(({ id }) => id)).size).toBe(asked.length);
  });
  fc.assert(property, { seed: 11, numRuns: tries(200) });
});
