import fc from 'fast-check';
import { Application } from '../../src/application/application';
import type { Run } from '../../src/application/run';
import type { FaultStep, Target } from '../../src/faults/plan';
import { RunChecks } from '../../src/checks/run-checks';
import { type SavedRun, savedRun } from '../../src/explain/saved-run';
import { cluster } from '../../src/scenario/cluster';
import type { Scenario } from '../../src/scenario/scenario';
import type { EventSink, EventView } from '../../src/simulation/events';
import { ALL_KINDS } from './course-runs';

const DURATION = 110;
const NODES = 5;

const address = fc.integer({ min: 1, max: NODES });
const tick = fc.integer({ min: 10, max: 90 });
const span = fc.integer({ min: 1, max: 30 });
const target: fc.Arbitrary<Target> = fc.oneof(
  fc.record({ nodes: fc.uniqueArray(address, { minLength: 1, maxLength: 2 }) }),
  fc.constant({ draw: 'one' } as const),
  fc.record({ random: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ replica: fc.constantFrom('primary', 'secondary'), of: fc.constantFrom('a', 'b') }),
  fc.constant({ coordinatorOf: 'a' }),
);
/** No node is named in both. */
const groups = fc.tuple(target, target).filter(([one, other]) => {
  const [here, there] = [one, other].map((group) => ('nodes' in group ? group.nodes : []));
  return !here!.some((node) => there!.includes(node));
});
const action = fc.oneof(
  fc.record({ crash: target, restartAfter: span, wipe: fc.boolean() }),
  fc.record({ crash: target }),
  fc.record({ pause: target, for: span }),
  fc.record({ partition: groups, for: span, oneWay: fc.boolean() }),
  fc.record({ link: fc.record({ loss: fc.constantFrom(0.3, 0.9) }), from: target, for: span }),
  fc.record({ link: fc.record({ hold: fc.constant(true) }), to: target, for: span }),
  fc.record({ clock: target, driftPpm: fc.constantFrom(-100_000, 100_000) }),
  fc.record({ disk: target, slowTicks: fc.constantFrom(1, 5) }),
  fc
    .record({ from: address, to: address, order: fc.constant(0) })
    .filter(({ from, to }) => from !== to)
    .map((lose) => ({ lose })),
);
const trigger = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: tick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ every: fc.integer({ min: 10, max: 40 }), first: tick, last: fc.constant(95) },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      when: fc.record({ kind: fc.constantFrom('crashed', 'suspected', 'completed') }),
      ...{ after: fc.integer({ min: 1, max: 5 }), times: fc.integer({ min: 1, max: 2 }) },
    }),
  },
);
const faults = fc.array(fc.tuple(trigger, action), { maxLength: 5 }).map((steps) =>
  steps.map(([when, what], i): FaultStep => {
    const at = 'lose' in what && !('at' in when) ? { at: 50 } : when;
    return { id: `step ${i + 1}`, ...at, ...what };
  }),
);
const operations = fc
  .array(
    fc.record({
      at: tick,
      operation: fc.constantFrom('create', 'read', 'update', 'delete'),
      key: fc.constantFrom('a', 'b', '\u202e"x"'),
      coordinator: fc.option(address, { nil: undefined }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ coordinator, ...step }, i) => {
      const through = coordinator === undefined ? {} : { coordinator };
      return { id: `op ${i + 1}`, value: `v${i}`, ...step, ...through };
    }),
  );

/** A small cluster with a store, of which all that can go wrong may. */
export const randomScenario: fc.Arbitrary<Scenario> = fc
  .record({
    ...{ faults, operations },
    loss: fc.constantFrom(0, 0.1, 0.4),
    delay: fc.constantFrom(
      { distribution: 'constant', ticks: 1 } as const,
      { distribution: 'uniform', minTicks: 1, maxTicks: 4 } as const,
    ),
    duplicate: fc.constantFrom(0, 0.2),
  })
  .map(({ faults, operations, loss, delay, duplicate }) =>
    cluster({
      ...{ name: 'random', nodes: NODES, durationTicks: DURATION, store: true, faults },
      network: {
        ...{ delay, duplicate },
        loss: { probability: loss, firstTick: 5, lastTick: DURATION },
      },
      workload: { announcements: [], operations },
    }),
  );

export const seeds = fc.integer({ min: 1, max: 1_000_000 }).map(String);

/** Through JSON, as a file would hold it. */
export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A run as `--save` keeps it. */
export function keptRun(scenario: Scenario, seed: string): SavedRun {
  const checks = new RunChecks(scenario);
  const run = runWith(scenario, seed, checks.sinks);
  const events = { level: 'outcomes', kept: 0, leftOut: 0 } as const;
  return throughJson(savedRun(run, { ...checks.finish(run), events }, '0.0.0'));
}

export function runWith(scenario: Scenario, seed: string, sinks: readonly EventSink[]): Run {
  const application = new Application(scenario, seed, sinks);
  application.advance();
  return application.run();
}

export interface Fate {
  readonly sentAt: number;
  /** The steps that had changed the world in its tick when it was sent. */
  readonly changedBy: readonly string[];
  lost: boolean;
  /** How long it took; 0 where it did not come. */
  ticks: number;
}

/** What became of every message, by sender, receiver, tick and order on that link in that tick. */
export function fatesOf(scenario: Scenario, seed: string): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  const bySent = new Map<number, string>();
  const orders = new Map<string, number>();
  let changes: { readonly time: number; readonly by: string[] } = { time: -1, by: [] };
  const on = ({ kind, id, node, a, time, cause, data }: EventView) => {
    if (changes.time !== time) changes = { time, by: [] };
    if (kind === 'changed') changes.by.push((data as { readonly step: string }).step);
    if (kind === 'sent') {
      const link = `${node} ${a} ${time}`;
      const order = orders.get(link) ?? 0;
      orders.set(link, order + 1);
      bySent.set(id, `${link} ${order}`);
      const changedBy = [...changes.by];
      fates.set(`${link} ${order}`, { sentAt: time, changedBy, lost: false, ticks: 0 });
      return;
    }
    const fate = fates.get(bySent.get(cause) ?? '');
    if (fate === undefined) return;
    if (kind === 'lost') fate.lost = true;
    if (kind === 'delivered' && fate.ticks === 0) fate.ticks = time - fate.sentAt;
  };
  runWith(scenario, seed, [{ kinds: ALL_KINDS, on }]);
  return fates;
}
