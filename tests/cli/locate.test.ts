import { ask } from '../support/ask-program';
import { folderPerTest } from '../support/cli-program';

const a = folderPerTest();

const cells = (line = '') => line.trimEnd().split(/ {2,}/);

test('shows the ring position and the three replicas of each key', async () => {
  const { code, stderr, lines } = await ask(a.here, 'locate', 'abcde', 'user:7', '007', '7');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines[0]).toBe("10 nodes on a ring of 512: the course's placement");
  expect(cells(lines[1]).join('|')).toBe('key|position|primary|secondary|tertiary');
  expect(lines.slice(2, -1).map(cells)).toEqual([
    ...[
      ['abcde', '305', '3:0', '7:0', '8:0'],
      ['user:7', '101', '10:0', '9:0', '3:0'],
    ], //
    ...[
      ['007', '51', '4:0', '5:0', '1:0'],
      ['7', '34', '4:0', '5:0', '1:0'],
    ], //
  ]);
  expect(lines.at(-1)).toBe('4 keys with 3 replicas each, the same for every seed.');
});

test('--json prints an array', async () => {
  const { code, stderr, ...result } = await ask(a.here, 'locate', 'invalidKey', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(result.stdout)).toEqual([
    ...[{ key: 'invalidKey', position: 33, primary: '4:0', secondary: '5:0', tertiary: '1:0' }], //
  ]);
});

test('--scenario has the ring of its nodes', async () => {
  const { here } = a;
  here.write('large.conf', 'MAX_NNB: 300\nSINGLE_FAILURE: 1\n');
  const { lines } = await ask(here, 'locate', 'abcde', '--scenario', 'large.conf');
  expect(lines[0]).toBe('300 nodes on a ring of 512: the placement of large');
  expect(cells(lines[2])).toEqual(['abcde', '305', '24:0', '45:0', '33:0']);
});

test('a cluster of fewer than three nodes has no more replicas than nodes', async () => {
  const { here } = a;
  here.write('two.conf', 'MAX_NNB: 2\nCRUD_TEST: CREATE\n');
  here.write('one.conf', 'MAX_NNB: 1\nCRUD_TEST: CREATE\n');
  const two = await ask(here, 'locate', 'abcde', '--scenario', 'two.conf');
  expect(cells(two.lines[2])).toEqual(['abcde', '305', '1:0', '2:0', '-']);
  expect(two.lastLine).toBe('1 key with 2 of 3 replicas, one a node, the same for every seed.');
  expect(two.firstLine).toBe('2 nodes on a ring of 512: the placement of two');
  const one = await ask(here, 'locate', 'abcde', '--scenario', 'one.conf', '--json');
  expect(one.json()).toMatchObject([{ primary: '1:0', secondary: null, tertiary: null }]);
  const spoken = await ask(here, 'locate', 'abcde', '--scenario', 'one.conf');
  expect(spoken.firstLine).toBe('1 node on a ring of 512: the placement of one');
});

test.each([
  [
    'replication: { n: 5 }',
    /^k +\d+ +\d:0 +\d:0 +\d:0$/,
    '5 replicas each, the first three of them shown',
  ],
  ['replication: { n: 2 }', /^k +\d+ +\d:0 +\d:0 +-$/, '2 replicas each'],
  ['ring: { preset: dstore }', /^k +\d+ +\d:0 +- +-$/, '1 replica each'],
])('a cluster with %s has as many replicas', async (setting, row, replicas) => {
  a.here.write('x.yaml', `duration: 9s\ncluster: { nodes: 6, ${setting} }\n`);
  const { lines, lastLine } = await ask(a.here, 'locate', 'k', '--scenario', 'x.yaml');
  expect(lines[2]!.trimEnd()).toMatch(row);
  expect(lastLine).toBe(`1 key with ${replicas}, the same for every seed.`);
});

test('keys are any text, with a dash first after --', async () => {
  const { here } = a;
  const keys = ['007', '1e5', '0x10', 'true', '"quoted"', "it's", 'a.b', 'a=b', ' ', 'ключ'];
  const dashed = ['-x', '--json', '--', 'locate', '-1'];
  const result = await ask(here, 'locate', '--json', ...keys, '--', ...dashed);
  expect(result.stderr).toBe('');
  const found = result.json() as { key: string }[];
  expect(found.map(({ key }) => key)).toEqual([...keys, ...dashed]);
  const twice = (await ask(here, 'locate', '--json', 'locate', 'locate')).json() as unknown[];
  expect(twice).toHaveLength(2);
});

test('control characters are shown, not obeyed', async () => {
  const { lines, stdout } = await ask(a.here, 'locate', 'a\u001b[2Jb\nc\u009b\u202ed');
  expect(lines).toHaveLength(4);
  expect(cells(lines[2])[0]).toBe('a\\u001b[2Jb\\u000ac\\u009b\\u202ed');
  expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
});

test.each([
  ['no key', [], /^\.\/Application: no key is named, as in .* locate user:7; see --help\n$/],
  ['an empty key', ['x', ''], /^key "": has 0 bytes, a key has 1 to 1024\n$/],
  ['a key that is too long', ['é'.repeat(513)], /^key "é{40}\.\.\.": has 1026 bytes/],
  ['a missing scenario', ['x', '--scenario', 'no.conf'], /^no\.conf:1:1: cannot be read/],
  ['two scenarios', ['x', '--scenario', 'a', '--scenario', 'b'], /--scenario: given twice/],
  ['a flag it has not', ['x', '--seed', '1'], /Unknown argument: seed; --help/],
])('refuses %s in one line', async (_, args, expected) => {
  const { code, stdout, stderr } = await ask(a.here, 'locate', ...args);
  expect(stderr).toMatch(expected);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('takes the longest key that a store takes', async () => {
  expect((await ask(a.here, 'locate', 'k'.repeat(1024))).code).toBe(0);
});
