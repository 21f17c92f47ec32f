import { isLeaf, type Tree, YamlDocument } from '../../../src/scenario/yaml/document';

/** Leaves as their texts. */
function plain(tree: Tree): unknown {
  if (isLeaf(tree)) return tree();
  if (Array.isArray(tree)) return (tree as Tree[]).map(plain);
  if (tree === undefined) return undefined;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, plain(value)]));
}

function problems(text: string): string[] {
  const yaml = new YamlDocument(text);
  return yaml.problems.map(
    (problem) => `${yaml.lineAndColumn(yaml.offsetOfProblem(problem))} ${problem.text}`,
  );
}

test('scalars are the text that is there', () => {
  const text = 'a: 007\nb: [1e3, yes, ~, 0x10, .5, 2001-01-01]\nc: "x\\ty"\nd: >-\n  one\n  two\n';
  expect(plain(new YamlDocument(text).tree)).toEqual({
    ...{ a: '007', b: ['1e3', 'yes', '~', '0x10', '.5', '2001-01-01'] },
    ...{ c: 'x\ty', d: 'one two' },
  });
});

test('what has no value is undefined, and what is empty text is not', () => {
  expect(plain(new YamlDocument("a:\nb: ''\nc: []\nd: {}").tree)).toEqual({
    ...{ a: undefined, b: '', c: [], d: {} },
  });
});

test('an alias is what it stands for: the latest of that name before it', () => {
  const text = '- &a [x]\n- *a\n- &a y\n- *a\n- { k: *a }';
  expect(plain(new YamlDocument(text).tree)).toEqual([['x'], ['x'], 'y', 'y', { k: 'y' }]);
});

test('leaves know their path and values their place', () => {
  const yaml = new YamlDocument('a:\n  - b: x\n    c: y\n');
  const leaf = (yaml.tree as { a: { c: Tree }[] }).a[0]!.c;
  expect(isLeaf(leaf) && leaf.path).toEqual(['a', 0, 'c']);
  const place = (isOfKey: boolean, ...path: (string | number)[]) =>
    yaml.lineAndColumn(yaml.offsetOfProblem({ path, isOfKey, text: '' }));
  expect(place(false, 'a', 0, 'c')).toBe('3:8');
  expect(place(true, 'a', 0, 'c')).toBe('3:5');
  // What is not there is where it would be.
  expect(place(false, 'a', 0, 'd')).toBe('2:5');
});

test('__proto__ is a key like any other', () => {
  const { tree } = new YamlDocument('__proto__: { x: 1 }');
  expect(Object.keys(tree as object)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test.each([
  ['a: [', '1:5 not YAML: Flow sequence'],
  ['a: "x', '1:6 not YAML: Missing closing "quote'],
  ['a: 1\nb: 2\n  c: 3', '2:4 not YAML: '],
  ['a: 1\na: 2', '2:1 is given twice'],
  ['a: { b: 1, b: 2 }', '1:12 is given twice'],
  ['? [x]\n: y', '1:3 a key is a word'],
  ['a: *b', '1:4 no such anchor'],
  ['a: &a [*a]', '1:8 is in itself, or too deep'],
  ['a: !!int 5', '1:4 not YAML: Unresolved tag'],
  ['a: 1\n---\nb: 2\n', '2:1 a second document: one scenario a file'],
])('%j is refused', (text, problem) => {
  expect(problems(text)[0]).toContain(problem);
});

/** A hundred million values in a few lines. */
const BOMB = `a0: &a0 [${'x,'.repeat(99)}x]\n${[1, 2, 3]
  .map((i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(99)}x]`)
  .join('\n')}`;

const QUARTER = 1 << 18;

test.each([
  ['a bomb of aliases', BOMB, 'more than 100000 values'],
  ['lists in lists', '['.repeat(QUARTER), '1:65 too many lists and maps in each other'],
  ['lists in a line', '- '.repeat(QUARTER / 2), 'too many lists and maps'],
  ['keys that are maps', '? '.repeat(QUARTER / 2), 'too many lists and maps'],
  ['maps in maps', '{a: '.repeat(QUARTER / 4), 'too many lists and maps'],
  [
    'indented maps',
    Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'too many lists and maps',
  ],
  ['too many commas', `[${','.repeat(QUARTER)}`, 'too many words and signs'],
  ['an unclosed quote a line', '"\n'.repeat(QUARTER / 2), 'too many words and signs'],
  ['too many anchors', '&a '.repeat(QUARTER / 4), 'too many words and signs'],
  ['directives', '%\n'.repeat(QUARTER / 2), 'too many words and signs'],
])('%s: refused in seconds', (_, text, problem) => {
  expect(text.length).toBeLessThanOrEqual(QUARTER + 1);
  expect(problems(text).some((line) => line.includes(problem))).toBe(true);
});
