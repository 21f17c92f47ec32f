/** Other values in the place of some that a scenario file has, before it is read. */

import { InputError } from '../input-error';
import { isLeaf, type Path, type Tree } from './document';
import { pathText } from './values';

/** A value, or a new one, at a path of the file. */
export interface Setting {
  readonly path: Path;
  readonly text: string;
}

/** What may be one word in a file, and the key that the word then stands for. */
const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ['cluster.membership', 'protocol'],
  ['network.loss', 'probability'],
]);

/**
 * The tree with the settings in it, the later ones last.
 * @throws InputError where a path leads through a value, or to an item that a list does not have
 */
export function withSettings(tree: Tree, settings: readonly Setting[]): Tree {
  return settings.reduce((made, { path, text }) => {
    const leaf = Object.assign(() => text, { path });
    return withValue(made, path, 0, leaf);
  }, tree);
}

/** The setting that a value at this path is from, if it is from one. */
export function settingAt(path: Path, settings: readonly Setting[]): Setting | undefined {
  return settings.findLast((setting) => setting.path.every((part, i) => part === path[i]));
}

function withValue(tree: Tree, path: Path, depth: number, value: Tree): Tree {
  const key = path[depth];
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const items = Array.isArray(tree) ? (tree as readonly Tree[]) : [];
    if (key >= items.length) {
      const count = `${items.length} item${items.length === 1 ? '' : 's'}`;
      throw refusal(path, `${pathText(path.slice(0, depth))} has ${count}, from [0]`);
    }
    return items.map((item, i) => (i === key ? withValue(item, path, depth + 1, value) : item));
  }
  // Without a prototype `__proto__` is a key like any other.
  const fields = Object.assign(Object.create(null), fieldsOf(tree, path, depth)) as Fields;
  fields[key] = withValue(fields[key], path, depth + 1, value);
  return fields;
}

type Fields = Record<string, Tree>;

/** The keys of what is there, if anything is. */
function fieldsOf(tree: Tree, path: Path, depth: number): Fields {
  if (tree === undefined) return {};
  const here = pathText(path.slice(0, depth));
  if (Array.isArray(tree)) throw refusal(path, `${here} is a list: ${here}[0] is its first item`);
  if (!isLeaf(tree)) return tree as Fields;
  const word = SHORT_FORMS.get(here);
  if (word !== undefined) return { [word]: tree };
  throw refusal(path, `${here} is ${JSON.stringify(tree())} and has no keys`);
}

function refusal(path: Path, problem: string): InputError {
  return new InputError(`--vary ${pathText(path)}`, problem);
}
