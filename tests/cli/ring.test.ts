import { ask } from '../support/ask-program';
import { folderPerTest } from '../support/cli-program';

const a = folderPerTest();

const VNODES = `name: virtual nodes
duration: 5s
cluster: { nodes: 5, later: [n5], ring: { hash: murmur3, tokens: 40 }, replication: {} }
faults: [{ at: 1s, start: n5 }]
`;

const cells = (line = '') => line.trim().split(/ {2,}/);

test('the course’s ring: its arcs, its load, and what the next node would move', async () => {
  const { here } = a;
  here.write('ten.conf', 'MAX_NNB: 10\nCRUD_TEST: CREATE\n');
  const { code, stderr, stdout, lines } = await ask(here, 'ring', 'ten.conf');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines[0]).toBe('ten: 10 nodes on a ring of 512, by course');
  expect(cells(lines[2]).join('|')).toBe('from|to|share|replicas');
  expect(cells(lines[3]).join('|')).toBe('0|0|0.2 %|n6 n4 n5');
  expect(cells(lines[13]).join('|')).toBe('495|511|3.3 %|n6 n4 n5');
  expect(stdout).toContain(
    'Peak to mean: 2.75 (2.93 on average); by chance above 4.45 once in twenty,\n' +
      '  and below 1.39, which is a bound, more rarely.',
  );
  expect(stdout).toContain('When n11 joins:');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('many arcs are folded, and --json has all', async () => {
  const { here } = a;
  here.write('v.yaml', VNODES);
  const { lines, stdout } = await ask(here, 'ring', 'v.yaml', '--leave', 'n2');
  expect(lines[0]).toBe(
    'virtual nodes: 4 nodes with 40 tokens each on a ring of 4294967296, by murmur3',
  );
  expect(stdout).toContain('The 16 longest of 161 arcs; --json has all.');
  expect(stdout).not.toContain('joins');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const all = (await ask(here, 'ring', 'v.yaml', '--json')).json() as {
    arcs: { first: number; last: number; share: number; replicas: string[] }[];
    loads: { node: string; primary: number; copies: number }[];
    moves: object[];
  };
  expect(all).toMatchObject({ nodes: 4, tokens: 40, hash: 'murmur3', replicas: 3 });
  expect(all.arcs).toHaveLength(161);
  expect(all.arcs.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  for (const { node, primary, copies } of all.loads) {
    const of = (list: typeof all.arcs) => list.reduce((sum, { share }) => sum + share, 0);
    expect(of(all.arcs.filter(({ replicas }) => replicas[0] === node))).toBeCloseTo(primary, 12);
    expect(of(all.arcs.filter(({ replicas }) => replicas.includes(node)))).toBeCloseTo(copies, 12);
  }
  expect(all.moves).toMatchObject([{ node: 'n5', change: 'joins', movedElsewhere: 0 }]);
});

test('both a join and a leave, over keys that are counted', async () => {
  const { here } = a;
  here.write('v.yaml', VNODES);
  const asked = ['ring', 'v.yaml', '--join', '9:0', '--leave', 'n2', '--keys', '2000'];
  const { lines } = await ask(here, ...asked);
  const from = lines.indexOf('When n9 joins:');
  expect(lines[from + 1]).toMatch(
    /^ {2}[0-9.]+ % of the ring has another primary \(mean 20\.0 %\),$/,
  );
  expect(lines[from + 2]).toMatch(/^ {2}of 2000 keys [0-9]+, all to n9;$/);
  expect(lines[from + 3]).toMatch(/needs a copy made \(mean 60\.0 %\)/);
  const left = lines.indexOf('When n2 leaves:');
  expect(lines[left + 1]).toMatch(/\(mean 25\.0 %\),$/);
  expect(lines[left + 2]).toMatch(/, all from n2;$/);
  expect(lines[left + 3]).toMatch(/\(mean 75\.0 %\)/);
});

test('where fewer nodes are left than a key has copies, none is made', async () => {
  const { here } = a;
  const three = VNODES.replace('nodes: 5, later: [n5]', 'nodes: 3').replace(/faults.*/, '');
  here.write('v.yaml', three.replace('ring: {', 'ring: { policy: auto,'));
  const { lines } = await ask(here, 'ring', 'v.yaml', '--leave', 'n2');
  const left = lines.indexOf('When n2 leaves:');
  expect(lines[left + 2]).toMatch(/^ {2}of 10000 keys [1-9][0-9]*, all from n2;$/);
  expect(lines[left + 3]).toBe('  no copy is made: each key is left with 2 copies.');
  const { moves } = (await ask(here, 'ring', 'v.yaml', '--leave', 'n2', '--json')).json() as {
    moves: object[];
  };
  const none = { copied: 0, expected: { copied: 0 }, keys: { copied: 0 }, copies: 2 };
  expect(moves).toMatchObject([none]);
});

test('a node that is alone has what it should', async () => {
  const { here } = a;
  here.write('v.yaml', 'duration: 5s\ncluster: { nodes: 1, ring: { hash: murmur3 } }\n');
  const { stdout } = await ask(here, 'ring', 'v.yaml');
  expect(stdout).toContain('Within 1.00 to 1.00 times the mean, as nine in ten: 1 of 1.');
});

test('of many replicas it says how many it shows', async () => {
  const { here } = a;
  here.write('v.yaml', VNODES.replace('nodes: 5', 'nodes: 8').replace('{} }', '{ n: 7 } }'));
  const { lines } = await ask(here, 'ring', 'v.yaml');
  expect(cells(lines[2]).join('|')).toBe('from|to|share|the first 5 of 7 replicas');
  expect(cells(lines[3])[3]!.split(' ')).toHaveLength(5);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('a ring of which no document has room for all is shown, and --json refused', async () => {
  const { here } = a;
  const sizes =
    'nodes: 200, ring: { hash: murmur3, tokens: 200 }, replication: { n: 101, r: 51, w: 51 }';
  here.write('large.yaml', `duration: 5s\ncluster: { ${sizes} }\n`);
  const { lines } = await ask(here, 'ring', 'large.yaml', '--keys', '10');
  expect(lines).toContainEqual(expect.stringMatching(/^The 16 longest of \d+ arcs\.$/));
  expect(lines.join()).not.toContain('--json');
  const { code, stderr } = await ask(here, 'ring', 'large.yaml', '--json');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      '--json: cannot be given for this ring: 4040000 replicas of arcs are more than the 4000000 that it lists\n',
  });
});

test.each([
  ['{ preset: dstore }', 'n2'],
  ['{ preset: dstore }, replication: { n: 2 }', 'n2 n3'],
  ['{ hash: murmur3, tokens: 1 }', 'n2 n3 n1'],
])('with ring: %s a key is on %s', async (ringWords, replicas) => {
  const { here } = a;
  here.write('d.yaml', `duration: 5s\ncluster: { nodes: 4, ring: ${ringWords} }\n`);
  const { lines } = await ask(here, 'ring', 'd.yaml');
  expect(cells(lines[3]).at(-1)).toBe(replicas);
});

test('no owner leaves that the operator’s ring would keep', async () => {
  const { here } = a;
  here.write('v.yaml', VNODES);
  const n4 = await ask(here, 'ring', 'v.yaml', '--leave', 'n4');
  expect(n4.lines.at(-1)).toMatch(/needs a copy made/);
  here.write('v.yaml', VNODES.replace('later: [n5]', 'later: [n4, n5]'));
  const { code, stdout, stderr } = await ask(here, 'ring', 'v.yaml', '--leave', 'n3');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    "--leave: n3 cannot: the operator's ring keeps as many owners as there are copies, 3\n",
  );
});

test.each<[string[], RegExp]>([
  [[], /no scenario is named, as in .* ring testcases\/create\.conf/],
  [['--join', 'n2'], /^--join: n2 is on the ring\n$/],
  [['--join', 'two'], /^--join: cannot be "two": a node such as n3\n$/],
  [['--leave', 'n9'], /^--leave: n9 is not on the ring\n$/],
  [['--keys', '0'], /^--keys: cannot be "0": a whole number from 1 to 10000000\n$/],
  [['--keys', '1e3'], /^--keys: cannot be "1e3"/],
])('%j is refused in a line', async (words, problem) => {
  const { here } = a;
  here.write('v.yaml', VNODES);
  const file = words.length === 0 ? [] : ['v.yaml'];
  const { code, stdout, stderr } = await ask(here, 'ring', ...file, ...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(problem);
});

test('locate goes by the scenario’s hash and tokens', async () => {
  const { here } = a;
  here.write('v.yaml', VNODES);
  const { lines } = await ask(here, 'locate', 'k1', '--scenario', 'v.yaml');
  expect(lines[0]).toBe('4 nodes on a ring of 4294967296: the placement of virtual nodes');
  const ring = (await ask(here, 'ring', 'v.yaml', '--json')).json() as {
    arcs: { first: number; last: number; replicas: string[] }[];
  };
  const [, position, ...names] = cells(lines[2]);
  const arc = ring.arcs.find(({ last }) => last >= Number(position))!;
  expect(names).toEqual(arc.replicas.map((name) => `${name.slice(1)}:0`));
});
