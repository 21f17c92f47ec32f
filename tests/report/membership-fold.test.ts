import fc from 'fast-check';
import { dottedBytes } from '../../src/protocol/address';
import { MembershipFold } from '../../src/report/membership-fold';

function change(node: number, member: number, time: number, kind = 'joined') {
  const text = `Node ${dottedBytes(member)} ${kind} at time ${time}`;
  return { address: dottedBytes(node), time, text };
}

/** The text of one node's line, having joined these at tick 7. */
function joining(...members: number[]): string {
  const fold = new MembershipFold();
  for (const member of members) fold.add(change(1, member, 7));
  return fold.lines()[0]!.text;
}

test('a line has what a node saw joined and removed, and when', () => {
  const fold = new MembershipFold();
  for (let member = 1; member <= 10; member++) fold.add(change(3, member, member % 5));
  fold.add(change(3, 2, 121, 'removed'));
  expect(fold.lines()).toEqual([
    { node: 3, text: 'joined 10: n1..n10 at 0..4  removed 1: n2 at 121' },
  ]);
});

test('lines are in order of the nodes, and aligned', () => {
  const fold = new MembershipFold();
  for (const node of [10, 2, 300]) fold.add(change(node, node, 1));
  fold.add(change(300, 4, 30));
  for (const node of [10, 300, 7]) fold.add(change(node, 5, 121, 'removed'));
  expect(fold.lines()).toEqual([
    { node: 2, text: 'joined 1: n2 at 1' },
    { node: 7, text: `${' '.repeat(27)}  removed 1: n5 at 121` },
    { node: 10, text: `${'joined 1: n10 at 1'.padEnd(27)}  removed 1: n5 at 121` },
    { node: 300, text: 'joined 2: n4, n300 at 1..30  removed 1: n5 at 121' },
  ]);
});

test.each([
  [[5], 'joined 1: n5 at 7'],
  [[5, 5], 'joined 2: n5 at 7'],
  [[3, 1, 2], 'joined 3: n1..n3 at 7'],
  [[1, 2, 4], 'joined 3: n1..n2, n4 at 7'],
  [[2, 4, 5, 6, 7], 'joined 5: n2, n4..n7 at 7'],
  [[1, 3, 5, 7, 9], 'joined 5: n1, n3 +3 at 7'],
  [[100, 300, 500, 501], 'joined 4: n100 +3 at 7'],
  [[100, 101, 300, 500, 700], 'joined 5: n100 +4 at 7'],
  [[0x7fffffff, 1], 'joined 2: n1 +1 at 7'],
])('%j is told as "%s"', (members, text) => {
  expect(joining(...members)).toBe(text);
});

test('what is no join or removal of a node by a node is left alone', () => {
  const fold = new MembershipFold();
  const { address, time } = change(1, 1, 1);
  for (const text of [
    ...['APP', 'Trying to join...', 'Node failed at time=100', 'Node 2.0.0.0:0 joined at time'],
    ...['Node 0.0.0.0:0 joined at time 1', 'Node 2.0.0.0:0 joined at time 1.', ' Node 2.0.0.0:0'],
    ...['Node -128.0.0.0:0 removed at time 9', 'Node 999.0.0.0:0 removed at time 9'],
  ]) {
    expect(fold.add({ address, time, text })).toBe(false);
  }
  expect(fold.add({ ...change(1, 1, 1), address: '-1.0.0.0:0' })).toBe(false);
  expect(fold.lines()).toEqual([]);
});

test('a line of any course run fits 80 columns, its node before it', () => {
  const anyMembers = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1 });
  fc.assert(
    fc.property(anyMembers, anyMembers, (joined, removed) => {
      const fold = new MembershipFold();
      for (const member of joined) fold.add(change(1000, member, member % 700));
      for (const member of removed) fold.add(change(1000, member, member % 700, 'removed'));
      const [{ text } = { text: '' }] = fold.lines();
      expect(`n1000  ${text}`.length).toBeLessThanOrEqual(80);
      expect(text).toContain(`joined ${joined.length}: `);
      expect(text).toContain(`removed ${removed.length}: `);
    }),
    { seed: 1, numRuns: 500 },
  );
  const fold = new MembershipFold();
  for (let member = 1; member <= 1000; member++) fold.add(change(1000, member, member % 140));
  for (let member = 251; member <= 750; member++) {
    fold.add(change(1000, member, 121 + (member % 10), 'removed'));
  }
  expect(fold.lines()[0]!.text).toBe(
    'joined 1000: n1..n1000 at 0..139  removed 500: n251..n750 at 121..130',
  );
});

test('keeps no more than a thousand nodes, nor of each, and counts the rest', () => {
  const fold = new MembershipFold();
  for (let node = 1; node <= 1500; node++) expect(fold.add(change(node, 1, 1))).toBe(true);
  expect(fold.lines()).toHaveLength(1000);
  expect(fold.leftOut).toBe(500);
  for (let member = 1; member <= 1500; member++) fold.add(change(1, member, 2));
  expect(fold.lines()[0]!.text).toMatch(/^joined 1501: n1\.\.n1000 at 1\.\.2 *$/);
});
