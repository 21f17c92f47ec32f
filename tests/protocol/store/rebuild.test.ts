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

function rebuilding(nodes: number, replicas: number, writeQuorum: number) {
  const fake = new FakeStreams();
  const ends: string[] = [];
  const rebuild = new Rebuild(1, { replicas, writeQuorum }, fake.streams, {
    begun: () => ends.push('begin'),
    done: () => ends.push('end'),
  });
  rebuild.begin(versionOf(1, nodes));
  expect(ends.shift()).toBe('begin');
  return { fake, rebuild, ends };
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

test('another ring begins it anew, after its end, too', () => {
  const { fake, rebuild, ends } = rebuilding(3, 3, 2);
  fake.bring(2);
  rebuild.onRing(versionOf(2, 4));
  expect(fake.open.every(({ epoch }) => epoch === 2)).toBe(true);
  expect(fake.sources).toEqual([2, 3, 4]);
  rebuild.onRing(versionOf(2, 4));
  for (const source of [2, 3, 4]) fake.bring(source);
  expect(ends).toEqual(['begin', 'end']);
  rebuild.onRing(versionOf(3, 5));
  for (const source of fake.sources) fake.bring(source);
  expect(ends).toEqual(['begin', 'end', 'begin', 'end']);
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
  const ends: string[] = [];
  const rebuild = new Rebuild(4, { replicas: 3, writeQuorum: 2 }, fake.streams, {
    begun: () => ends.push('begin'),
    done: () => ends.push('end'),
  });
  rebuild.begin(versionOf(1, 3));
  expect([fake.open, ends]).toEqual([[], ['begin']]);
  rebuild.onRing(versionOf(3, 4));
  expect(fake.sources).toEqual([1, 2, 3]);
  for (const source of [1, 2, 3]) fake.bring(source);
  expect(ends).toEqual(['begin', 'begin', 'end']);
});

test('what was never lost is never rebuilt', () => {
  const fake = new FakeStreams();
  const rebuild = new Rebuild(1, { replicas: 3, writeQuorum: 2 }, fake.streams, {
    begun: () => {
      throw new Error('it has begun');
    },
    done: () => undefined,
  });
  rebuild.onRing(versionOf(2, 4));
  expect(fake.open).toEqual([]);
});
