/** What clients tell coordinators beside what they want done. */

import { NO_VERSION, type Version } from '../protocol/store/record';
import type { CompletedEvent } from '../protocol/store/store-events';
import type { OperationOptions } from '../protocol/store/store-messages';
import type { Simulation } from '../simulation/simulation';

/** The actors of clients that stamp their writes themselves, beside those of nodes' storages. */
const CLIENT_ACTORS = 0x100_0000_0000;

interface Told {
  readonly quorum?: number | undefined;
  readonly ttlTicks?: number | undefined;
  readonly seen?: number | undefined;
  readonly version?: Version | undefined;
}

/** The field `options` of an operation; none where there is nothing to tell. */
export function operationOptions(told: Told): { readonly options?: OperationOptions } {
  const { quorum = 0, ttlTicks = 0, seen = 0, version = NO_VERSION } = told;
  if (quorum === 0 && ttlTicks === 0 && seen === 0 && version === NO_VERSION) return {};
  return { options: { quorum, ttlTicks, seen, version } };
}

/** A version that a client gives its write, by the wall clock of its node and what it has seen. */
export function clientVersion(
  wall: number,
  seen: number,
  client: number,
  request: number,
): Version {
  const timestamp = Math.max(wall, seen + 1);
  return { timestamp, storageId: CLIENT_ACTORS + client, counter: request };
}

/** The newest timestamps that clients have seen: what a hybrid clock is to stamp above. */
export class SeenVersions {
  private readonly newest = new Map<number, number>();

  /** @param isKept false where nobody asks: every timestamp is 0 then */
  constructor(simulation: Simulation, isKept: boolean) {
    if (!isKept) return;
    const on = ({ data }: { readonly data: unknown }) => {
      const { client, version } = data as CompletedEvent;
      if (version.timestamp > this.of(client)) this.newest.set(client, version.timestamp);
    };
    simulation.subscribe({ kinds: ['completed'], on });
  }

  of(client: number): number {
    return this.newest.get(client) ?? 0;
  }
}
