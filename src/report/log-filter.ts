/** Which entries of a dbg.log a person asks to see. */

import { type Address, parseAddress } from '../protocol/address';
import type { LogEntry } from './dbg-log';

/** What is undefined is not asked for. */
export interface LogFilter {
  /** Who logged it. */
  readonly node?: Address | undefined;
  /** The whole key that it names. */
  readonly key?: string | undefined;
  /** The first tick, and the last. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Text that it holds, in capitals or not. */
  readonly grep?: string | undefined;
}

export function passes({ address, time, text }: LogEntry, filter: LogFilter): boolean {
  const { node, key, from = 0, to = Infinity, grep } = filter;
  if (time < from || time > to) return false;
  if (node !== undefined && parseAddress(address) !== node) return false;
  if (key !== undefined && !namesKey(text, key)) return false;
  return grep === undefined || text.toLowerCase().includes(grep.toLowerCase());
}

/** Where a key stands in an entry, and what may follow it. */
const KEY_PLACES: readonly { readonly before: string; readonly after: readonly string[] }[] = [
  { before: ' OPERATION KEY: ', after: [' VALUE: ', ' at time: '] },
  { before: ', key=', after: [', value='] },
];

function namesKey(text: string, key: string): boolean {
  return KEY_PLACES.some(({ before, after }) => {
    const found = text.indexOf(before);
    const start = found + before.length;
    const end = start + key.length;
    if (found < 0 || !text.startsWith(key, start)) return false;
    return end === text.length || after.some((next) => text.startsWith(next, end));
  });
}
