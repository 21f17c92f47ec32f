import {
  type Path,
  type Problem,
  type Tree,
  YamlDocument,
} from '../../../src/scenario/yaml/document';
import { mended, restsOn } from '../../../src/scenario/yaml/mend';

const TEXT = 'a: { b: 1, c: [{ d: 2, e: 3 }, 4] }\nf: 5';
const { tree } = new YamlDocument(TEXT);

/** Leaves are functions, which JSON has none of. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => {
      if (typeof each !== 'function') return each;
      return 'isStandIn' in each ? '?' : (each as () => string)();
    }),
  );
}

const at = (path: Path, more: Partial<Problem> = {}): Problem => ({ path, text: '', ...more });

test.each([
  [at(['f']), { a: { b: '1', c: [{ d: '2', e: '3' }, '4'] }, f: '?' }],
  [at(['a', 'c', 0, 'd']), { a: { b: '1', c: [{ d: '?', e: '3' }, '4'] }, f: '5' }],
  [at(['a', 'c', 0]), { a: { b: '1', c: ['?', '4'] }, f: '5' }],
  // What is missing is put in.
  [at(['a', 'x']), { a: { b: '1', c: [{ d: '2', e: '3' }, '4'], x: '?' }, f: '5' }],
  [at(['a'], { lacks: 'x' }), { a: { b: '1', c: [{ d: '2', e: '3' }, '4'], x: '?' }, f: '5' }],
  // What should not be there is taken out.
  [at(['a', 'b'], { isOfKey: true }), { a: { c: [{ d: '2', e: '3' }, '4'] }, f: '5' }],
  [at(['a', 'c', 0], { spare: 'e' }), { a: { b: '1', c: [{ d: '2' }, '4'] }, f: '5' }],
  // There is no way to it.
  [at(['f', 'x', 'y']), { a: { b: '1', c: [{ d: '2', e: '3' }, '4'] }, f: '5' }],
  [at([]), { a: { b: '1', c: [{ d: '2', e: '3' }, '4'] }, f: '5' }],
])('mended of %j', (problem, left) => {
  const before = plain(tree);
  expect(plain(mended(tree, problem))).toEqual(left);
  expect(plain(tree)).toEqual(before);
});

test('what is no leaf may be a map, or a list', () => {
  let now: Tree = tree;
  const found = ['?', {}, ['?', '?']].map(() => {
    now = mended(now, at(['a']));
    return (plain(now) as { readonly a: unknown }).a;
  });
  expect(found).toEqual(['?', {}, ['?', '?']]);
});

test.each<[boolean, Problem, Problem]>([
  [true, at(['a']), at(['a'])],
  [true, at(['a', 'b']), at(['a'])],
  [false, at(['a']), at(['a', 'b'])],
  [false, at(['a', 'c']), at(['a', 'b'])],
  [false, at(['a']), at([])],
  // Of a key that is gone nobody knows which it was.
  [true, at(['a']), at(['a', 'b'], { isOfKey: true })],
  [true, at(['a']), at(['a'], { spare: 'b' })],
  [true, at(['x'], { basis: ['a', 'd'] }), at(['a', 'b'], { isOfKey: true })],
  [false, at(['x'], { basis: ['a', 'd'] }), at(['a', 'b'])],
  [true, at(['x'], { basis: ['a'] }), at(['a', 'b'])],
  [true, at(['x'], { basis: ['a', 'b'] }), at(['a'])],
  [true, at(['a', 'x']), at(['a'], { lacks: 'x' })],
  [false, at(['a']), at(['a'], { lacks: 'x' })],
])('%j: what is said at %j may be for want of %j', (does, problem, mend) => {
  expect(restsOn(problem, mend)).toBe(does);
});
