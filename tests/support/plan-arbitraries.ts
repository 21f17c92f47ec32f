/** Random plans of faults for a cluster of five nodes and 60 ticks. */

import fc from 'fast-check';
import type { Action, FaultStep, Target, Trigger } from '../../src/faults/plan';
import type { LinkSettings } from '../../src/simulation/links';

export const PLAN_NODES = 5;
export const PLAN_TICKS = 60;
export const PLAN_KEYS = ['k1', 'k2', 'k3'];

const tick = fc.integer({ min: 0, max: PLAN_TICKS - 1 });
const ticks = fc.integer({ min: 1, max: 20 });
const node = fc.integer({ min: 1, max: PLAN_NODES });
const of = fc.constantFrom(...PLAN_KEYS);

/** Targets that chance decides about; those that are up decide nothing else. */
export const drawnTarget: fc.Arbitrary<Target> = fc.oneof(
  fc.constant({ draw: 'one' } as const),
  fc.constant({ draw: 'half' } as const),
  fc.record({ random: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ replicas: fc.integer({ min: 1, max: 2 }), of }),
);

const target: fc.Arbitrary<Target> = fc.oneof(
  drawnTarget,
  fc.record({ nodes: fc.uniqueArray(node, { maxLength: 3 }) }),
  fc.record({ replica: fc.constantFrom('primary', 'secondary', 'tertiary'), of }),
  fc.record({ noReplicaOf: of }),
  fc.record({ coordinatorOf: of }),
  fc.constant({ introducers: true } as const),
  fc.record({ slots: fc.tuple(fc.nat(511), fc.nat(511)) }),
);

const fixedTrigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ at: tick }),
  fc
    .tuple(ticks, tick, tick)
    .map(([every, a, b]) => ({ every, first: Math.min(a, b), last: Math.max(a, b) })),
);
const kinds = ['crashed', 'started', 'suspected', 'removed', 'joined', 'invoked', 'completed'];
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  { weight: 3, arbitrary: fixedTrigger },
  {
    weight: 1,
    arbitrary: fc.record({
      when: fc.oneof(
        fc.record({ kind: fc.constantFrom(...kinds, 'lost', 'changed', 'paused') }),
        fc.record({ kind: fc.constantFrom(...kinds), node }),
        fc.record({ kind: fc.constantFrom('removed', 'suspected', 'left'), member: node }),
        fc.record({ kind: fc.constantFrom('invoked', 'completed', 'served'), key: of }),
      ),
      after: ticks,
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

/** Half of what there is to choose from is given: no field is ever there and undefined. */
function some<T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const share = fc.constantFrom(0, 0.3, 1);
const settings: fc.Arbitrary<Partial<LinkSettings>> = some<LinkSettings>({
  delay: fc.constantFrom(
    { distribution: 'constant', ticks: 4 } as const,
    { distribution: 'uniform', minTicks: 1, maxTicks: 6 } as const,
  ),
  ...{ loss: share, duplicate: share, reorder: share },
  capacity: fc.integer({ min: 1, max: 3 }),
  ...{ cut: fc.boolean(), hold: fc.boolean() },
});

/** Actions that leave whoever is up up, and awake. */
function quietAction(targets: fc.Arbitrary<Target>): fc.Arbitrary<Action> {
  return fc.oneof(
    withSome(
      { partition: fc.array(targets, { minLength: 2, maxLength: 3 }).filter(areApart) },
      { oneWay: fc.boolean(), for: ticks },
    ),
    withSome({ link: settings }, { from: targets, to: targets, for: ticks }),
    withSome(
      { clock: targets },
      {
        driftPpm: fc.integer({ min: -900_000, max: 900_000 }),
        stepTicks: fc.integer({ min: -50, max: 500 }),
      },
    ),
    withSome({ disk: targets }, { slowTicks: fc.nat(5), full: fc.boolean() }),
  ) as fc.Arbitrary<Action>;
}

/** Whether no node is named in two groups. */
function areApart(groups: readonly Target[]): boolean {
  const named = groups.flatMap((group) => ('nodes' in group ? group.nodes : []));
  return new Set(named).size === named.length;
}

function withSome(
  all: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<object> {
  return fc.record({ ...all, ...optional }, { requiredKeys: Object.keys(all) });
}

const action = fc.oneof(
  { weight: 2, arbitrary: quietAction(target) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      withSome({ crash: target }, { restartAfter: ticks, wipe: fc.boolean() }),
      withSome({ start: target }, { wipe: fc.boolean() }),
      withSome({ leave: target }, {}),
      withSome({ pause: target }, { for: ticks }),
      withSome({ resume: target }, {}),
    ) as fc.Arbitrary<Action>,
  },
);

const lose = fc.record({
  at: tick,
  lose: fc.record({ from: node, to: node, order: fc.nat(2) }).filter(({ from, to }) => from !== to),
});

/** A step without its id. */
type Nameless = Trigger & Action;

function named(steps: readonly Nameless[]): FaultStep[] {
  return steps.map((step, i) => ({ id: `s${i}`, ...step }));
}

/** Plans of anything, with a step that heals an earlier one now and then. */
export const plan: fc.Arbitrary<FaultStep[]> = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.tuple(trigger, action).map(([t, a]) => ({ ...t, ...a })),
      },
      { weight: 1, arbitrary: lose },
      {
        weight: 1,
        arbitrary: fc
          .tuple(trigger, fc.constantFrom('s0', 's1', 's0 #1', 's1 #2'))
          .map(([t, heal]) => ({ ...t, heal })),
      },
    ),
    { minLength: 2, maxLength: 7 },
  )
  .map(named)
  // Only what changes links can be healed.
  .filter((steps) =>
    steps.every(
      (step) =>
        !('heal' in step) ||
        steps.some((other) => changesLinks(other) && step.heal.split(' ')[0] === other.id),
    ),
  );

function changesLinks(step: FaultStep): boolean {
  return 'partition' in step || 'link' in step;
}

/** Plans of what is drawn and leaves whoever is up up, at times of its own. */
export const quietPlan: fc.Arbitrary<FaultStep[]> = fc
  .array(
    fc.tuple(fixedTrigger, quietAction(drawnTarget)).map(([t, a]) => ({ ...t, ...a })),
    { minLength: 2, maxLength: 5 },
  )
  .map(named);
