/**
 * From when to when an operation lasts: a client's from its asking to its answer, whatever attempts that
 * takes; a scripted one, which is tried once, as its coordinator sees it.
 */

import type { CompletedEvent } from '../protocol/store/store-events';
import type { RequestId } from '../protocol/store/store-messages';

/** The kind of event that it begins with. */
export function beginOf({ client }: RequestId): string {
  return client > 0 ? 'asked' : 'invoked';
}

/** The kind of event that it ends with. */
export function endOf({ client }: RequestId): string {
  return client > 0 ? 'answered' : 'completed';
}

/** Whether the end of an attempt is one for whoever asked: a client asks again where it says little. */
export function isAnswer({ client, outcome, reason }: CompletedEvent): boolean {
  return outcome !== 'unknown' && (client === 0 || reason !== 'wrong epoch');
}
