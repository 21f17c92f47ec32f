/** Views stored once for many nodes: what each node knows is what it would know by itself. */

import fc from 'fast-check';

import { Application } from '../../../../src/application/application';
import type { FaultStep } from '../../../../src/faults/plan';
import { protocolOf } from '../../../../src/protocol/membership/protocols';
import { SeparateMembers } from '../../../../src/protocol/membership/swim/member-store';
import {
  ALIVE,
  DEAD,
  LEFT,
  type Members,
  SUSPECT,
} from '../../../../src/protocol/membership/swim/members';
import { SharedMembers } from '../../../../src/protocol/membership/swim/shared-members';
import { cluster } from '../../../../src/scenario/cluster';
import { tries } from '../../../support/trials';

/** Few, so that all come to know the same now and then. */
const NODES = 5;
const ADDRESSES = 7;
const STATES = [ALIVE, SUSPECT, DEAD, LEFT];

type Change =
  | {
      readonly does: 'learns';
      readonly node: number;
      readonly member: number;
      readonly state: number;
    }
  | { readonly does: 'restarts' | 'goes'; readonly node: number };

const node = fc.integer({ min: 1, max: NODES });
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      ...{
        does: fc.constant('learns' as const),
        node,
        member: fc.integer({ min: 1, max: ADDRESSES }),
      },
      state: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('restarts', 'goes'), node }) },
);

/** A state and, in steps of four, an incarnation. */
function learn(members: Members, member: number, what: number): void {
  const known = members.find(member);
  const index = known < 0 ? members.add(member, 0) : known;
  members.set(index, STATES[what % 4]!, Math.floor(what / 4));
}

function contents(members: Members): unknown[] {
  const rows = Array.from({ length: ADDRESSES + 1 }, (_, address) => {
    const index = members.find(address);
    if (index < 0) return undefined;
    return [index, members.stateAt(index), members.incarnationAt(index), members.addressAt(index)];
  });
  return [members.size, members.included, ...rows];
}

test('a shared store gives back, to each node, what it was told', () => {
  const converged: fc.Arbitrary<readonly number[]> = fc.constantFrom([], [1, 2, 3]);
  fc.assert(
    fc.property(converged, fc.array(change, { maxLength: 300, size: 'max' }), (first, changes) => {
      const stores = [new SharedMembers(first), new SeparateMembers(first)];
      const views = stores.map(
        (store) => new Map(first.map((each) => [each, store.firstView(each)])),
      );
      for (const each of changes) {
        for (const [i, store] of stores.entries()) {
          const mine = views[i]!;
          if (each.does === 'learns' && mine.has(each.node)) {
            learn(mine.get(each.node)!, each.member, each.state);
          } else if (each.does !== 'learns') {
            if (mine.delete(each.node)) store.forget(each.node);
            if (each.does === 'restarts') mine.set(each.node, store.newView(each.node));
          }
        }
      }
      const [shared, separate] = views;
      for (const [each, members] of separate!) {
        expect(contents(shared!.get(each)!)).toEqual(contents(members));
      }
    }),
    { numRuns: tries(500) },
  );
});

test('what all nodes that are up know is a fact no more, nor what nobody holds', () => {
  const store = new SharedMembers([1, 2, 3]);
  const views = [1, 2, 3].map((each) => store.firstView(each));
  expect(store.facts).toBe(0);
  for (const [i, members] of views.entries()) {
    members.set(1, SUSPECT, 0);
    expect(store.facts).toBe(i === 2 ? 0 : 1);
  }
  views[0]!.set(1, DEAD, 0);
  views[0]!.set(1, ALIVE, 1);
  expect(store.facts).toBe(1);
  views[2]!.set(1, ALIVE, 1);
  store.forget(2);
  expect(store.facts).toBe(0);
});

test('a newcomer knows nobody, and holds up nothing that it has not heard of', () => {
  const store = new SharedMembers([1, 2]);
  const views = [1, 2].map((each) => store.firstView(each));
  const newcomer = store.newView(9);
  expect(contents(newcomer).slice(0, 2)).toEqual([0, 0]);
  expect([1, 2, 9].map((each) => newcomer.find(each))).toEqual([-1, -1, -1]);
  for (const members of views) members.set(1, DEAD, 0);
  expect(store.facts).toBe(0);
  newcomer.add(2, 0);
  expect(newcomer.stateAt(1)).toBe(ALIVE);
  expect(newcomer.find(1)).toBe(-1);
});

const SECOND = 1000;
const anyNode = fc.integer({ min: 1, max: 12 }).map((each) => ({ nodes: [each] }));
const at = fc.integer({ min: 1, max: 90 * SECOND });
const time = fc.integer({ min: SECOND, max: 40 * SECOND });
const fault = fc.oneof(
  fc.record({ at, crash: anyNode, restartAfter: time }),
  fc.record({ at, crash: anyNode }),
  fc.record({ at, leave: anyNode }),
  fc.record({ at, pause: anyNode, for: time }),
  fc.record({
    at,
    partition: fc.tuple(anyNode, fc.constant({ draw: 'half' as const })),
    for: time,
  }),
  fc.record({ at, start: fc.constantFrom({ nodes: [13] }, { nodes: [14] }) }),
);

describe.each(['swim', 'lifeguard'] as const)('a run of %s', (protocol) => {
  test.each(['converged', 'joining'] as const)(
    'that is %s is the same without sharing',
    (start) => {
      const runs = fc.record({
        plan: fc.array(fault, { maxLength: 12, size: 'max' }),
        loss: fc.constantFrom(0, 0.05, 0.3),
        duplicate: fc.constantFrom(0, 0.2),
        seed: fc.string(),
      });
      fc.assert(
        fc.property(runs, ({ plan, loss, duplicate, seed }) => {
          const faults = plan.map((step, i) => ({
            id: `f${i}`,
            ...step,
          })) as unknown as FaultStep[];
          const scenario = cluster({
            ...{ nodes: 14, later: [13, 14], start, durationTicks: 120 * SECOND },
            membership: { protocol, introducers: [1, 2] },
            network: {
              delay: { distribution: 'uniform', minTicks: 5, maxTicks: 80 },
              ...{ duplicate, maxMessageBytes: 400 },
              loss: { probability: loss, firstTick: 0, lastTick: 119 * SECOND },
            },
            faults,
          });
          const [together, apart] = [true, false].map((sharedViews) => {
            const application = new Application(scenario, seed, [], { sharedViews });
            application.advance();
            const { simulation } = application;
            return [
              application.run().fingerprint,
              simulation.upNodes().map((n) => simulation.inspect(n)),
            ];
          });
          expect(together).toEqual(apart);
        }),
        { numRuns: tries(20) },
      );
    },
  );
});

test('a long run of nodes that come and go leaves no facts behind', () => {
  const scenario = cluster({
    ...{ nodes: 10, start: 'converged', durationTicks: 2000 * SECOND, tickMicros: 1000 },
    membership: { protocol: 'swim' },
    faults: Array.from({ length: 90 }, (_, i) => ({
      ...{ id: `f${i}`, at: (1 + 20 * i) * SECOND, restartAfter: 10 * SECOND },
      crash: { nodes: [1 + (i % 10)] },
    })),
  });
  const store = new SharedMembers(Array.from({ length: 10 }, (_, i) => i + 1));
  const views = jest.spyOn(protocolOf(scenario.cluster.membership), 'views').mockReturnValue(store);
  let most = 0;
  const application = new Application(scenario, '1');
  views.mockRestore();
  for (let tick = 0; tick < scenario.durationTicks; tick += SECOND) {
    application.advanceTo(tick);
    most = Math.max(most, store.facts);
  }
  application.advance();
  expect(application.run().plan.faults).toHaveLength(180);
  expect(most).toBeGreaterThan(0);
  // A node has two of them at a time at most, and those of so many nodes that are open.
  expect(most).toBeLessThan(20);
  expect(store.facts).toBe(0);
});
