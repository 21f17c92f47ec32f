import { placements } from '../../src/report/placement';
import { range } from '../support/course-logs';
import { courseRing } from '../support/course-plan';

/** As a C++ program prints it with libstdc++'s std::hash<std::string>, for 10, 300, 2 and 1 nodes. */
const PLACED: [nodes: number, key: string, position: number, ...on: (string | null)[]][] = [
  [10, 'abcde', 305, '3:0', '7:0', '8:0'],
  [10, 'invalidKey', 33, '4:0', '5:0', '1:0'],
  [10, 'user:7', 101, '10:0', '9:0', '3:0'],
  [10, '007', 51, '4:0', '5:0', '1:0'],
  [10, '7', 34, '4:0', '5:0', '1:0'],
  [10, '-x', 314, '3:0', '7:0', '8:0'],
  [10, 'héllo', 246, '9:0', '3:0', '7:0'],
  [10, 'a\nb', 213, '10:0', '9:0', '3:0'],
  [300, 'abcde', 305, '24:0', '45:0', '33:0'],
  [300, 'invalidKey', 33, '53:0', '55:0', '71:0'],
  [300, '12345678', 165, '172:0', '300:0', '111:0'],
  [2, 'abcde', 305, '1:0', '2:0', null],
  [1, 'abcde', 305, '1:0', null, null],
];

test.each(PLACED)('of %i nodes, %j at %i is kept by %s, %s, %s', (nodes, key, position, ...on) => {
  const [primary, secondary, tertiary] = on;
  expect(placements([key], courseRing(range(1, nodes)), 3)).toEqual([
    { key, position, primary, secondary, tertiary },
  ]);
});

test('the course’s ten nodes stand where its programs place them', () => {
  // A key is at its slot: the primary of the one before a node's slot, or at it, is that node.
  const slots = [73, 99, 368, 53, 67, 0, 413, 494, 272, 240];
  const keys = Array.from({ length: 5000 }, (_, i) => `key ${i}`);
  for (const { position, primary } of placements(keys, courseRing(range(1, 10)), 3)) {
    const clockwise = slots.map((slot, i) => ({ id: i + 1, ahead: (slot - position + 512) % 512 }));
    clockwise.sort((a, b) => a.ahead - b.ahead);
    expect(primary).toBe(`${clockwise[0]!.id}:0`);
  }
});

test('keys stay in the order in which they were given', () => {
  const keys = ['b', 'a', 'b'];
  expect(placements(keys, courseRing(range(1, 10)), 3).map(({ key }) => key)).toEqual(keys);
});
