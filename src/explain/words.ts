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
    case 'outsiderStarted':
      return `${who}, a machine beside the nodes, started`;
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
      if ('move' in event) {
        const doing = event.move === 'addOwner' ? 'add' : 'remove';
        return `${who} was told to ${doing} ${event.member}`;
      }
      return `${who} was asked for ${operationOf(event)}`;
    case 'ringChanged': {
      const [moving] = listOf(event.moving);
      const more = moving === undefined ? '' : `, in which ${moving} is to come or to go`;
      return `${who} went by epoch ${event.epoch} of the ring${more}`;
    }
    case 'moveRefused':
      return `${who} did not move ${event.member}: ${event.reason}`;
    case 'invoked':
      return `${who} took on ${operationOf(event)}`;
    case 'served':
      return `${who} carried out ${operationOf(event)}: ${event.outcome}${foundBy(event)}`;
    case 'completed':
      return `${who} ended ${operationOf(event)}: ${event.outcome}${foundBy(event)}${replacedBy(event)}`;
    default:
      return ofCopies(event, who);
  }
}

function ofCopies(event: SimulationEvent, who: string): string {
  switch (event.kind) {
    case 'copied':
      return `${who} stored a copy of ${quoted(event.key)} of ${event.from}`;
    case 'handedOff':
      return `${who} gave ${quoted(event.key)} up`;
    case 'replyForgotten':
      return `${who} forgot its reply to request ${event.request} of client ${event.client}`;
    case 'hinted':
      return `${who} kept ${quoted(event.key)} as a hint for ${event.home}`;
    case 'hintDelivered':
      return `${who} gave ${event.home} the ${quoted(event.key)} that it had kept for it`;
    case 'hintExpired':
      return `${who} gave up the ${quoted(event.key)} that it had kept for ${event.home}`;
    case 'repairing':
      return `${who} sent ${event.to} the ${quoted(event.key)} that it had read, which is newer`;
    case 'purged':
      return `${who} forgot that ${quoted(event.key)} had been deleted`;
    case 'synced': {
      const keys = event.differing === 1 ? '1 key differs' : `${event.differing} keys differ`;
      return `${who} compared its keys with those of ${event.with}: ${keys}`;
    }
    case 'rebuilt':
      return `${who} has again what the other replicas have`;
    case 'recovered':
      return `${who} read back ${event.records} record${event.records === 1 ? '' : 's'}`;
    case 'recalled':
      return `${who} still has ${quoted(event.key)}`;
    case 'removing':
      return `${who} had its log forget ${quoted(event.key)}`;
    case 'tornTail':
      return `${who} cut ${event.bytes} torn bytes off its log`;
    case 'storageDamaged':
      return `${who} refused its storage: ${event.file} is damaged at byte ${event.offset}`;
    case 'snapshotBegun':
      return `${who} began a snapshot`;
    case 'snapshotTaken':
      return `${who} has a snapshot in the place of its log`;
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

/** What a put took the place of. */
function replacedBy({ replaced }: { readonly replaced?: readonly string[] }): string {
  const values = listOf(replaced);
  return values.map((value) => `, in the place of ${quoted(value)}`).join('');
}

/** A list of an event, which in a file that somebody edited may be something else, or not there. */
function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

/** Ten or more of one character as JSON has it. */
const REPEATED = /(\\u[0-9a-f]{4}|\\.|[^\\])\1{9,}/g;
const QUOTED_MAX = 200;
const QUOTED_START = 100;
const QUOTED_END = 40;

/**
 * Text in quotes; of one character many times in a row, and of what is long, not all is told. Of an event
 * from a file that somebody edited it may be no text, or not there.
 */
export function quoted(text: string | undefined): string {
  if (text === undefined) return 'undefined';
  const told = JSON.stringify(text).replace(REPEATED, (run, one: string) => {
    return `${one}(${run.length / one.length} times)`;
  });
  if (told.length <= QUOTED_MAX) return told;
  return `${told.slice(0, QUOTED_START)}... (${told.length} characters) ...${told.slice(-QUOTED_END)}`;
}
