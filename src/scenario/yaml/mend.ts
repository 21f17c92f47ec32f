/** What is put in the place of what is wrong in a file, so that the rest can be read. */

import { isLeaf, type Leaf, type Path, type Problem, type Tree } from './document';

type Fields = Record<string, Tree>;

/** A map in the place of a value that cannot be a leaf; what it lacks is put in by and by. */
const NO_KEYS: Tree = Object.freeze({});

/**
 * A copy of a tree in which something else stands where a problem is: a leaf of which nothing is known,
 * then, where that is found to be wrong in its turn, a map, then a list. A key that should not be there
 * is taken out. Items of lists keep their places.
 */
export function mended(tree: Tree, problem: Problem): Tree {
  const path = placeOf(problem);
  // Nothing can stand for all there is.
  if (path.length === 0) return tree;
  if (isTakenOut(problem)) return changed(tree, path, () => undefined);
  return changed(tree, path, (found) => instead(found, path));
}

/**
 * Whether what is said of a mended tree may be so for want of what was mended: of itself or what is in
 * it, of what holds a key that is gone, or of what was concluded from it.
 */
export function restsOn({ path, basis }: Problem, mend: Problem): boolean {
  const place = placeOf(mend);
  if (place.length === 0) return false;
  if (isWithin(path, place)) return true;
  if (isTakenOut(mend) && isWithin(place, path)) return true;
  // Any key of a map may be meant by one that it should not have.
  const meant = isTakenOut(mend) ? place.slice(0, -1) : place;
  return basis !== undefined && (isWithin(meant, basis) || isWithin(basis, meant));
}

function placeOf({ path, lacks, spare }: Problem): Path {
  const key = lacks ?? spare;
  return key === undefined ? path : [...path, key];
}

function isTakenOut({ isOfKey = false, spare }: Problem): boolean {
  return isOfKey || spare !== undefined;
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((part, i) => part === path[i]);
}

function instead(found: Tree, path: Path): Tree {
  if (isLeaf(found) && found.isStandIn === true) return NO_KEYS;
  // No list of ours needs more than two items.
  return found === NO_KEYS ? [standIn([...path, 0]), standIn([...path, 1])] : standIn(path);
}

function standIn(path: Path): Leaf {
  return Object.assign(() => '', { path, isStandIn: true } as const);
}

/** With something else at a path, or nothing; the same where its way is no longer there. */
function changed(tree: Tree, [key, ...rest]: Path, change: (found: Tree) => Tree): Tree {
  if (key === undefined) return change(tree);
  if (tree === undefined || isLeaf(tree)) return tree;
  const found = (tree as Fields)[key];
  const value = changed(found, rest, change);
  if (Array.isArray(tree)) return (tree as readonly Tree[]).with(Number(key), value);
  // Without a prototype `__proto__` is a key like any other.
  const copy = Object.assign(Object.create(null) as Fields, tree);
  if (value === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = value;
  return copy;
}
