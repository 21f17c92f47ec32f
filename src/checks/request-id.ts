/** Requests by name. */

import type { RequestId } from '../protocol/store/store-messages';

/** Names a request among all. */
export function idOf({ client, request }: RequestId): string {
  return `${client} ${request}`;
}
