/** What a scenario file says of storage into that of a scenario. */

import type { GivenStorage } from '../storage';
import { DEFAULTS } from './defaults';
import { given, made } from './given';
import type { ScenarioDocument } from './schema';
import { STORE_HINT, STORE_PATH } from './setting';
import type { Values } from './values';

type Document = NonNullable<ScenarioDocument['cluster']['storage']>;

const PATH = ['cluster', 'storage'];

/** @param hasStore whether there are records to keep */
export function buildStorage(document: Document, values: Values, hasStore: boolean): GivenStorage {
  const { kind, ...settings } = document;
  const { batchTime, batchRecords, snapshotEvery, ...plain } = settings;
  if (!hasStore)
    values.report(PATH, `without a store there are no records: ${STORE_HINT}`, STORE_PATH);
  const refuse = (name: string, why: string, basis: string) => {
    values.report([...PATH, name], why, [...PATH, basis]);
  };
  if (kind === 'memory') {
    for (const name of Object.keys(given(settings))) refuse(name, 'belongs to `kind: log`', 'kind');
    return { kind };
  }
  if (plain.fsync !== 'batch') {
    const names = Object.keys(given({ batchTime, batchRecords }));
    for (const name of names) refuse(name, 'belongs to `fsync: batch`', 'fsync');
  }
  const isBatch = plain.fsync === 'batch' && values.tickMicros !== undefined;
  return {
    kind,
    ...given({
      ...plain,
      batchTicks:
        made(batchTime, (found) => values.ticks(found)) ??
        (isBatch ? defaultTicks(values) : undefined),
      batchRecords: made(batchRecords, (found) => values.count(found)),
      snapshotEvery: made(snapshotEvery, (found) => values.count(found)),
    }),
  };
}

function defaultTicks(values: Values): number {
  return values.defaultTicks([...PATH, 'batchTime'], DEFAULTS.batchTime);
}
