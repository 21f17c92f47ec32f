/**
 * What is known of clients' requests: a map of maps, by client and by request. It has to be both, for
 * no number holds the two, and to make a text of them for each look-up takes many times as long.
 */

import type { RequestId } from './store-messages';

export class ByRequest<T> {
  /** A client's is kept once it is there: there are no more of them than clients. */
  private readonly clients = new Map<number, Map<number, T>>();

  has({ client, request }: RequestId): boolean {
    return this.clients.get(client)?.has(request) === true;
  }

  get({ client, request }: RequestId): T | undefined {
    return this.clients.get(client)?.get(request);
  }

  set({ client, request }: RequestId, value: T): void {
    const known = this.clients.get(client);
    if (known === undefined) this.clients.set(client, new Map([[request, value]]));
    else known.set(request, value);
  }

  /** Returns false where there was none. */
  delete({ client, request }: RequestId): boolean {
    return this.clients.get(client)?.delete(request) === true;
  }
}
