import { OperatorRing } from '../../../src/protocol/ring/operator-ring';
import { RING_CHANGE } from '../../../src/protocol/ring/ring-policy';
import { compareOwners, type RingVersion } from '../../../src/protocol/ring/ring-version';
import { FakeHost } from '../../support/protocol-host';

class Node {
  readonly host = new FakeHost(1);
  readonly versions: RingVersion[] = [];
  readonly ring = new OperatorRing(this.host, [3, 1, 2], (version) => this.versions.push(version));

  endTick(): this {
    for (const { kind } of this.host.dueTimers('store')) {
      expect(kind).toBe(RING_CHANGE);
      this.ring.onRingChange();
    }
    this.host.now++;
    return this;
  }

  incarnations(): number[] {
    const owners = [...this.ring.current.owners].sort((a, b) => a.address - b.address);
    return owners.map(({ incarnation }) => incarnation);
  }
}

test('has its owners in ring order before anybody joined', () => {
  const { ring } = new Node();
  expect(ring.current.epoch).toBe(1);
  const { owners } = ring.current;
  expect(owners).toEqual([...owners].sort(compareOwners));
  expect(owners.map(({ address }) => address).sort()).toEqual([1, 2, 3]);
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

test('a member under a newer incarnation is another owner, in one version a tick', () => {
  const node = new Node();
  node.ring.joined(2, 65_536);
  node.ring.joined(3, 65_536);
  node.endTick();
  expect(node.versions.map(({ epoch }) => epoch)).toEqual([2]);
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
