import { RightNodes } from '../../src/checks/right-nodes';
import { ringOf } from '../../src/protocol/ring/ring-of';
import { ringSpace } from '../../src/protocol/ring/ring-space';
import { range } from '../support/course-logs';

const SPACE = ringSpace({ hash: 'murmur3', tokens: 10, ties: 'address' });
const KEYS = range(1, 50).map((i) => `k${i}`);

function rightOn(nodes: readonly number[]): (readonly number[])[] {
  const ring = ringOf(SPACE, nodes);
  return KEYS.map((key) => ring.preferenceList(key, 3).map(({ address }) => address));
}

const all = (right: RightNodes) => KEYS.map((key) => right.of(key));

test('by views they are of the nodes that are up, whoever came and went before', () => {
  const right = new RightNodes(3, { space: SPACE, owners: undefined });
  expect(right.of('k1')).toEqual([]);
  for (const up of [[1], [1, 2, 3, 4], [1, 4, 5], [5, 4, 3, 2, 1], [2]]) {
    right.onUp(up);
    expect(all(right)).toEqual(rightOn(up));
  }
});

test('on the operator’s ring they are those of its newest version, whoever is up', () => {
  const right = new RightNodes(3, { space: SPACE, owners: [1, 2, 3, 4] });
  const told = { kind: 'ringChanged', checksum: 1, coordinator: 1, boot: 1, moving: [] } as const;
  right.onUp([1, 2]);
  expect(all(right)).toEqual(rightOn([1, 2, 3, 4]));
  // While 5 is to come it is not to hold anything.
  right.onRingChanged({ ...told, epoch: 2, added: [], taken: [], moving: [5] });
  expect(all(right)).toEqual(rightOn([1, 2, 3, 4]));
  right.onRingChanged({ ...told, epoch: 3, added: [5], taken: [] });
  expect(all(right)).toEqual(rightOn([1, 2, 3, 4, 5]));
  right.onRingChanged({ ...told, epoch: 5, added: [5], taken: [2] });
  // Whoever lags behind tells nothing new.
  right.onRingChanged({ ...told, epoch: 3, added: [5], taken: [] });
  expect(all(right)).toEqual(rightOn([1, 3, 4, 5]));
});
