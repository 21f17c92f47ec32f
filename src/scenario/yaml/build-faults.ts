/** The fault steps of a scenario file into a plan. */

import type { EventPattern, FaultStep, Trigger } from '../../faults/plan';
import { nodeEvents } from '../../protocol/node';
import { KERNEL_EVENTS } from '../../simulation/events';
import { nearestWord } from '../nearest-word';
import { buildAction } from './build-action';
import type { Path } from './document';
import { ACTIONS, type StepDocument } from './fault-schema';
import { shown } from './fields';
import { given, made } from './given';
import type { Setting } from './setting';
import type { Values } from './values';

const EVENT_KINDS = [...Object.keys(KERNEL_EVENTS), ...nodeEvents.kinds().map(({ name }) => name)];

export function buildFaults(
  documents: readonly StepDocument[],
  setting: Setting,
): readonly FaultStep[] {
  const { values } = setting;
  const ids = new Set<string>();
  const steps = documents.map((document, i): FaultStep => {
    const path = ['faults', i];
    const id = idOf(document, ids);
    if (ids.has(id)) values.report([...path, 'id'], `two steps have the id ${shown(id)}`);
    ids.add(id);
    return {
      ...{ id, ...triggerOf(document, path, setting), ...buildAction(document, path, setting) },
      ...given({ announce: document.announce }),
    };
  });
  for (const { heal } of documents) {
    if (heal === undefined || ids.has(heal.value)) continue;
    // What a repeated step did has a name of its own.
    if ([...ids].some((id) => heal.value.startsWith(`${id} #`))) continue;
    const meant = nearestWord(heal.value, [...ids]);
    const hint =
      meant === undefined ? `there are ${[...ids].join(', ')}` : `did you mean ${meant}?`;
    values.report(heal.path, `no step has the id ${shown(heal.value)}, ${hint}`);
  }
  return steps;
}

/** `crash at 12s`: the same wherever among the steps it stands, for its draws depend on it. */
function idOf(document: StepDocument, taken: ReadonlySet<string>): string {
  if (document.id !== undefined) return document.id;
  const action = Object.keys(ACTIONS).find((key) => key in document)!;
  const id = `${action} ${triggerInWords(document)}`;
  let name = id;
  for (let copy = 2; taken.has(name); copy++) name = `${id} (${copy})`;
  return name;
}

function triggerInWords({ at, every, when }: StepDocument): string {
  if (at !== undefined) return `at ${at.text}`;
  if (every !== undefined) return `every ${every.text}`;
  if (when === undefined) return '';
  return `when ${'event' in when ? when.event.value : when.value}`;
}

function triggerOf(document: StepDocument, path: Path, setting: Setting): Trigger {
  const { values, durationTicks } = setting;
  const { at, every, when, after, times } = document;
  const last = durationTicks - 1;
  refuseBeside(document, path, values);
  if (at !== undefined) return { at: values.ticks(at, last) };
  if (every !== undefined) {
    const ticks = values.ticks(every);
    const from = made(document.from, (found) => values.ticks(found, last)) ?? ticks;
    const to = made(document.to, (found) => values.ticks(found, last)) ?? last;
    if (from > to) values.report((document.from ?? every).path, 'it would not happen at all');
    return { every: ticks, first: from, last: to };
  }
  if (when === undefined) {
    values.report(path, 'the trigger has no value');
    return { at: 0 };
  }
  return {
    when: patternOf(when, setting),
    after: made(after, (found) => values.ticks(found)) ?? 1,
    times: made(times, (found) => values.count(found)) ?? 1,
  };
}

/** Keys that belong to a trigger that the step does not have. */
function refuseBeside(document: StepDocument, path: Path, values: Values): void {
  const keys = { from: 'every', to: 'every', after: 'when', times: 'when' } as const;
  for (const [key, trigger] of Object.entries(keys) as [keyof typeof keys, 'every' | 'when'][]) {
    if (document[key] === undefined || document[trigger] !== undefined) continue;
    values.report([...path, key], `belongs to \`${trigger}\`, which this step does not have`);
  }
}

function patternOf(
  when: NonNullable<StepDocument['when']>,
  { values, nodes }: Setting,
): EventPattern {
  const { event, node, member, key } =
    'event' in when ? when : { event: when, node: undefined, member: undefined, key: undefined };
  const kind = event.value;
  if (!EVENT_KINDS.includes(kind)) {
    const meant = nearestWord(kind, EVENT_KINDS);
    const hint =
      meant === undefined ? `known are ${EVENT_KINDS.join(', ')}` : `did you mean ${meant}?`;
    values.report(event.path, `no event is called ${shown(kind)}, ${hint}`);
  }
  return {
    kind,
    ...given({
      node: made(node, (found) => values.node(found, nodes)),
      member: made(member, (found) => values.node(found, nodes)),
      key,
    }),
  };
}
