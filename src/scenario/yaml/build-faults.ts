/** The fault steps of a scenario file into a plan. */

import type { EventPattern, FaultStep, Trigger } from '../../faults/plan';
import { nodeEvents } from '../../protocol/node';
import { KERNEL_EVENTS } from '../../simulation/events';
import { nearestWord } from '../nearest-word';
import { buildAction } from './build-action';
import type { Path } from './document';
import { ACTIONS, type StepDocument } from './fault-schema';
import { hintOf } from '../nearest-word';
import { shown } from './fields';
import { given, made } from './given';
import { MadeNames } from './made-names';
import type { Setting } from './setting';
import type { Values } from './values';

const EVENT_KINDS = [...Object.keys(KERNEL_EVENTS), ...nodeEvents.kinds().map(({ name }) => name)];

export function buildFaults(
  documents: readonly StepDocument[],
  setting: Setting,
): readonly FaultStep[] {
  const { values } = setting;
  const ids = new MadeNames();
  const steps = documents.map((document, i): FaultStep => {
    const path = ['faults', i];
    const id = document.id ?? ids.make(nameOf(document));
    if (document.id !== undefined && !ids.take(id)) {
      values.report([...path, 'id'], `two steps have the id ${shown(id)}`);
    }
    values.name(path, id);
    return {
      ...{ id, ...triggerOf(document, path, setting), ...buildAction(document, path, setting) },
      ...given({ announce: document.announce }),
    };
  });
  requireHealed(documents, steps, values);
  return steps;
}

/** Names that are made of a step, which may be one that cannot be read. */
const MADE = /^(partition|link) (at|every|when) /;

function requireHealed(
  documents: readonly StepDocument[],
  steps: readonly FaultStep[],
  values: Values,
): void {
  const ids = steps.filter((step) => 'partition' in step || 'link' in step).map(({ id }) => id);
  // So is called whatever has a name that cannot be read.
  const isUnsure = ids.includes('');
  for (const { heal } of documents) {
    if (heal === undefined || ids.includes(heal.value)) continue;
    // What a repeated step did has a name of its own.
    if (ids.some((id) => heal.value.startsWith(`${id} #`))) continue;
    const problem = `no partition or link has the id ${shown(heal.value)}, ${hintOf(heal.value, ids)}`;
    values.report(heal.path, problem, isUnsure || MADE.test(heal.value) ? ['faults'] : undefined);
  }
}

/** `crash at 12s`: the same wherever among the steps it stands, for its draws depend on it. */
function nameOf(document: StepDocument): string {
  const action = Object.keys(ACTIONS).find((key) => key in document)!;
  return `${action} ${triggerInWords(document)}`;
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
    const problem = `belongs to \`${trigger}\`, which this step does not have`;
    values.report([...path, key], problem, [...path, 'at']);
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
