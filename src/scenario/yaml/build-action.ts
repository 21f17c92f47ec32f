/** What a fault step of a scenario file does, and to which nodes. */

import type { Action, Target } from '../../faults/plan';
import type { Address } from '../../protocol/address';
import { buildLatency } from './build-cluster';
import type { Path } from './document';
import { ACTIONS, type StepDocument, type TargetDocument } from './fault-schema';
import type { Placed } from './fields';
import { given, made } from './given';
import { type Setting, STORE_HINT, STORE_PATH } from './setting';

type ActionName = keyof typeof ACTIONS;
type Document<K extends ActionName> = NonNullable<StepDocument[K]>;

interface Place extends Setting {
  readonly path: Path;
  readonly step: StepDocument;
}

/** @param path that of the step */
export function buildAction(step: StepDocument, path: Path, setting: Setting): Action {
  const name = (Object.keys(ACTIONS) as ActionName[]).find((key) => key in step)!;
  const found = step[name];
  const place = { ...setting, step, path: [...path, name] };
  if (found !== undefined) {
    // The document is that of the builder, which the compiler cannot tell.
    return (BUILDERS[name] as (document: typeof found, place: Place) => Action)(found, place);
  }
  setting.values.report(place.path, 'has no value');
  return { heal: '' };
}

const BUILDERS: { readonly [K in ActionName]: (found: Document<K>, place: Place) => Action } = {
  crash: (found, place) => {
    const more = fieldsOf(found);
    const restartAfter = made(more?.restartAfter, (range) => place.values.ticks(range));
    const { wipe, unsynced } = more ?? {};
    return { crash: targetOf(found, place), ...given({ restartAfter, wipe, unsynced }) };
  },
  start: (found, place) => ({
    start: targetOf(found, place),
    ...given({ wipe: fieldsOf(found)?.wipe }),
  }),
  leave: (found, place) => ({ leave: targetOf(found, place) }),
  pause: (found, place) => {
    const ticks = made(fieldsOf(found)?.for, (range) => place.values.ticks(range));
    return { pause: targetOf(found, place), ...given({ for: ticks }) };
  },
  resume: (found, place) => ({ resume: targetOf(found, place) }),
  partition: (found, place) => {
    const groups = found.groups.map((group, i) =>
      targetOf(group, { ...place, path: [...place.path, 'groups', i] }),
    );
    refuseOverlap(found.groups.map(namedIn), place);
    const ticks = made(found.for, (range) => place.values.ticks(range));
    return { partition: groups, ...given({ oneWay: found.oneWay, for: ticks }) };
  },
  link: buildLink,
  heal: (found) => ({ heal: found.value }),
  lose: ({ from, to, order }, { values, nodes, step, path }) => {
    if (step.at === undefined) values.report(path, 'needs `at`: when the message is sent');
    return {
      lose: {
        ...{ from: values.node(from, nodes), to: values.node(to, nodes) },
        order: made(order, (range) => values.count(range)) ?? 0,
      },
    };
  },
  clock: (found, place) => {
    const more = fieldsOf(found);
    const driftPpm = made(more?.drift, (range) => place.values.count(range));
    const stepTicks = made(more?.step, (range) => place.values.ticks(range));
    if (driftPpm === undefined && stepTicks === undefined) {
      place.values.doubt(place.path, 'changes nothing without `drift` or `step`');
    }
    return { clock: targetOf(found, place), ...given({ driftPpm, stepTicks }) };
  },
  addOwner: (found, place) => {
    const { node, by } = moveOf(found, place);
    return { addOwner: node, ...given({ by }) };
  },
  removeOwner: (found, place) => {
    const { node, by } = moveOf(found, place);
    return { removeOwner: node, ...given({ by }) };
  },
  disk: (found, place) => {
    const more = fieldsOf(found);
    const slowTicks = made(more?.slow, (range) => place.values.ticks(range));
    const { full, rot } = more ?? {};
    if (slowTicks === undefined && full === undefined && rot === undefined) {
      place.values.doubt(place.path, 'changes nothing without `slow`, `full` or `rot`');
    }
    const bytes = made(more?.bytes, ([from, to]): readonly [number, number] => {
      return [place.values.count(from!), place.values.count(to!)];
    });
    return { disk: targetOf(found, place), ...given({ slowTicks, full, rot, bytes }) };
  },
};

function moveOf(document: Document<'addOwner'>, { values, nodes }: Place) {
  if ('path' in document) return { node: values.node(document, nodes), by: undefined };
  const by = made(document.by, (found) => values.node(found, nodes));
  return { node: values.node(document.node, nodes), by };
}

function buildLink(document: Document<'link'>, place: Place): Action {
  const { values, path } = place;
  const { from, to, latency, loss, duplicate, reorder, capacity, cut, hold } = document;
  const inside = (key: string) => ({ ...place, path: [...path, key] });
  const link = given({
    delay: made(latency, (found) => buildLatency(found, values, [...path, 'latency'])),
    loss: made(loss, (found) => values.share(found)),
    duplicate: made(duplicate, (found) => values.share(found)),
    reorder: made(reorder, (found) => values.share(found)),
    capacity: made(capacity, (found) => values.count(found)),
    ...{ cut, hold },
  });
  if (Object.keys(link).length === 0) values.doubt(path, 'changes nothing about the links');
  return {
    link,
    ...given({
      from: made(from, (found) => targetOf(found, inside('from'))),
      to: made(to, (found) => targetOf(found, inside('to'))),
      for: made(document.for, (range) => values.ticks(range)),
    }),
  };
}

type Short = Placed<Address | 'random' | 'introducers'> | readonly Placed<Address>[];

/** What an action's map holds; undefined where its nodes are given in short. */
function fieldsOf<D extends object>(document: D): Exclude<D, Short> | undefined {
  if (Array.isArray(document) || 'path' in document) return undefined;
  return document as Exclude<D, Short>;
}

/** The nodes that a target names. */
function namedIn(document: TargetDocument): readonly Placed<Address>[] {
  if (Array.isArray(document)) return document;
  if (!('path' in document)) return made(document.nodes, namedIn) ?? [];
  const { path, value } = document;
  return typeof value === 'number' ? [{ path, value }] : [];
}

function refuseOverlap(groups: readonly (readonly Placed<Address>[])[], { values }: Place): void {
  const taken = new Map<Address, { readonly group: number; readonly path: Path }>();
  for (const [group, named] of groups.entries()) {
    for (const { path, value } of named) {
      const first = taken.get(value) ?? { group, path };
      if (first.group !== group) values.report(path, `n${value} is in two groups`, first.path);
      taken.set(value, first);
    }
  }
}

function targetOf(document: TargetDocument, place: Place): Target {
  const { values, nodes } = place;
  const named = namedIn(document).map((each) => values.node(each, nodes));
  if (Array.isArray(document)) return { nodes: named };
  if ('path' in document) {
    if (document.value === 'random') return { random: 1 };
    return document.value === 'introducers' ? { introducers: true } : { nodes: named };
  }
  const { random, replica, replicas, of, noReplicaOf, coordinatorOf, slots, draw } = document;
  const key = keyOf(of, replica !== undefined || replicas !== undefined, place);
  requireStore(document, place);
  if (document.nodes !== undefined) return { nodes: named };
  if (random !== undefined) return { random: values.count(random, nodes) };
  if (replica !== undefined) return { replica, of: key };
  if (replicas !== undefined) return { replicas: values.count(replicas, nodes), of: key };
  if (noReplicaOf !== undefined) return { noReplicaOf };
  if (coordinatorOf !== undefined) return { coordinatorOf };
  if (slots !== undefined) return { slots: [values.count(slots[0]!), values.count(slots[1]!)] };
  if (draw !== undefined) return { draw };
  if (document.introducers !== true) values.report(place.path, 'names no nodes');
  return { introducers: true };
}

/** The key of a replica. */
function keyOf(of: string | undefined, isNeeded: boolean, { values, path }: Place): string {
  if (isNeeded && of === undefined) values.report(path, 'needs `of`: the key of the replica');
  if (!isNeeded && of !== undefined) {
    values.report([...path, 'of'], 'belongs to `replica` or `replicas`', [...path, 'nodes']);
  }
  return of ?? '';
}

type FullTarget = Exclude<TargetDocument, Short>;

/** What looks for nodes by a key. */
const BY_KEY = ['replica', 'replicas', 'noReplicaOf', 'coordinatorOf'] as const;

function requireStore(document: FullTarget, { values, path, hasStore }: Place): void {
  const name = BY_KEY.find((each) => document[each] !== undefined);
  if (name === undefined || hasStore) return;
  values.report([...path, name], `without a store there are no keys: ${STORE_HINT}`, STORE_PATH);
}
