/** Rules for links, holding, capacity and named losses, on the network alone. */

import { DROP_REASONS } from '../../src/simulation/events';
import { bytesOf, network, NODES, parcel, TYPE } from '../support/emulated-network';
import { constant } from '../support/toy-protocol';

const LINK_12 = { from: [1], to: [2] };

/** The numbers of what is carried, by the size of each parcel. */
function sizes({ carried }: ReturnType<typeof network>): number[] {
  return carried.map(bytesOf);
}

describe('a cut', () => {
  test('drops what is sent, by name, in its direction only, until it is removed', () => {
    const world = network();
    const { net, events } = world;
    net.addRule('cut', { ...LINK_12, cut: true });
    net.send(1, 2, parcel(11));
    net.send(2, 1, parcel(12));
    net.send(1, 3, parcel(13));
    net.removeRule('cut');
    net.send(1, 2, parcel(14));
    expect(sizes(world)).toEqual([12, 13, 14]);
    expect(net.counts).toMatchObject({ sent: 4, lost: 0, dropped: { cut: 1 } });
    const drops = events.filter(({ kind }) => kind === 'dropped');
    const b = DROP_REASONS.indexOf('cut');
    expect(drops).toMatchObject([{ node: 1, a: 2, b, c: TYPE, cause: 1 }]);
  });

  test('lets what is under way arrive, and takes no room', () => {
    const { net, carried, arrive } = network({ maxInFlight: 1 });
    net.addRule('cut', { ...LINK_12, cut: true });
    net.send(1, 2, parcel());
    net.send(1, 3, parcel());
    expect(carried.map(({ to }) => to)).toEqual([3]);
    net.addRule('cut too', { from: 'all', to: 'all', cut: true });
    arrive();
    expect(net.counts).toMatchObject({ delivered: 1, dropped: { cut: 1, 'network full': 0 } });
  });

  test('comes before chance: what is cut is not lost', () => {
    const { net } = network({ loss: { probability: 1, firstTick: 0, lastTick: 9 } });
    net.addRule('cut', { ...LINK_12, cut: true });
    net.send(1, 2, parcel());
    expect(net.counts).toMatchObject({ lost: 0, dropped: { cut: 1 } });
  });
});

describe('a rule', () => {
  test('changes the delay of what is sent from then on, and gives it back', () => {
    const { net, carried } = network();
    net.send(1, 2, parcel());
    net.addRule('slow', { ...LINK_12, delay: constant(9) });
    for (const to of [2, 3]) net.send(1, to, parcel());
    net.removeRule('slow');
    net.send(1, 2, parcel());
    expect(carried.map(({ ticks }) => ticks)).toEqual([1, 9, 1, 1]);
  });

  test('loses all or spares all, whenever the network does otherwise', () => {
    const world = network({ loss: { probability: 1, firstTick: 5, lastTick: 9 } });
    const { net, log } = world;
    net.addRule('lossy', { ...LINK_12, loss: 1 });
    net.addRule('safe', { from: [1], to: [3], loss: 0 });
    for (log.time = 4; log.time < 6; log.time++) {
      for (const to of [2, 3, 4]) net.send(1, to, parcel(log.time * 10 + to));
    }
    expect(sizes(world)).toEqual([43, 44, 53]);
    expect(net.counts.lost).toBe(3);
  });

  test('duplicates and reorders', () => {
    const { net, carried } = network({ delay: constant(3) });
    net.addRule('twice', { ...LINK_12, duplicate: 1 });
    net.addRule('late', { from: [1], to: [3], reorder: 1 });
    for (const to of [2, 3, 4]) net.send(1, to, parcel());
    const found = carried.map(({ to, ticks }) => `to ${to} in ${ticks}`);
    expect(found).toEqual(['to 2 in 3', 'to 2 in 3', 'to 3 in 6', 'to 4 in 3']);
    expect(net.counts).toMatchObject({ sent: 3, duplicated: 1 });
  });

  test('has a name of its own', () => {
    const { net } = network();
    net.addRule('a', LINK_12);
    expect(() => {
      net.addRule('a', LINK_12);
    }).toThrow('there is a link rule a already');
    expect(() => {
      net.removeRule('b');
    }).toThrow('there is no link rule b');
  });
});

describe('second copies', () => {
  test('are the same message on the way once more, under the id of its one sending', () => {
    const { net, carried, events, arrive } = network({ duplicate: 1 });
    const given = parcel();
    net.send(1, 2, given);
    const copy = {
      from: 1,
      to: 2,
      boot: 1,
      type: TYPE,
      content: given.content,
      sentId: 1,
      ticks: 1,
    };
    expect(carried).toEqual([copy, copy]);
    arrive();
    expect(net.counts).toMatchObject({ sent: 1, duplicated: 1, delivered: 2 });
    const told = events.map(({ kind, cause }) => `${kind} by ${cause}`);
    expect(told).toEqual(['sent by 0', 'delivered by 1', 'delivered by 1']);
  });

  test('are not made where the network or the link has no room for them', () => {
    const small = network({ duplicate: 1, maxInFlight: 3 });
    for (let i = 0; i < 3; i++) small.net.send(1, 2, parcel());
    expect(small.carried.length).toBe(3);
    expect(small.net.counts).toMatchObject({ duplicated: 1, dropped: { 'network full': 1 } });
    const narrow = network({ duplicate: 1, linkCapacity: 3 });
    for (let i = 0; i < 3; i++) narrow.net.send(1, 2, parcel());
    expect(narrow.carried.length).toBe(3);
    expect(narrow.net.counts).toMatchObject({ duplicated: 1, dropped: { 'link full': 1 } });
  });

  test('are none of what is lost or cut', () => {
    const { net, carried } = network({ duplicate: 1 });
    net.addRule('cut', { from: [1], to: [2], cut: true });
    net.addRule('lossy', { from: [1], to: [3], loss: 1 });
    for (const to of [2, 3]) net.send(1, to, parcel());
    expect(carried).toEqual([]);
    expect(net.counts.duplicated).toBe(0);
  });
});

describe('the capacity of a link', () => {
  test('drops the newest, by name; each arrival and purge makes room for one', () => {
    const world = network({ linkCapacity: 2 });
    const { net, carried, events, arrive } = world;
    for (const size of [11, 12, 13]) net.send(1, 2, parcel(size));
    expect(sizes(world)).toEqual([11, 12]);
    const drops = events.filter(({ kind }) => kind === 'dropped');
    const b = DROP_REASONS.indexOf('link full');
    expect(drops).toMatchObject([{ node: 1, a: 2, b, c: TYPE, cause: 3 }]);
    arrive(1);
    net.purge(1, 2, TYPE, carried.shift()!.sentId);
    for (const size of [14, 15, 16]) net.send(1, 2, parcel(size));
    expect(sizes(world)).toEqual([14, 15]);
    expect(net.counts.dropped['link full']).toBe(2);
  });

  test('is that of each directed link', () => {
    const world = network({ linkCapacity: 1 });
    for (let from = 1; from <= NODES; from++) {
      for (let to = 1; to <= NODES; to++) world.net.send(from, to, parcel());
    }
    expect(world.carried.length).toBe(NODES * NODES);
  });

  test('of a rule counts what was under way or held before it', () => {
    const world = network();
    const { net, arrive } = world;
    net.send(1, 2, parcel(11));
    net.addRule('hold', { ...LINK_12, hold: true });
    net.send(1, 2, parcel(12));
    net.send(2, 1, parcel(20));
    net.addRule('narrow', { ...LINK_12, capacity: 3 });
    for (const size of [13, 14]) net.send(1, 2, parcel(size));
    expect(net.counts.dropped['link full']).toBe(1);
    net.removeRule('hold');
    expect(sizes(world)).toEqual([11, 20, 12, 13]);
    arrive(2);
    for (const size of [15, 16]) net.send(1, 2, parcel(size));
    expect(sizes(world)).toEqual([12, 13, 15]);
    net.removeRule('narrow');
    net.send(1, 2, parcel(17));
    expect(sizes(world)).toEqual([12, 13, 15, 17]);
  });
});

describe('holding', () => {
  test('keeps messages in order until it ends; other links go on', () => {
    const world = network();
    const { net, log } = world;
    net.addRule('hold', { from: [1, 3], to: [2], hold: true });
    net.send(1, 2, parcel(11));
    net.send(3, 2, parcel(12));
    net.send(2, 1, parcel(20));
    log.time = 5;
    net.send(1, 2, parcel(13));
    expect(sizes(world)).toEqual([20]);
    net.removeRule('hold');
    net.send(1, 2, parcel(14));
    expect(sizes(world)).toEqual([20, 11, 12, 13, 14]);
    expect(world.carried.map(({ sentId }) => sentId)).toEqual([3, 1, 2, 4, 5]);
  });

  test('is bounded by what may be in flight', () => {
    const world = network({ maxInFlight: 3 });
    const { net, arrive } = world;
    net.addRule('hold', { ...LINK_12, hold: true });
    for (let i = 0; i < 5; i++) net.send(1, 2, parcel());
    expect(net.counts.dropped['network full']).toBe(2);
    net.removeRule('hold');
    expect(world.carried.length).toBe(3);
    arrive();
    net.send(1, 2, parcel());
    expect(world.carried.length).toBe(1);
  });

  test('goes on where another rule holds too, and ends for the links of which none does', () => {
    const world = network();
    const { net } = world;
    net.addRule('wide', { from: 'all', to: 'all', hold: true });
    net.addRule('narrow', { ...LINK_12, hold: true });
    net.send(1, 2, parcel(11));
    net.send(2, 1, parcel(12));
    net.removeRule('wide');
    expect(sizes(world)).toEqual([12]);
    net.removeRule('narrow');
    expect(sizes(world)).toEqual([12, 11]);
  });

  test('ends under a later rule that lets go', () => {
    const world = network();
    world.net.addRule('hold', { from: 'all', to: 'all', hold: true });
    world.net.send(1, 2, parcel(11));
    world.net.send(2, 1, parcel(12));
    world.net.addRule('but', { ...LINK_12, hold: false });
    expect(sizes(world)).toEqual([11]);
  });

  test('gives the boot of the time of sending and the delay of the time of release', () => {
    const { net, carried, boots } = network();
    net.addRule('hold', { ...LINK_12, hold: true });
    boots.set(2, 4);
    net.send(1, 2, parcel());
    boots.set(2, 5);
    net.addRule('slow', { ...LINK_12, delay: constant(9), duplicate: 1 });
    net.removeRule('hold');
    expect(carried).toMatchObject([
      { boot: 4, ticks: 9 },
      { boot: 4, ticks: 9 },
    ]);
  });

  test('does not save a message from loss or cut, which are decided first', () => {
    const { net, carried } = network();
    net.addRule('hold', { from: [1], to: 'all', hold: true });
    net.addRule('cut', { ...LINK_12, cut: true });
    net.addRule('lossy', { from: [1], to: [3], loss: 1 });
    for (const to of [2, 3, 4]) net.send(1, to, parcel());
    for (const name of ['cut', 'lossy', 'hold']) net.removeRule(name);
    expect(carried.map(({ to }) => to)).toEqual([4]);
  });

  test('ends with a cut in place: what was sent before it gets through', () => {
    const { net, carried } = network();
    net.addRule('hold', { ...LINK_12, hold: true });
    net.send(1, 2, parcel());
    net.addRule('cut', { ...LINK_12, cut: true, loss: 1 });
    net.removeRule('hold');
    expect(carried.length).toBe(1);
  });
});

describe('a named loss', () => {
  /** Sends five messages on every link in ticks 3 to 5 and returns those that are missing. */
  function missing(names: readonly (readonly [number, number, number, number])[]) {
    const { net, log, carried } = network();
    for (const name of names) net.lose(...name);
    const all: string[] = [];
    for (log.time = 3; log.time <= 5; log.time++) {
      for (let i = 0; i < 5 * NODES * NODES; i++) {
        const link = i % (NODES * NODES);
        const [from, to] = [1 + (link % NODES), 1 + Math.floor(link / NODES)];
        const content = `${from} ${to} ${log.time} ${Math.floor(i / (NODES * NODES))}`;
        all.push(content);
        net.send(from, to, parcel(10, TYPE, content));
      }
    }
    const arrived = carried.map(({ content }) => content);
    return { lost: all.filter((each) => !arrived.includes(each)), counts: net.counts };
  }

  test('hits exactly the message of its link, tick and order', () => {
    const { lost, counts } = missing([[2, 3, 4, 1]]);
    expect(lost).toEqual(['2 3 4 1']);
    expect(counts).toMatchObject({ lost: 1, dropped: { cut: 0 } });
    expect(missing([[2, 3, 4, 5]]).lost).toEqual([]);
  });

  test('can be of several messages, each once', () => {
    const { lost } = missing([
      [1, 2, 3, 0],
      [1, 2, 3, 4],
      [2, 1, 3, 0],
      [1, 2, 3, 0],
    ]);
    expect(lost.sort()).toEqual(['1 2 3 0', '1 2 3 4', '2 1 3 0']);
  });

  test('happens whatever the rules of the link, and is told as a loss', () => {
    const { net, events } = network();
    net.addRule('cut', { ...LINK_12, cut: true, hold: true });
    net.lose(1, 2, 0, 1);
    for (let i = 0; i < 3; i++) net.send(1, 2, parcel());
    const fates = events.filter(({ kind }) => kind !== 'sent');
    expect(fates.map(({ kind, cause }) => `${kind} ${cause}`)).toEqual([
      ...['dropped 1', 'lost 3', 'dropped 5'],
    ]);
  });

  test('cannot be of a tick that is over', () => {
    const { net, log } = network();
    log.time = 5;
    net.lose(1, 2, 5, 0);
    expect(() => {
      net.lose(1, 2, 4, 0);
    }).toThrow('cannot lose a message of tick 4: it is tick 5');
  });
});
