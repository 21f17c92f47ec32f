/** What is left of a file without the values that are wrong. */

import { isLeaf, type Path, type Tree } from './document';

type Fields = Record<string, Tree>;

/**
 * A copy of a tree without the value at a path or, where there is none or it is an item of a list, whose
 * place others would take, without the nearest key that holds it. Undefined where nothing is left.
 */
export function pruned(tree: Tree, path: Path): Tree {
  for (let length = path.length; length > 0; length--) {
    const copy = without(tree, path.slice(0, length));
    if (copy !== undefined) return copy;
  }
  return undefined;
}

function without(tree: Tree, [key, ...rest]: Path): Tree {
  if (tree === undefined || isLeaf(tree) || key === undefined) return undefined;
  const fields = tree as Fields;
  if (!(key in fields)) return undefined;
  const copy = (Array.isArray(tree) ? [...(tree as Tree[])] : { ...fields }) as Fields;
  if (rest.length > 0) {
    const inside = without(fields[key], rest);
    if (inside === undefined) return undefined;
    copy[key] = inside;
    return copy;
  }
  if (Array.isArray(tree)) return undefined;
  Reflect.deleteProperty(copy, key);
  return copy;
}
