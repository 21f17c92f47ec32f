/** The events of a run as lines of JSON: a header, an event a line, a footer that counts them. */

import { type SimulationEvent, eventOf } from '../library/event';
import { EVENT_LEVELS, type EventLevel } from '../library/history';
import type { Version } from '../protocol/store/record';
import type { OperationOptions } from '../protocol/store/store-messages';
import { InputError, onOneLine } from '../scenario/input-error';
import type { EventSink, EventView } from '../simulation/events';
import { requireFormat } from './format';

/** The version of this format: raised with every change that a reader must know of. */
export const EVENTS_VERSION = 3;
export const EVENTS_FORMAT = 'ringsim events';
/** Events that are written unless another number is asked for. */
export const MAX_LOG = 1_000_000;

/** What the first line says. */
export interface EventsHeader {
  readonly format: typeof EVENTS_FORMAT;
  readonly version: number;
  readonly scenario: string;
  readonly seed: string;
  readonly level: EventLevel;
}

export class EventLines implements EventSink {
  readonly kinds: readonly string[];
  /** How many events were written, and how many came when there was no more room. */
  kept = 0;
  leftOut = 0;

  /**
   * @param maxLog events beyond so many are only counted
   * @param onLine is given each line, without its end
   */
  constructor(
    { scenario, seed, level }: Pick<EventsHeader, 'scenario' | 'seed' | 'level'>,
    private readonly maxLog: number,
    private readonly onLine: (line: string) => void,
  ) {
    this.kinds = EVENT_LEVELS[level];
    const named = { format: EVENTS_FORMAT, version: EVENTS_VERSION } as const;
    const header: EventsHeader = { ...named, scenario, seed, level };
    onLine(jsonLine(header));
  }

  on(event: EventView): void {
    if (this.kept >= this.maxLog) {
      this.leftOut++;
      return;
    }
    this.kept++;
    this.onLine(jsonLine(eventOf(event)));
  }

  /** The last line. */
  finish(): void {
    const { kept, leftOut } = this;
    this.onLine(jsonLine({ kept, leftOut }));
  }
}

/** @throws InputError for a first line that is none, or of a newer version */
export function readHeader(place: string, line: string): EventsHeader {
  const value = parsed(place, line);
  requireFormat(place, value, EVENTS_FORMAT, EVENTS_VERSION);
  const { level, scenario, seed } = value as Readonly<Record<keyof EventsHeader, unknown>>;
  const isNamed = typeof scenario === 'string' && typeof seed === 'string';
  if (!isNamed) throw new InputError(place, 'needs a scenario and a seed, both text');
  if (typeof level === 'string' && Object.hasOwn(EVENT_LEVELS, level)) {
    return value as EventsHeader;
  }
  throw new InputError(place, `needs a level: ${Object.keys(EVENT_LEVELS).join(', ')}`);
}

/**
 * The event of a line; undefined for the footer.
 * @throws InputError for a line that is neither
 */
export function readEventLine(place: string, line: string): SimulationEvent | undefined {
  const value = parsed(place, line) as Readonly<Record<string, unknown>> | null;
  if (typeof value?.['kept'] === 'number' && typeof value['leftOut'] === 'number') return undefined;
  const kinds = EVENT_LEVELS.messages;
  const isEvent =
    kinds.includes(value?.['kind'] as string) &&
    [value?.['id'], value?.['time'], value?.['cause']].every(Number.isSafeInteger) &&
    Object.entries(value ?? {}).every(([name, field]) => isField(name, field));
  if (isEvent) return value as unknown as SimulationEvent;
  throw new InputError(place, 'neither an event nor the counts that end such a file');
}

function isField(name: string, field: unknown): boolean {
  if (name === 'version') return isVersion(field);
  if (name === 'options') return isOptions(field);
  if (Array.isArray(field)) return field.every((each) => typeof each === 'string');
  return ['string', 'number'].includes(typeof field);
}

function isOptions(field: unknown): boolean {
  const { quorum, ttlTicks, seen, version } = (field ?? {}) as Partial<OperationOptions>;
  return isVersion(version) && [quorum, ttlTicks, seen].every(Number.isSafeInteger);
}

function isVersion(field: unknown): boolean {
  const { timestamp, storageId, counter } = (field ?? {}) as Partial<Version>;
  return [timestamp, storageId, counter].every(Number.isSafeInteger);
}

function parsed(place: string, line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new InputError(place, 'not a line of JSON');
  }
}

/** JSON in one line that is harmless to a terminal. */
function jsonLine(value: unknown): string {
  return onOneLine(JSON.stringify(value));
}
