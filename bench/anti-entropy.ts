/** What is measured of repair: how it grows with the keys and with what differs. */

import { StoreWorld } from './store-world';

const KEYS = 100_000;
const DIFFERENCES = 10;

interface RepairLine {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
  readonly ratio: string;
  readonly goal: string;
}

/** The lines, each when it is measured. */
export function* repairLines(): Generator<RepairLine> {
  yield merkleLine();
  yield reReplicationLine();
}

function recordOf(timestamp: number) {
  const version = { timestamp, storageId: 1, counter: 1 };
  return { version, deleted: false, value: `value ${timestamp}` };
}

function filled(world: StoreWorld, keys: number): StoreWorld {
  for (let i = 0; i < keys; i++) world.fill(`key ${i}`, recordOf(1));
  return world;
}

interface Cost {
  readonly bytes: number;
  readonly seconds: number;
}

/** Two nodes with all keys, of which one has some newer: until both have begun a comparison. */
function exchange(kind: 'full' | 'merkle'): Cost {
  const everyTicks = 100;
  const world = filled(new StoreWorld(2, { antiEntropy: { kind, everyTicks } }), KEYS);
  for (let i = 0; i < DIFFERENCES; i++) {
    world.fill(`key ${(i * KEYS) / DIFFERENCES}`, recordOf(2), 1);
  }
  const startedAt = performance.now();
  for (let tick = 0; tick < everyTicks; tick++) world.step();
  return { bytes: world.bytes, seconds: (performance.now() - startedAt) / 1000 };
}

function merkleLine(): RepairLine {
  const merkle = exchange('merkle');
  const full = exchange('full');
  const ms = ({ seconds }: Cost) => `${(1000 * seconds).toFixed(0)} ms`;
  return {
    what: `Merkle exchange, ${KEYS} keys, ${DIFFERENCES} differences, either node once`,
    figure: `${merkle.bytes} bytes, ${ms(merkle)}`,
    beside: `full exchange: ${full.bytes} bytes, ${ms(full)}`,
    ratio: `${((100 * merkle.bytes) / full.bytes).toFixed(2)} % of the bytes`,
    goal: 'under 1 %',
  };
}

/** Four nodes with three replicas of each key; one fails. */
function reReplication(keys: number) {
  const world = filled(new StoreWorld(4), keys);
  const startedAt = performance.now();
  world.change([1, 2, 3]);
  do world.step();
  while (!world.isQuiet);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, messages: world.messages };
}

function reReplicationLine(): RepairLine {
  const fewer = reReplication(KEYS / 4);
  const { seconds, messages } = reReplication(KEYS);
  const growth = seconds / fewer.seconds;
  return {
    what: `re-replication after a failure, ${KEYS} keys on 4 nodes`,
    figure: `${seconds.toFixed(2)} s, ${messages} messages`,
    beside: `a quarter of the keys: ${fewer.seconds.toFixed(2)} s`,
    ratio: `${growth.toFixed(1)} times the time for 4 times the keys`,
    goal: 'none',
  };
}
