/** How fast a log is read back after a start, beside the same entries as lines of JSON. */

import { type LogEntry, logBytes } from '../src/protocol/storage/log-format';
import { recover } from '../src/protocol/storage/recovery';

const ENTRIES = 100_000;
const ROUNDS = 7;
const VALUE = 'v'.repeat(100);

export interface RecoveryLine {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
  readonly ratio: string;
  readonly goal: string;
}

function entryOf(i: number): LogEntry {
  const version = { timestamp: 1000 + i, storageId: 0x1_0000, counter: i };
  return { number: i + 1, key: `key ${i}`, record: { version, deleted: false, value: VALUE } };
}

/** The shortest time of an action, in seconds: what else the machine does only adds to it. */
function seconds(action: () => number): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    if (action() !== ENTRIES) throw new Error('not all of it came back');
    return (performance.now() - startedAt) / 1000;
  });
  return Math.min(...times);
}

export function recoveryLines(): RecoveryLine[] {
  const entries = Array.from({ length: ENTRIES }, (_, i) => entryOf(i));
  const log = logBytes(entries, true);
  const text = entries.map((entry) => JSON.stringify(entry)).join('\n');
  const ours = seconds(() => {
    const found = recover(log, undefined, true);
    return 'records' in found ? found.records.size : 0;
  });
  const json = seconds(() => {
    const records = text.split('\n').map((line): [string, unknown] => {
      const { key, record } = JSON.parse(line) as LogEntry;
      return [key, record];
    });
    return new Map(records).size;
  });
  const pace = (took: number) => `${(ENTRIES / took / 1e6).toFixed(2)} M records/s`;
  return [
    {
      what: `recovery of a log of ${ENTRIES} records, ${(log.length / 1e6).toFixed(1)} MB`,
      figure: `${ours.toFixed(2)} s, ${pace(ours)}`,
      beside: `the same as lines of JSON: ${json.toFixed(2)} s, ${pace(json)}`,
      ratio: `${(ours / json).toFixed(1)} times as long`,
      goal: 'none',
    },
  ];
}
