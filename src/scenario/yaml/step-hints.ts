/** What somebody may have meant by a key that steps of a plan do not have. */

import * as z from 'zod';
import { parseAddress } from '../../protocol/address';
import { nearestWord } from '../nearest-word';
import { isLeaf, type Tree } from './document';
import { type OneOf, shown, unknownKey } from './fields';

/** The words of other tools. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['join', 'start'],
  ['restart', 'start'],
  ['kill', 'crash'],
  ['stop', 'crash or leave'],
]);

type Actions = Readonly<Record<string, z.ZodType>>;
type Step = Readonly<Record<string, Tree>>;

/** What is said of an unknown key of a step. */
export function unknownStepKey(
  key: string,
  step: Step,
  known: readonly string[],
  trigger: OneOf,
  actions: Actions,
): string {
  const action: OneOf = { what: 'action', keys: Object.keys(actions), atLeast: 1 };
  const lacks = ({ keys }: OneOf) => !keys.some((each) => each in step);
  const insideOf = action.keys.filter((name) => keysIn(actions[name]!).includes(key));
  const home = insideOf.find((name) => name in step);
  if (home !== undefined) {
    const example = `${home}: { ${keysIn(actions[home]!)[0]!}: ..., ${key}: ... }`;
    return `unknown key ${shown(key)}, it belongs inside \`${home}\`: ${example}`;
  }
  const alias = ALIASES.get(key);
  if (alias !== undefined) return `unknown action ${shown(key)}, did you mean ${alias}?`;
  if (lacks(trigger) && nearestWord(key, trigger.keys) !== undefined) {
    return unknownKey(key, known, trigger);
  }
  // What has nodes or a map is what happens, never when or how often.
  if (isActionLike(step[key])) return unknownKey(key, action.keys, action);
  if (insideOf.length > 0) {
    return `unknown key ${shown(key)}, known only inside ${insideOf.join(', ')}`;
  }
  return unknownKey(key, known, [trigger, action].find(lacks));
}

/** The keys of an action's map. */
function keysIn(schema: z.ZodType): string[] {
  const forms = schema instanceof z.ZodUnion ? schema.options : [schema];
  return forms.flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
}

function isActionLike(value: Tree): boolean {
  if (isLeaf(value)) return parseAddress(value()) !== undefined;
  if (Array.isArray(value)) return (value as readonly Tree[]).every(isActionLike);
  return value !== undefined;
}
