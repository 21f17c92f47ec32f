/** The course's dbg.log: outcomes as lines of text, read off the events. */

import { type Address, dottedBytes } from '../protocol/address';
import type { MembershipEvent } from '../protocol/membership/membership-events';
import type { CompletedEvent, InvokedEvent, ServedEvent } from '../protocol/store/store-events';
import { onOneLine } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import type { EventSink, EventView } from '../simulation/events';

/** The file's first line; every entry follows it as `\n ADDRESS [t] TEXT`. */
export const DBG_LOG_HEAD = '131\n';
const STATS_PREFIX = '#STATSLOG#';

/** One entry of a dbg.log. */
export interface LogEntry {
  /** As in the course's logs: `1.0.0.0:0`. */
  readonly address: string;
  /** NaN in an entry that was read from a file and has none. */
  readonly time: number;
  readonly text: string;
  /** Where it stands, from 1, if it was read from a file. */
  readonly line?: number;
}

export function dbgLogLine({ address, time, text }: LogEntry): string {
  return `\n ${address} [${time}] ${text}`;
}

/** True for an entry that belongs into stats.log instead. */
export function isStatistic({ text }: LogEntry): boolean {
  return text.startsWith(STATS_PREFIX);
}

type Told =
  | MembershipEvent
  | InvokedEvent
  | ServedEvent
  | CompletedEvent
  | { readonly kind: 'note'; readonly text: string };

/** Turns events into entries, in the order in which they happen. */
export class DbgLog implements EventSink {
  readonly kinds = [
    ...['note', 'groupStarted', 'joinTried', 'joined', 'removed', 'left', 'crashed', 'stopped'],
    ...['invoked', 'served', 'completed'],
  ];
  private readonly names: string[] = [];
  private readonly failed: string;

  /** @param onEntry is given each entry */
  constructor(
    { rubric }: Scenario,
    private readonly onEntry: (entry: LogEntry) => void,
  ) {
    // The course writes the failures of many nodes with blanks round the sign.
    const isMulti = rubric?.part === 'membership' && rubric.failures === 'multi';
    this.failed = isMulti ? 'Node failed at time = ' : 'Node failed at time=';
  }

  on(event: EventView): void {
    if (event.node === 0) return;
    const { time } = event;
    const text = this.textOf(event);
    this.onEntry({ address: this.nameOf(event.node), time, text });
  }

  private textOf({ kind, data, time }: EventView): string {
    if (kind === 'crashed') return `${this.failed}${time}`;
    if (kind === 'stopped') return `Node stopped at time=${time}`;
    const told = (kind === 'note' ? { kind, ...(data as { text: string }) } : data) as Told;
    switch (told.kind) {
      case 'note':
        return told.text;
      case 'groupStarted':
        return 'Starting up group...';
      case 'joinTried':
        return 'Trying to join...';
      case 'joined':
      case 'removed':
      case 'left':
        return `Node ${this.nameOf(told.member)} ${told.kind} at time ${time}`;
      case 'invoked':
        return invocation(told, time);
      case 'served':
        return outcome('server', told, time);
      case 'completed':
        return outcome('coordinator', told, time);
      default:
        throw new Error(`no dbg.log line for ${told.kind}`);
    }
  }

  private nameOf(address: Address): string {
    return (this.names[address] ??= dottedBytes(address));
  }
}

function invocation({ operation, key, value }: InvokedEvent, time: number): string {
  const part = value === '' ? '' : ` VALUE: ${value}`;
  const line = `${operation.toUpperCase()} OPERATION KEY: ${key}${part} at time: ${time}`;
  // A key may be any text, and a line of it no entry.
  return onOneLine(line);
}

function outcome(
  role: 'server' | 'coordinator',
  { operation, outcome, request, key, value }: ServedEvent | CompletedEvent,
  time: number,
): string {
  // To the course an unknown outcome is a failure.
  const result = outcome === 'ok' ? 'success' : 'fail';
  const keyOnly = operation === 'delete' || (operation === 'read' && outcome !== 'ok');
  const content = keyOnly ? `key=${key}` : `key=${key}, value=${value}`;
  return onOneLine(
    `${role}: ${operation} ${result} at time ${time}, transID=${request}, ${content}`,
  );
}
