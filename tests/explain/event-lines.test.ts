import { EventLines, readEventLine, readHeader } from '../../src/explain/event-lines';
import { FollowedMessages } from '../../src/explain/messages';
import { RecordedEvents } from '../../src/explain/recorded-events';
import { EVENT_LEVELS } from '../../src/library/history';
import { runScenario } from '../../src/index';
import type { EventView } from '../../src/simulation/events';
import { ALL_KINDS } from '../support/course-runs';
import { EVERY_ACTION } from '../support/every-action';
import { runWith } from '../support/random-plans';

const named = { scenario: 'a "b"\u202e', seed: '3', level: 'messages' } as const;

function linesOf(maxLog: number): string[] {
  const lines: string[] = [];
  const sink = new EventLines(named, maxLog, (line) => lines.push(line));
  runWith(EVERY_ACTION, '3', [sink]);
  sink.finish();
  return lines;
}

test('the last level has every kind of event that there is', () => {
  expect([...EVENT_LEVELS.messages].sort()).toEqual([...ALL_KINDS].sort());
});

test('a line for each event, as the library gives it, between header and footer', () => {
  const lines = linesOf(Infinity);
  expect(readHeader('file', lines[0]!)).toEqual({ format: 'ringsim events', version: 3, ...named });
  const { events } = runScenario(EVERY_ACTION, { seed: '3', events: 'messages' });
  const read = lines.slice(1, -1).map((line) => readEventLine('file', line));
  expect(read).toEqual(JSON.parse(JSON.stringify([...events])));
  expect(JSON.parse(lines.at(-1)!)).toEqual({ kept: read.length, leftOut: 0 });
  expect(readEventLine('file', lines.at(-1)!)).toBeUndefined();
  expect(lines.filter((line) => /[\p{Cc}\p{Bidi_Control}]/u.test(line))).toEqual([]);
});

test('events beyond the most that are to be written are counted', () => {
  const all = linesOf(Infinity);
  const some = linesOf(10);
  expect(some.slice(0, 11)).toEqual(all.slice(0, 11));
  expect(JSON.parse(some.at(-1)!)).toEqual({ kept: 10, leftOut: all.length - 12 });
  expect(some).toHaveLength(12);
});

test('a newer version is refused in a line that names both', () => {
  const header = JSON.stringify({ format: 'ringsim events', version: 7, ...named });
  expect(() => readHeader('file', header)).toThrow(
    'file: version 7 of the format "ringsim events" is newer than what this ringsim reads: 3',
  );
});

/** What comparing a run with lines comes to. */
function compared(lines: readonly string[]): RecordedEvents {
  let at = 0;
  const next = () => {
    const line = lines[++at];
    return line === undefined ? undefined : { place: `file:${at + 1}`, line };
  };
  const recorded = new RecordedEvents(readHeader('file:1', lines[0]!), next);
  runWith(EVERY_ACTION, '3', [recorded]);
  recorded.finish();
  return recorded;
}

test('a run is compared with its lines, as far as they go', () => {
  const lines = linesOf(Infinity);
  expect(compared(lines).difference).toBeUndefined();
  expect(compared(linesOf(10)).difference).toBeUndefined();
  const other = lines[40]!.replace(/"time":\d+/, '"time":9999');
  const changed = [...lines.slice(0, 40), other, ...lines.slice(41)];
  expect(compared(changed).difference).toEqual({ before: other, now: lines[40] });
  const longer = [...lines.slice(0, -1), other, lines.at(-1)!];
  expect(compared(longer).difference).toEqual({ before: other, now: undefined });
});

const view = (kind: string, id: number, cause: number, time: number): EventView => {
  return { kind, id, cause, time, node: 1, a: 2, b: 4, c: 3, data: undefined };
};

test('a message that has arrived stays so, whatever becomes of its second copy', () => {
  const messages = new FollowedMessages();
  const message = messages.follow(view('sent', 5, 0, 1), 0)!;
  expect(messages.decide(view('delivered', 6, 5, 3))).toBe(message);
  expect(messages.decide(view('dropped', 7, 5, 9))).toBeUndefined();
  expect(message).toMatchObject({ from: 'n1', to: 'n2', fate: 'arrived', fateAt: 3 });
  messages.follow(view('sent', 8, 0, 1), 0);
  expect(messages.decide(view('dropped', 9, 8, 1))).toMatchObject({ fate: 'cut' });
});
