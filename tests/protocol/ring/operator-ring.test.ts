import type { Message } from '../../../src/protocol/message';
import { OperatorRing } from '../../../src/protocol/ring/operator-ring';
import { RING_CHANGE } from '../../../src/protocol/ring/ring-policy';
import type { RingVersion } from '../../../src/protocol/ring/ring-version';
import { courseRing } from '../../support/course-plan';
import { FakeHost } from '../../support/protocol-host';

class Node {
  readonly host = new FakeHost(1);
  readonly versions: RingVersion[] = [];
  readonly ring: OperatorRing;

  constructor(replicas = 1) {
    const initial = courseRing([3, 1, 2]);
    const members = () => [1, 2, 3];
    this.ring = new OperatorRing(
      this.host,
      { initial, pending: 'inflate', replicas, retryTicks: 5, members },
      (version) => this.versions.push(version),
    );
  }

  endTick(): this {
    for (const { kind } of this.host.dueTimers('store')) {
      expect(kind).toBe(RING_CHANGE);
      this.ring.onRingChange();
    }
    this.host.now++;
    return this;
  }

  incarnations(): number[] {
    return this.ring.current.owners.map(({ incarnation }) => incarnation);
  }
}

test('has its owners before anybody joined', () => {
  const { ring } = new Node();
  expect(ring.current.epoch).toBe(1);
  expect(ring.current.owners.map(({ address }) => address)).toEqual([1, 2, 3]);
});

test('is made known once this node is up', () => {
  const node = new Node();
  node.ring.joined(1, 0);
  node.endTick();
  expect(node.versions).toEqual([node.ring.current]);
});

test('stays as it is when members join, fail or leave', () => {
  const node = new Node();
  const before = node.ring.current;
  node.ring.joined(2, 0);
  node.ring.removed();
  node.ring.joined(9, 0);
  node.endTick();
  expect(node.ring.current).toBe(before);
  expect(node.versions).toEqual([]);
});

test('a member under a newer incarnation is another owner, in one version a tick of the same epoch', () => {
  const node = new Node();
  node.ring.joined(2, 65_536);
  node.ring.joined(3, 65_536);
  node.endTick();
  expect(node.versions.map(({ epoch }) => epoch)).toEqual([1]);
  expect(node.incarnations()).toEqual([0, 65_536, 65_536]);
});

test('word of an incarnation that is over changes nothing', () => {
  const node = new Node();
  node.ring.joined(2, 7);
  node.endTick();
  node.ring.joined(2, 6);
  node.ring.joined(2, 7);
  node.endTick();
  expect(node.versions).toHaveLength(1);
  expect(node.incarnations()).toEqual([0, 7, 0]);
});

test('of two newer incarnations in one tick the newest counts', () => {
  const node = new Node();
  node.ring.joined(2, 8);
  node.ring.joined(2, 7);
  node.endTick();
  expect(node.incarnations()).toEqual([0, 8, 0]);
});

test('whoever comes to the ring under a newer incarnation is that owner from the start', () => {
  const node = new Node();
  node.ring.joined(9, 65_536);
  node.ring.onCommand({ kind: 'addOwner', member: 9 } as Message);
  node.endTick();
  expect(node.ring.current.next?.ownerOf(9)).toEqual({ address: 9, incarnation: 65_536 });
  node.ring.joined(9, 131_072);
  node.endTick();
  expect(node.ring.current.next?.ownerOf(9)).toEqual({ address: 9, incarnation: 131_072 });
  expect(node.versions.map(({ epoch }) => epoch)).toEqual([2, 2]);
});

test('a gainer that has come up again has to say anew that it has everything', () => {
  // Without 3, 1 and 2 have copies of what they had none of.
  const node = new Node(2);
  node.ring.onCommand({ kind: 'removeOwner', member: 3 } as Message);
  const epochs = () => node.endTick().ring.current.epoch;
  expect(epochs()).toBe(2);
  const said = { kind: 'ringStreamed', epoch: 2, coordinator: 1, boot: 1 } as Message;
  node.ring.onMessage(2, said);
  node.ring.joined(2, 65_536);
  node.ring.streamed(2);
  expect(epochs()).toBe(2);
  node.ring.onMessage(2, said);
  expect(epochs()).toBe(3);
  expect(node.ring.current.owners.map(({ address }) => address)).toEqual([1, 2]);
});

test('what a version brings that is over, or is not shown yet, ends nothing', () => {
  const node = new Node();
  node.ring.onCommand({ kind: 'addOwner', member: 9 } as Message);
  node.endTick();
  const said = { kind: 'ringStreamed', epoch: 2, coordinator: 1, boot: 1 } as Message;
  node.ring.onMessage(9, { ...said, epoch: 1 } as Message);
  node.ring.onMessage(2, said);
  expect(node.endTick().ring.current.epoch).toBe(2);
  node.ring.onMessage(9, said);
  node.ring.streamed(3);
  expect(node.endTick().ring.current.epoch).toBe(3);
  expect(node.ring.current.owners.map(({ address }) => address)).toEqual([1, 2, 3, 9]);
});

test('what is not of the ring it does not know', () => {
  const { ring } = new Node();
  expect(ring.onMessage(2, { kind: 'want' })).toBe(false);
  expect(ring.onCommand({ kind: 'operation' })).toBe(false);
  expect(ring.onTimer({ name: 'offer', layer: 'store' })).toBe(false);
});
