import { type Arc, commonArcs, mergeArcs, positionsIn } from '../../../src/protocol/ring/arcs';
import { COURSE_RING } from '../../../src/protocol/ring/ring-settings';
import { ringOf } from '../../../src/protocol/ring/ring-of';
import { ringSpace } from '../../../src/protocol/ring/ring-space';
import { RingVersion } from '../../../src/protocol/ring/ring-version';
import { Rebuild } from '../../../src/protocol/store/rebuild';
import { FakeStreams } from '../../support/fake-streams';

const SPACE = ringSpace({ ...COURSE_RING, hash: 'murmur3', tokens: 4 });

function versionOf(epoch: number, nodes: number): RingVersion {
  const all = Array.from({ length: nodes }, (_, i) => i + 1);
  return new RingVersion(epoch, ringOf(SPACE, all));
}

function listening(self: number, replicas: number, writeQuorum: number, fake: FakeStreams) {
  const ends: string[] = [];
  /** What it has said last that it lacks. */
  const lacking: Arc[] = [];
  const rebuild = new Rebuild(self, { replicas, writeQuorum }, fake.streams, {
    lacking: (arcs) => {
      ends.push('begin');
      lacking.splice(0, Infinity, ...arcs);
    },
    whole: () => {
      ends.push('end');
    },
  });
  return { rebuild, ends, lacking };
}

function rebuilding(nodes: number, replicas: number, writeQuorum: number) {
  const fake = new FakeStreams();
  const { rebuild, ends, lacking } = listening(1, replicas, writeQuorum, fake);
  rebuild.begin(versionOf(1, nodes));
  expect(ends.shift()).toBe('begin');
  return { fake, rebuild, ends, lacking };
}

test('of three replicas with W = 2 both others have to have brought all', () => {
  const { fake, ends } = rebuilding(3, 3, 2);
  expect(fake.sources).toEqual([2, 3]);
  expect(fake.open.every(({ partial, epoch }) => partial && epoch === 1)).toBe(true);
  fake.bring(2);
  expect(ends).toEqual([]);
  fake.bring(3);
  expect(ends).toEqual(['end']);
  expect(fake.open).toEqual([]);
});

test('of five replicas with W = 3 any three of the others do, and the fourth is not waited for', () => {
  const { fake, ends } = rebuilding(5, 5, 3);
  expect(fake.sources).toEqual([2, 3, 4, 5]);
  fake.bring(2);
  fake.bring(5);
  expect(ends).toEqual([]);
  fake.bring(4);
  expect(ends).toEqual(['end']);
  expect(fake.open).toEqual([]);
});

test('who has lost something, too, does not count while there are others', () => {
  const { fake, ends } = rebuilding(5, 5, 3);
  for (const source of [2, 3]) fake.bring(source);
  fake.bring(4, false);
  expect(ends).toEqual([]);
  fake.bring(5);
  expect(ends).toEqual(['end']);
});

test('what the others have is enough where they have all lost something', () => {
  const { fake, ends } = rebuilding(3, 3, 2);
  for (const source of [2, 3]) fake.bring(source, false);
  expect(ends).toEqual(['end']);
});

test('who is alone, or the only replica, has nothing to wait for', () => {
  expect(rebuilding(1, 3, 2).ends).toEqual(['end']);
  expect(rebuilding(4, 1, 1).ends).toEqual(['end']);
});

test('each arc is asked of those who have it: on a ring of many, not of everyone', () => {
  const { fake, ends } = rebuilding(6, 2, 2);
  for (const { arcs, source } of fake.open) {
    for (const { last } of arcs) {
      const list = versionOf(1, 6).current.listAt(last, 2);
      expect(list.map(({ address }) => address).sort()).toEqual([1, source]);
    }
  }
  for (const source of fake.sources) {
    expect(ends).toEqual([]);
    fake.bring(source);
  }
  expect(ends).toEqual(['end']);
});

test('another ring begins it anew', () => {
  const { fake, rebuild, ends } = rebuilding(3, 3, 2);
  fake.bring(2);
  rebuild.onRing(versionOf(2, 4));
  expect(fake.open.every(({ epoch }) => epoch === 2)).toBe(true);
  expect(fake.sources).toEqual([2, 3, 4]);
  rebuild.onRing(versionOf(2, 4));
  for (const source of [2, 3, 4]) fake.bring(source);
  expect(ends).toEqual(['begin', 'end']);
});

test('after its end another ring brings only what was not there', () => {
  const { fake, rebuild, ends, lacking } = rebuilding(3, 3, 2);
  for (const source of [2, 3]) fake.bring(source);
  // Of four it owns less than of three, where it owned everything.
  rebuild.onRing(versionOf(2, 4));
  expect([fake.open, ends]).toEqual([[], ['end', 'end']]);
  // 4 is to go again: what it had comes here, and nothing else is asked for.
  const [after, before] = [versionOf(3, 3).current, versionOf(3, 4).current];
  rebuild.onRing(new RingVersion(3, before, after));
  const gained = positionsIn(after.arcsOf(1, 3)) - positionsIn(before.arcsOf(1, 3));
  expect([positionsIn(lacking), ends.at(-1)]).toEqual([gained, 'begin']);
  const asked = fake.open.flatMap(({ arcs }) => arcs);
  expect(commonArcs(mergeArcs(asked), before.arcsOf(1, 3))).toEqual([]);
  for (const source of fake.sources) fake.bring(source);
  rebuild.onRing(new RingVersion(4, after));
  expect([fake.open, ends.slice(2)]).toEqual([[], ['begin', 'end', 'end']]);
});

test('of two versions of one epoch the other counts, too', () => {
  const { fake, rebuild, ends } = rebuilding(4, 3, 2);
  for (const source of [2, 3, 4]) fake.bring(source);
  rebuild.onRing(versionOf(1, 3));
  expect(ends).toEqual(['end', 'begin']);
});

test('in a later boot it goes on from the version by which all was there', () => {
  const resumed = (before: number, nodes: number) => {
    const { rebuild, ends, lacking } = listening(1, 3, 2, new FakeStreams());
    rebuild.resume(versionOf(before, nodes), versionOf(2, 4));
    return { rebuild, ends, lacking };
  };
  const same = resumed(2, 4);
  expect(same.ends).toEqual([]);
  same.rebuild.onRing(versionOf(3, 5));
  expect(same.ends).toEqual(['end']);
  // By another version it has all that it is to have by both.
  expect(resumed(1, 3).ends).toEqual(['end']);
  const { ends, lacking } = resumed(1, 6);
  expect(ends).toEqual(['begin']);
  const had = versionOf(1, 6).current.arcsOf(1, 3);
  expect([positionsIn(lacking) > 0, commonArcs(lacking, had)]).toEqual([true, []]);
});

test('while a range moves enough of either ring have to have brought all', () => {
  const { fake, rebuild, ends } = rebuilding(3, 3, 2);
  rebuild.onRing(new RingVersion(2, ringOf(SPACE, [1, 2, 3]), ringOf(SPACE, [1, 2, 4])));
  expect(fake.sources).toEqual([2, 3, 4]);
  for (const source of [2, 3]) fake.bring(source);
  expect(ends).toEqual(['begin']);
  fake.bring(4);
  expect(ends).toEqual(['begin', 'end']);
});

test('who owns nothing, as far as it knows, waits to hear of a ring in which it does', () => {
  const fake = new FakeStreams();
  const { rebuild, ends, lacking } = listening(4, 3, 2, fake);
  rebuild.begin(versionOf(1, 3));
  expect([fake.open, ends]).toEqual([[], ['begin']]);
  expect(lacking).toEqual([{ first: 0, last: SPACE.size - 1 }]);
  rebuild.onRing(versionOf(3, 4));
  expect(fake.sources).toEqual([1, 2, 3]);
  for (const source of [1, 2, 3]) fake.bring(source);
  expect(ends).toEqual(['begin', 'begin', 'end']);
});

test('what was never lost is never rebuilt', () => {
  const fake = new FakeStreams();
  const { rebuild, ends } = listening(1, 3, 2, fake);
  rebuild.onRing(versionOf(2, 4));
  expect([fake.open, ends]).toEqual([[], []]);
});
