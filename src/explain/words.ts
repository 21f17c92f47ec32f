/** Events in words. */

import type { Run } from '../application/run';
import type { SimulationEvent } from '../library/event';
import { changeInWords } from './change-words';
import { named, stepOf } from './steps';

type Plan = Pick<Run['plan'], 'faults'>;

/** `n5 crashed at tick 83 (event 281, step "crash")`. */
export function inWords(event: SimulationEvent, plan: Plan): string {
  const { time, id } = event;
  return `${whatHappened(event, plan)} at tick ${time} (event ${id}${byStep(event, plan)})`;
}

/** `, step "crash"` for what a step did to a node's life, else nothing. */
export function byStep(event: SimulationEvent, plan: Plan): string {
  const step = stepOf(event, plan);
  return step === undefined ? '' : `, ${named(step)}`;
}

/** `n5 removed n6`. */
export function whatHappened(event: SimulationEvent, { faults }: Plan): string {
  const who = event.node ?? 'the scenario';
  switch (event.kind) {
    case 'started':
      return event.boot === 1 ? `${who} started` : `${who} started again (boot ${event.boot})`;
    case 'crashed':
      return `${who} crashed`;
    case 'stopped':
      return `${who} left and went down`;
    case 'paused':
      return `${who} stood still`;
    case 'resumed':
      return `${who} went on`;
    case 'changed':
      return changed(event, faults);
    case 'note':
      return `${who} wrote ${quoted(event.text)} to the log`;
    case 'timer':
      return `${who}'s timer ${quoted(event.timer)} fired`;
    case 'stored':
      return `${who}'s disk was done with its operation ${event.token}`;
    case 'sent':
    case 'delivered':
    case 'lost':
    case 'dropped':
      return messageInWords(event);
    case 'groupStarted':
      return `${who} started a group`;
    case 'joinTried':
      return `${who} asked ${event.introducer} to let it in`;
    case 'knewAll':
      return `${who} came up in a group of ${event.members} that all knew each other`;
    default:
      return ofMembersAndOperations(event, who);
  }
}

function changed(
  { step: id, text }: Extract<SimulationEvent, { readonly kind: 'changed' }>,
  faults: Plan['faults'],
): string {
  const step = faults.find((fault) => fault.id === id);
  const words = step === undefined ? text : changeInWords(step);
  return `${named({ id })}: ${words}`;
}

function messageInWords(
  event: Extract<SimulationEvent, { readonly kind: 'sent' | 'delivered' | 'lost' | 'dropped' }>,
): string {
  switch (event.kind) {
    case 'sent':
      return `${event.node} sent ${event.to} ${withArticle(event.type)} (${event.bytes} bytes)`;
    case 'delivered':
      return `${event.node} received ${withArticle(event.type)} of ${event.from}`;
    case 'lost':
      return `the ${event.type} of ${event.node} to ${event.to} was lost`;
    case 'dropped':
      return `the ${event.type} of ${event.node} to ${event.to} was dropped (${event.reason})`;
  }
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function ofMembersAndOperations(event: SimulationEvent, who: string): string {
  switch (event.kind) {
    case 'joined':
      return `${who} took ${event.member} into its view`;
    case 'returned':
      return `${who} saw ${event.member} return (incarnation ${event.incarnation})`;
    case 'removed':
      return `${who} removed ${event.member}`;
    case 'left':
      return `${who} heard ${event.member} say goodbye`;
    case 'suspected':
      return `${who} suspected ${event.member}`;
    case 'aliveAgain':
      return `${who} heard of ${event.member} again`;
    case 'asked':
      return `client ${event.client} asked for ${operationOf(event)}`;
    case 'answered':
      return `client ${event.client} had ${operationOf(event)} end ${event.outcome}${foundBy(event)}`;
    case 'command':
      return `${who} was asked for ${operationOf(event)}`;
    case 'invoked':
      return `${who} took on ${operationOf(event)}`;
    case 'served':
      return `${who} carried out ${operationOf(event)}: ${event.outcome}${foundBy(event)}`;
    case 'completed':
      return `${who} ended ${operationOf(event)}: ${event.outcome}${foundBy(event)}`;
    case 'copied':
      return `${who} stored a copy of ${quoted(event.key)} of ${event.from}`;
    case 'handedOff':
      return `${who} gave ${quoted(event.key)} up`;
    case 'replyForgotten':
      return `${who} forgot its reply to request ${event.request} of client ${event.client}`;
    default:
      return `${who}: ${event.kind}`;
  }
}

/** `read "k1" (request 7)`. */
export function operationOf({
  operation,
  key,
  request,
}: {
  readonly operation: string;
  readonly key: string;
  readonly request: number;
}): string {
  return `${operation} ${quoted(key)} (request ${request})`;
}

/** What a read gave. */
function foundBy({
  operation,
  outcome,
  value,
}: {
  readonly operation: string;
  readonly outcome: string;
  readonly value: string;
}): string {
  return operation === 'read' && outcome === 'ok' ? `, ${quoted(value)}` : '';
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}
