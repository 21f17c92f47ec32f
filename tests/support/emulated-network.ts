import { EmulNet, type NetworkOptions, type Parcel } from '../../src/simulation/emulnet';
import { EventLog, type EventView } from '../../src/simulation/events';
import { RandomRoot } from '../../src/simulation/random';
import { constant } from './toy-protocol';

export const NODES = 4;
export const TYPE = 7;
export const SEED = 'a seed';

/** Its content, unless it is given, tells its size. */
export function parcel(bytes = 10, type = TYPE, content: unknown = { bytes }): Parcel {
  return { content, bytes, type, digestLow: 1, digestHigh: 2 };
}

/** The size of what is carried, where `parcel` was given no other content. */
export function bytesOf({ content }: Carried): number {
  return (content as { readonly bytes: number }).bytes;
}

export interface Carried {
  readonly from: number;
  readonly to: number;
  readonly boot: number;
  readonly type: number;
  readonly content: unknown;
  readonly sentId: number;
  readonly ticks: number;
}

/** A network of four nodes whose parcels wait in `carried` until a test lets them arrive. */
export function network(changes: Partial<NetworkOptions> = {}, nodes = NODES) {
  const options = { delay: constant(1), maxMessageBytes: 100, maxInFlight: 1_000_000, ...changes };
  const log = new EventLog([]);
  const carried: Carried[] = [];
  const boots = new Map<number, number>();
  const net = new EmulNet(options, nodes, new RandomRoot(SEED), log, {
    bootOf: (node) => boots.get(node) ?? 1,
    carry: (from, to, boot, type, content, sentId, ticks) =>
      carried.push({ from, to, boot, type, content, sentId, ticks }),
    eachCarried: (visit) => {
      for (const { from, to } of carried) visit(from, to);
    },
  });
  const events: EventView[] = [];
  const kinds = ['sent', 'delivered', 'lost', 'dropped'];
  log.subscribe({ kinds, on: (event) => events.push({ ...event }) });
  /** Lets the first so many of what is carried arrive. */
  const arrive = (count = carried.length) => {
    for (const { from, to, type, sentId } of carried.splice(0, count)) {
      net.arrive(from, to, type, sentId);
    }
  };
  return { net, log, carried, events, boots, arrive };
}
