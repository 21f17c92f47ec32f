import { YamlDocument } from '../../../src/scenario/yaml/document';
import { pruned } from '../../../src/scenario/yaml/prune';

const { tree } = new YamlDocument('a: { b: 1, c: [{ d: 2, e: 3 }, 4] }\nf: 5');
const keys = (value: unknown) => JSON.parse(JSON.stringify(value, replacer)) as unknown;

/** Leaves are functions, which JSON has none of. */
function replacer(_: string, value: unknown): unknown {
  return typeof value === 'function' ? (value as () => string)() : value;
}

test.each([
  [['a', 'b'], { a: { c: [{ d: '2', e: '3' }, '4'] }, f: '5' }],
  [['a', 'c', 0, 'd'], { a: { b: '1', c: [{ e: '3' }, '4'] }, f: '5' }],
  // Others would take the place of an item.
  [['a', 'c', 1], { a: { b: '1' }, f: '5' }],
  // What is missing is looked for further out.
  [['a', 'x', 'y'], { f: '5' }],
  [['f', 'x'], { a: { b: '1', c: [{ d: '2', e: '3' }, '4'] } }],
])('without %j', (path, left) => {
  expect(keys(pruned(tree, path))).toEqual(left);
});

test('nothing is left without what holds all', () => {
  expect(pruned(tree, [])).toBeUndefined();
  expect(pruned(tree, ['x'])).toBeUndefined();
});

test('the tree itself stays as it is', () => {
  const before = keys(tree);
  pruned(tree, ['a', 'c', 0, 'd']);
  expect(keys(tree)).toEqual(before);
});
