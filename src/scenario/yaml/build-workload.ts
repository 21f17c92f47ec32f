/** What clients do in a scenario file into the workload of a scenario. */

import type { ClusterOptions } from '../cluster';
import { isWithoutValue, NO_LIFETIME } from '../require-operations';
import type { ClientsOptions } from '../../workload/clients';
import type { OperationStep } from '../../workload/operations';
import { DEFAULTS } from './defaults';
import type { Path } from './document';
import { shown } from './fields';
import { given, made } from './given';
import { MadeNames } from './made-names';
import type { ScenarioDocument } from './schema';
import { type Setting, STORE_HINT, STORE_PATH } from './setting';

type Document = NonNullable<ScenarioDocument['workload']>;
type OperationDocument = NonNullable<Document['operations']>[number];

const PATH: Path = ['workload'];
/** Shares that were meant to add up to 1 do so but for this. */
const SLACK = 1e-9;

export function buildWorkload(
  document: Document,
  setting: Setting,
): NonNullable<ClusterOptions['workload']> {
  const { values, hasStore, durationTicks } = setting;
  const { course, operations = [], announcements = [], ...clients } = document;
  const isOfClients = Object.values(clients).some((value) => value !== undefined);
  if (!hasStore && (isOfClients || operations.length > 0 || course !== undefined)) {
    values.report(PATH, `clients ask a store: ${STORE_HINT}`, STORE_PATH);
  }
  if (course !== undefined) {
    const others = Object.values(document).filter((value) => value !== undefined).length - 1;
    if (others > 0) values.report([...PATH, 'course'], 'is given alone: it is all that happens');
    return { course };
  }
  const ids = new MadeNames();
  return {
    announcements: announcements.map(({ at, lines }, i) => {
      values.name([...PATH, 'announcements', i], lines.join('\n'));
      return { at: values.ticks(at, durationTicks - 1), lines };
    }),
    operations: operations.map((operation, i) => buildOperation(operation, i, ids, setting)),
    ...(isOfClients ? { clients: buildClients(document, setting) } : {}),
  };
}

function buildOperation(
  document: OperationDocument,
  index: number,
  ids: MadeNames,
  { values, nodes, durationTicks }: Setting,
): OperationStep {
  const { at, operation, key, value = '', coordinator, quorum, ttl, announce } = document;
  const path = [...PATH, 'operations', index];
  const id = document.id ?? ids.make(`${operation} ${key} at ${at.text}`);
  if (document.id !== undefined && !ids.take(id)) {
    values.report([...path, 'id'], `two have the id ${shown(id)}`);
  }
  values.name(path, id);
  if (ttl !== undefined && isWithoutValue(operation)) {
    values.report([...path, 'ttl'], NO_LIFETIME, [...path, 'operation']);
  }
  return {
    ...{ id, at: values.ticks(at, durationTicks - 1), operation, key, value },
    ...given({
      coordinator: made(coordinator, (node) => values.node(node, nodes)),
      quorum: made(quorum, (found) => values.count(found)),
      ttlTicks: made(ttl, (found) => values.ticks(found)),
      announce,
    }),
  };
}

function buildClients(document: Document, setting: Setting): ClientsOptions {
  const { values } = setting;
  const { clients, ratePerClient, thinkTime, timeout, retries, backoff, ttl, stamp } = document;
  if (clients === undefined) values.report(PATH, 'needs `clients`: how many there are');
  if (ratePerClient === undefined && thinkTime === undefined) {
    values.report(PATH, 'needs `ratePerClient` or `thinkTime`: how busy clients are');
  }
  const intervalTicks =
    made(ratePerClient, (found) => values.interval(found)) ??
    made(thinkTime, (found) => values.mean(found)) ??
    1;
  const time = (found: typeof timeout, name: string, usual: string) =>
    found === undefined ? values.defaultTicks([...PATH, name], usual) : values.ticks(found);
  return {
    count: made(clients, (found) => values.count(found)) ?? 1,
    loop: ratePerClient === undefined ? 'closed' : 'open',
    intervalTicks,
    keys: keysOf(document, setting),
    mix: mixOf(document, setting),
    timeoutTicks: time(timeout, 'timeout', DEFAULTS.clientTimeout),
    retries: made(retries, (found) => values.count(found)) ?? DEFAULTS.retries,
    backoffTicks: time(backoff, 'backoff', DEFAULTS.backoff),
    ...spanOf(document, setting),
    ...given({ ttlTicks: made(ttl, (found) => values.ticks(found)), stamp }),
  };
}

function keysOf({ keys }: Document, { values }: Setting): ClientsOptions['keys'] {
  if (keys === undefined) return { count: DEFAULTS.keys, distribution: 'uniform' };
  if (!('count' in keys)) return { count: values.count(keys), distribution: 'uniform' };
  return { count: values.count(keys.count), distribution: keys.distribution ?? 'uniform' };
}

function mixOf({ mix }: Document, { values }: Setting): ClientsOptions['mix'] {
  if (mix === undefined) return { read: 0.5, update: 0.5, delete: 0 };
  const share = (found: typeof mix.read) => made(found, (each) => values.share(each)) ?? 0;
  const shares = {
    ...{ read: share(mix.read), update: share(mix.update), delete: share(mix.delete) },
    ...given({ put: made(mix.put, (found) => values.share(found)) }),
  };
  const sum = shares.read + shares.update + shares.delete + (shares.put ?? 0);
  if (Math.abs(sum - 1) > SLACK) {
    values.report([...PATH, 'mix'], `adds up to ${Math.round(sum * 1e6) / 1e4}%, not to 100%`);
  }
  return shares;
}

function spanOf(
  { from, to }: Document,
  { values, durationTicks }: Setting,
): Pick<ClientsOptions, 'firstTick' | 'lastTick'> {
  const last = durationTicks - 1;
  const usual =
    values.tickMicros === undefined ? 0 : values.defaultTicks([...PATH, 'from'], DEFAULTS.from);
  const firstTick = made(from, (found) => values.ticks(found, last)) ?? (usual > last ? 0 : usual);
  const lastTick = made(to, (found) => values.ticks(found, last)) ?? last;
  if (firstTick > lastTick) values.report((to ?? from)!.path, '`from` is after `to`');
  return { firstTick, lastTick };
}
