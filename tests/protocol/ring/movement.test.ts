import fc from 'fast-check';

import { RingWorld } from '../../support/ring-world';
import { tries } from '../../support/trials';

const FOUR = '1: 1 2 3 4';

function four(more: Partial<ConstructorParameters<typeof RingWorld>[0]> = {}): RingWorld {
  return new RingWorld({ nodes: 6, owners: 4, ...more }).run(5);
}

test('without a command nobody says anything', () => {
  const world = four().run(200);
  expect(world.views()).toEqual([FOUR]);
  expect(world.recorded).toEqual([]);
  expect(world.simulation.net.counts.sent).toBe(0);
});

test('an owner is first pending and then one, in two epochs, and all agree', () => {
  const world = four().command(2, 'addOwner', 5).run(9);
  expect(world.views([1, 2, 3, 4, 5])).toEqual(['2: 1 2 3 4 -> 1 2 3 4 5']);
  expect(world.run(50).views()).toEqual(['3: 1 2 3 4 5']);
  expect(world.refusals()).toEqual([]);
});

test('an owner that goes is one until those who take its places have what it had', () => {
  const world = four().command(1, 'removeOwner', 4).run(9);
  expect(world.views([1, 2, 3, 4])).toEqual(['2: 1 2 3 4 -> 1 2 3']);
  expect(world.run(50).views()).toEqual(['3: 1 2 3']);
});

test('a movement ends when all who gain by it have what they gain, not before', () => {
  const world = four({ streamTicks: 30 }).command(1, 'removeOwner', 4).run(9).crash(2).run(300);
  expect(world.views()).toEqual(['2: 1 2 3 4 -> 1 2 3']);
  expect(world.start(2).run(100).views()).toEqual(['3: 1 2 3']);
});

test('where nothing is pending the ring is another at once', () => {
  const world = four({ pending: 'none' }).command(2, 'addOwner', 5).run(9);
  expect(world.views()).toEqual(['2: 1 2 3 4 5']);
  world.command(3, 'removeOwner', 1).run(9);
  expect(world.views()).toEqual(['3: 2 3 4 5']);
});

test('whoever went may come again, and whoever came may go', () => {
  const world = four({ pending: 'none' });
  for (const [kind, node] of [
    ...([
      ['addOwner', 5],
      ['removeOwner', 2],
      ['addOwner', 2],
      ['removeOwner', 5],
    ] as const),
  ]) {
    world.command(3, kind, node).run(30);
  }
  expect(world.views()).toEqual(['5: 1 2 3 4']);
  expect(world.changes().at(-1)!.event).toMatchObject({ added: [], taken: [], moving: [] });
});

test.each<[string, (world: RingWorld) => RingWorld, string]>([
  ['an owner is added', (world) => world.command(1, 'addOwner', 3), 'n1: n3: it is on the ring'],
  [
    'none is removed',
    (world) => world.command(1, 'removeOwner', 5),
    'n1: n5: it is not on the ring',
  ],
  [
    'a second one comes while one is coming',
    (world) => world.command(1, 'addOwner', 5).run(5).command(2, 'addOwner', 6),
    'n2: n6: a movement is under way',
  ],
  [
    'too few would be left',
    (world) => world.command(1, 'removeOwner', 4).run(60).command(1, 'removeOwner', 3),
    'n1: n3: too few owners would be left',
  ],
])('a command is refused where %s, which changes nothing', (_, tell, refusal) => {
  const world = tell(four()).run(1);
  const before = world.views();
  expect(world.refusals()).toEqual([refusal]);
  expect(world.run(0).views()).toEqual(before);
});

test('whoever is down, and whoever never was an owner, hears of it later', () => {
  const world = four().crash(3).command(1, 'addOwner', 5).run(100);
  world.start(3).run(40);
  expect(world.version(3).epoch).toBe(3);
  expect(world.version(6).epoch).toBe(3);
  expect(world.views()).toEqual(['3: 1 2 3 4 5']);
});

test('a coordinator that was down goes on with its movement', () => {
  const world = four({ streamTicks: 30 }).command(1, 'addOwner', 5).run(9).crash(1).run(200);
  expect(world.views()).toEqual(['2: 1 2 3 4 -> 1 2 3 4 5']);
  expect(world.start(1).run(100).views()).toEqual(['3: 1 2 3 4 5']);
});

test('one that does not come back is replaced by the same command to another', () => {
  const world = four({ streamTicks: 30 }).command(1, 'addOwner', 5).run(9).crash(1).run(50);
  world.command(3, 'addOwner', 5).run(100);
  expect(world.views()).toEqual(['4: 1 2 3 4 5']);
  expect(world.start(1).run(50).views()).toEqual(['4: 1 2 3 4 5']);
});

test('a coming that cannot end is taken back by the opposite command, and others can come', () => {
  const world = four({ streamTicks: 30 }).command(1, 'addOwner', 5).run(9).crash(5).run(100);
  expect(world.views()).toEqual(['2: 1 2 3 4 -> 1 2 3 4 5']);
  world.command(1, 'removeOwner', 5).run(40);
  expect(world.views()).toEqual(['3: 1 2 3 4']);
  world.command(1, 'addOwner', 6).run(100).start(5).run(100);
  expect(world.views()).toEqual(['5: 1 2 3 4 6']);
  expect(world.refusals()).toEqual([]);
});

test('so is a going, by whoever is told: the coordinator of the movement is told that it is over', () => {
  const world = four({ streamTicks: 30 }).command(1, 'removeOwner', 4).run(9).crash(2).run(100);
  expect(world.views()).toEqual(['2: 1 2 3 4 -> 1 2 3']);
  world.command(3, 'addOwner', 4).run(40);
  expect(world.views()).toEqual(['3: 1 2 3 4']);
  expect(world.refusals()).toEqual(['n1: n4: another version was newer']);
  // It was to gain, and hears that it does not.
  expect(world.start(2).run(100).views()).toEqual(['3: 1 2 3 4']);
});

test('what is not under way is not taken back, be it of another node or over', () => {
  const world = four({ streamTicks: 30 }).command(1, 'addOwner', 5).run(9);
  world.command(1, 'removeOwner', 6).command(1, 'removeOwner', 4).run(9);
  expect(world.views([1])).toEqual(['2: 1 2 3 4 -> 1 2 3 4 5']);
  world.run(100).command(1, 'removeOwner', 5).run(9);
  expect(world.views([1])).toEqual(['4: 1 2 3 4 5 -> 1 2 3 4']);
  expect(world.refusals()).toEqual([
    'n1: n6: it is not on the ring',
    'n1: n4: a movement is under way',
  ]);
});

test('one whose command was heard by nobody has it still after a crash, but not on another disk', () => {
  const world = () => four().cut(1).command(1, 'addOwner', 5).run(3).crash(1).run(5);
  expect(world().heal().start(1).run(100).views()).toEqual(['3: 1 2 3 4 5']);
  expect(world().wipe(1).heal().start(1).run(100).views()).toEqual([FOUR]);
});

test('a node that restarts goes by no older version than before, though it hears of none', () => {
  const world = four().command(1, 'addOwner', 5).run(60).crash(2).cut(2).start(2).run(5);
  expect(world.version(2).epoch).toBe(3);
});

test('what was not stored yet when a node went down it has not heard of', () => {
  const world = four({ storeTicks: 20 }).command(1, 'addOwner', 5).run(15).crash(1);
  expect(world.start(1).run(200).views()).toEqual([FOUR]);
});

test('of two of one epoch by one coordinator, which forgot the first, the later counts', () => {
  const world = four().cut(1, 3).command(1, 'addOwner', 5).run(4).crash(1).wipe(1);
  expect(world.views([3])).toEqual(['2: 1 2 3 4 -> 1 2 3 4 5']);
  world.cut(1).start(1).run(2).crash(6).command(1, 'addOwner', 6).run(2).heal();
  expect(world.run(60).views()).toEqual(['2: 1 2 3 4 -> 1 2 3 4 6']);
  expect(world.start(6).run(60).views()).toEqual(['3: 1 2 3 4 6']);
});

test('of two that were commanded while apart one is given up, and all agree', () => {
  const world = four().cut(1, 2, 5).command(1, 'addOwner', 5).command(3, 'addOwner', 6).run(8);
  expect(world.views()).toHaveLength(2);
  world.heal().run(100);
  expect(world.views()).toEqual(['3: 1 2 3 4 6']);
  expect(world.refusals()).toEqual(['n1: n5: another version was newer']);
});

/** What may happen to the nodes, one thing after another. */
const anyThing = fc.oneof(
  fc.record({
    do: fc.constant('command' as const),
    kind: fc.constantFrom('addOwner' as const, 'removeOwner' as const),
    by: fc.integer({ min: 1, max: 6 }),
    member: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ do: fc.constant('crash' as const), node: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('start' as const), node: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('wipe' as const), node: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('cut' as const), group: fc.subarray([1, 2, 3, 4, 5, 6]) }),
  fc.record({ do: fc.constant('heal' as const) }),
);

test('under loss, cuts and crashes epochs never go back, and in the end all agree and nothing moves', () => {
  const things = fc.array(fc.record({ thing: anyThing, wait: fc.nat(40) }), { maxLength: 14 });
  fc.assert(
    fc.property(things, fc.nat(3), fc.nat(9), fc.nat(6), (list, loss, seed, storeTicks) => {
      const world = four({ loss: loss / 10, seed: `${seed}`, storeTicks });
      for (const { thing, wait } of list) {
        if (thing.do === 'crash') world.crash(thing.node);
        else if (thing.do === 'wipe') world.wipe(thing.node);
        else if (thing.do === 'start') world.start(thing.node);
        else if (thing.do === 'cut') world.cut(...thing.group);
        else if (thing.do === 'heal') world.heal();
        else world.command(thing.by, thing.kind, thing.member);
        world.run(wait);
      }
      world.heal().start(1, 2, 3, 4, 5, 6).run(1200);
      const views = world.views();
      expect(views).toHaveLength(1);
      expect(views[0]).not.toContain('->');
      const latest = new Map<string, number>();
      const named = new Map<string, number>();
      for (const { node, disk, event } of world.changes()) {
        const { epoch, coordinator, boot, checksum } = event;
        expect(epoch).toBeGreaterThanOrEqual(latest.get(`${node} ${disk}`) ?? 0);
        latest.set(`${node} ${disk}`, epoch);
        // What goes by one name is one ring.
        const name = `${epoch} ${coordinator} ${boot}`;
        expect(named.get(name) ?? checksum).toBe(checksum);
        named.set(name, checksum);
      }
    }),
    { seed: 1, numRuns: tries(300) },
  );
});
