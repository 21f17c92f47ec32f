/** Events in words. */

import type { SimulationEvent } from '../library/event';

/** `n5 removed n6 at tick 83`. */
export function inWords(event: SimulationEvent): string {
  return `${whatHappened(event)} at tick ${event.time}`;
}

/** `n5 removed n6`. */
export function whatHappened(event: SimulationEvent): string {
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
      return `step ${quoted(event.step)} changed ${event.node ?? 'the network'}: ${event.text}`;
    case 'note':
      return `${who} noted ${quoted(event.text)}`;
    case 'timer':
      return `${who}'s timer ${quoted(event.timer)} fired`;
    case 'stored':
      return `${who}'s storage acknowledged write or read ${event.token}`;
    case 'sent':
    case 'delivered':
    case 'lost':
    case 'dropped':
      return messageInWords(event);
    case 'groupStarted':
      return `${who} started a group`;
    case 'joinTried':
      return `${who} asked ${event.introducer} to let it in`;
    default:
      return ofMembersAndOperations(event, who);
  }
}

function messageInWords(
  event: Extract<SimulationEvent, { readonly kind: 'sent' | 'delivered' | 'lost' | 'dropped' }>,
): string {
  switch (event.kind) {
    case 'sent':
      return `${event.node} sent ${event.to} a ${event.type} (${event.bytes} bytes)`;
    case 'delivered':
      return `${event.node} received a ${event.type} of ${event.from}`;
    case 'lost':
      return `the ${event.type} of ${event.node} to ${event.to} was lost`;
    case 'dropped':
      return `the ${event.type} of ${event.node} to ${event.to} was dropped (${event.reason})`;
  }
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
      return `client ${event.client} had ${operationOf(event)} end ${event.outcome}`;
    case 'command':
      return `${who} was asked for ${operationOf(event)}`;
    case 'invoked':
      return `${who} took on ${operationOf(event)}`;
    case 'served':
      return `${who} carried out ${operationOf(event)}: ${event.outcome}`;
    case 'completed':
      return `${who} ended ${operationOf(event)}: ${event.outcome}`;
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

function operationOf({
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

function quoted(text: string): string {
  return JSON.stringify(text);
}
