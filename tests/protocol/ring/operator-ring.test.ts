import type { Message } from '../../../src/protocol/message';
import { type OperatorOptions, OperatorRing } from '../../../src/protocol/ring/operator-ring';
import { RING_CHANGE } from '../../../src/protocol/ring/ring-policy';
import { FIRST_STATE, type RingState } from '../../../src/protocol/ring/ring-state';
import type { RingVersion } from '../../../src/protocol/ring/ring-version';
import { courseRing } from '../../support/course-plan';
import { FakeHost } from '../../support/protocol-host';

class Node {
  readonly host = new FakeHost(1);
  readonly versions: RingVersion[] = [];
  readonly storing: { readonly state: RingState; readonly then: (kept: boolean) => void }[] = [];
  readonly ring: OperatorRing;

  constructor(replicas = 1, stored?: RingState | 'not read back') {
    const initial = courseRing([3, 1, 2]);
    const members = () => [1, 2, 3];
    const keep: OperatorOptions['keep'] = (state, then) => {
      this.storing.push({ state, then });
    };
    this.ring = new OperatorRing(
      this.host,
      { initial, pending: 'inflate', replicas, retryTicks: 5, members, keep },
      (version) => this.versions.push(version),
    );
    if (stored !== 'not read back') this.ring.recovered(stored);
  }

  /** What it stores, one after the other. */
  store(kept = true): this {
    for (const { then } of this.storing.splice(0)) then(kept);
    return this;
  }

  endTick(): this {
    this.store();
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

const FOURTH: RingState = { ...FIRST_STATE, epoch: 4, coordinator: 2, boot: 1, added: [9] };
const told = (state: RingState) => ({ kind: 'ringState', ...state }) as Message;
const add = (member: number) => ({ kind: 'addOwner', member }) as Message;
const owners = ({ ring }: Node) => ring.current.owners.map(({ address }) => address);

test('what it hears of it goes by, and says so, once that is stored', () => {
  const node = new Node();
  node.ring.onMessage(3, told(FOURTH));
  node.ring.onMessage(2, told(FOURTH));
  expect(node.storing.map(({ state }) => state.epoch)).toEqual([4]);
  expect([owners(node), node.host.take()]).toEqual([[1, 2, 3], []]);
  node.store();
  const held = { kind: 'ringHeld', epoch: 4, coordinator: 2, boot: 1 };
  expect(node.host.take().map(({ to, message }) => [to, message])).toEqual([[2, held]]);
  expect(owners(node.endTick())).toEqual([1, 2, 3, 9]);
});

test('what a full disk does not take it does not go by; told again it tries again', () => {
  const node = new Node();
  node.ring.onMessage(2, told(FOURTH));
  node.store(false);
  expect([owners(node.endTick()), node.host.take()]).toEqual([[1, 2, 3], []]);
  node.ring.onMessage(2, told(FOURTH));
  expect(owners(node.endTick())).toEqual([1, 2, 3, 9]);
});

test('a command that the disk does not take is refused, and tells nobody', () => {
  const node = new Node();
  node.ring.onCommand(add(9));
  node.store(false);
  expect(node.host.recorded('moveRefused')).toMatchObject([{ reason: 'its disk is full' }]);
  expect(node.host.take()).toEqual([]);
  node.ring.onCommand(add(9));
  expect(node.endTick().ring.current.epoch).toBe(2);
});

test('a second command waits for the first, be it stored or not', () => {
  const node = new Node();
  node.ring.onCommand(add(9));
  node.ring.onCommand(add(8));
  node.ring.onCommand(add(9));
  expect(node.host.recorded('moveRefused')).toMatchObject([
    { member: 8, reason: 'a movement is under way' },
    { member: 9, reason: 'a movement is under way' },
  ]);
  expect(node.storing).toHaveLength(1);
});

test('what was stored before it started it goes by at once', () => {
  const node = new Node(1, FOURTH);
  expect(owners(node)).toEqual([1, 2, 3, 9]);
  expect(node.versions).toEqual([node.ring.current]);
  expect(node.host.recorded('ringChanged')).toMatchObject([{ epoch: 4, added: [9] }]);
  // What is older changes nothing, and is answered with what is newer.
  node.ring.onMessage(3, told({ ...FIRST_STATE, epoch: 3, taken: [2] }));
  expect(node.host.take()).toMatchObject([{ to: 3, message: { kind: 'ringState', epoch: 4 } }]);
  expect(node.storing).toEqual([]);
});

test('before it has read back what it stored it learns nothing and is not commanded', () => {
  const node = new Node(1, 'not read back');
  node.ring.onMessage(2, told(FOURTH));
  node.ring.onCommand(add(9));
  expect(node.storing).toEqual([]);
  expect(node.host.recorded('moveRefused')).toMatchObject([
    { reason: 'its storage is not read back' },
  ]);
});

test('a movement of its own that it finds stored it brings to its end', () => {
  const node = new Node(1, { ...FIRST_STATE, epoch: 2, coordinator: 1, moving: [9] });
  expect(node.ring.current.next).toBeDefined();
  node.ring.onMessage(9, { kind: 'ringStreamed', epoch: 2, coordinator: 1, boot: 0 } as Message);
  expect(owners(node.endTick())).toEqual([1, 2, 3, 9]);
});

test('an end that the disk does not take comes later', () => {
  const node = new Node();
  node.ring.onCommand(add(9));
  node.endTick();
  node.ring.onMessage(9, { kind: 'ringStreamed', epoch: 2, coordinator: 1, boot: 1 } as Message);
  node.store(false);
  expect(node.endTick().ring.current.epoch).toBe(2);
  const [retry] = node.host.timers.filter(({ kind }) => kind.name === 'ringRetry');
  node.ring.onTimer(retry!.kind);
  expect(node.endTick().ring.current.epoch).toBe(3);
  expect(node.host.recorded('moveRefused')).toEqual([]);
});

test('of one movement that two have made what the one brought it need not come again for the other', () => {
  const node = new Node(2);
  const going = { ...FIRST_STATE, epoch: 2, boot: 1, moving: [3] };
  node.ring.onMessage(2, told({ ...going, coordinator: 2 }));
  node.endTick().ring.streamed(2);
  node.ring.onMessage(3, told({ ...going, coordinator: 3 }));
  node.endTick().host.take();
  const [retry] = node.host.timers.filter(({ kind }) => kind.name === 'ringRetry');
  node.ring.onTimer(retry!.kind);
  const reports = node.host.take().filter(({ message }) => message.kind === 'ringStreamed');
  expect(reports).toMatchObject([{ to: 3, message: { epoch: 2, coordinator: 3 } }]);
});

test.each([
  ['another has brought its movement to an end', [9], []],
  ['another has come instead', [8], ['another version was newer']],
])('where %s it tells of its own: %j, %j', (_, added, reasons) => {
  const node = new Node();
  node.ring.onCommand(add(9));
  node.endTick();
  node.ring.onMessage(2, told({ ...FOURTH, added }));
  node.endTick();
  const refusals = node.host.recorded('moveRefused');
  expect(refusals.map((event) => 'reason' in event && event.reason)).toEqual(reasons);
});

test('a version is made again of its name, whoever made it', () => {
  const node = new Node(1, { ...FOURTH, moving: [2] });
  const { name } = node.ring.current;
  const again = new Node(1, { ...FOURTH, coordinator: 3, moving: [2] }).ring.current;
  const later = new Node().ring.named(name);
  expect([again.name, later?.name]).toEqual([name, name]);
  expect(later?.inspect()).toEqual(node.ring.current.inspect());
  expect(node.ring.named('4 1 0')).toBeUndefined();
});
