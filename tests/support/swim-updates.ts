/** Updates in few words. */

import type { SwimMessage } from '../../src/protocol/membership/swim/swim-messages';
import {
  type Update,
  UPDATE_WORDS,
  updateAt,
  type Updates,
  writeUpdate,
} from '../../src/protocol/membership/swim/updates';

/** Each [state, member, incarnation, accuser]. */
export function updatesOf(...each: readonly (readonly number[])[]): Updates {
  return packed(
    each.map(([state, member, incarnation, accuser]) => ({
      ...{ state: state!, member: member!, incarnation: incarnation!, accuser: accuser! },
    })),
  );
}

/** In an array of their own: equal where the updates are. */
export function packed(updates: readonly Update[]): Updates {
  const words = new Int32Array(updates.length * UPDATE_WORDS);
  for (const [i, update] of updates.entries()) writeUpdate(words, i * UPDATE_WORDS, update);
  return { words, start: 0, end: words.length };
}

export function listOf({ words, start, end }: Updates): Update[] {
  const count = (end - start) / UPDATE_WORDS;
  return Array.from({ length: count }, (_, i) => updateAt(words, start + i * UPDATE_WORDS));
}

/** The message with its updates in an array of their own. */
export function repacked(message: SwimMessage): SwimMessage {
  return 'updates' in message ? { ...message, updates: packed(listOf(message.updates)) } : message;
}
