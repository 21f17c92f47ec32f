import { EmulNet, type NetworkOptions, type Parcel } from '../../src/simulation/emulnet';
import { EventLog, type EventView } from '../../src/simulation/events';
import { RandomRoot } from '../../src/simulation/random';
import { constant } from './toy-protocol';

export const NODES = 4;
export const TYPE = 7;
export const SEED = 'a seed';

export function parcel(bytes = 10, type = TYPE, content: unknown = { opaque: true }): Parcel {
  return { content, bytes, type, digestLow: 1, digestHigh: 2 };
}

export interface Carried {
  readonly from: number;
  readonly to: number;
  readonly boot: number;
  readonly parcel: Parcel;
  readonly sentId: number;
  readonly ticks: number;
}

/** A network of four nodes whose parcels wait in `carried` until a test lets them arrive. */
export function network(changes: Partial<NetworkOptions> = {}, nodes = NODES) {
  const options = { delay: constant(1), maxMessageBytes: 100, maxInFlight: 1_000_000, ...changes };
  const log = new EventLog([]);
  const carried: Carried[] = [];
  const boots = new Map<number, number>();
  const net = new EmulNet(options, new RandomRoot(SEED), log, {
    bootOf: (node) => boots.get(node) ?? 1,
    carry: (from, to, boot, given, sentId, ticks) =>
      carried.push({ from, to, boot, parcel: given, sentId, ticks }),
    eachCarried: (visit) => {
      for (const { from, to } of carried) visit(from, to);
    },
  });
  for (let node = 0; node < nodes; node++) net.addLink();
  const events: EventView[] = [];
  const kinds = ['sent', 'delivered', 'lost', 'dropped'];
  log.subscribe({ kinds, on: (event) => events.push({ ...event }) });
  /** Lets the first so many of what is carried arrive. */
  const arrive = (count = carried.length) => {
    for (const { from, to, parcel: given, sentId } of carried.splice(0, count)) {
      net.arrive(from, to, given.type, sentId);
    }
  };
  return { net, log, carried, events, boots, arrive };
}
