/** What the store's events say, in words and as lines. */

import { EventLines, readEventLine } from '../../src/explain/event-lines';
import { whatHappened } from '../../src/explain/words';
import { eventOf } from '../../src/library/event';
import { cluster, runScenario } from '../../src/index';
import { NO_VERSION } from '../../src/protocol/store/record';
import type { StoreEvent } from '../../src/protocol/store/store-events';
import { runWith } from '../support/random-plans';

const version = { timestamp: 3, storageId: 1, counter: 1 };
const OPTIONS = { quorum: 1, ttlTicks: 30, seen: 0, version: NO_VERSION };

function wordsOf(data: StoreEvent): string {
  const numbers = { id: 5, time: 7, cause: 3, a: 0, b: 0, c: 0 };
  const event = eventOf({ ...numbers, node: 2, kind: data.kind, data });
  return whatHappened(event, { faults: [] });
}

const PUT = { client: 0, request: 7, operation: 'put', key: 'k', value: 'new' } as const;

test.each<[StoreEvent, string]>([
  [{ kind: 'hinted', key: 'k', home: 3, version }, 'n2 kept "k" as a hint for n3'],
  [{ kind: 'hintDelivered', key: 'k', home: 3 }, 'n2 gave n3 the "k" that it had kept for it'],
  [{ kind: 'hintExpired', key: 'k', home: 3 }, 'n2 gave up the "k" that it had kept for n3'],
  [
    { kind: 'repairing', key: 'k', to: 3, version },
    'n2 sent n3 the "k" that it had read, which is newer',
  ],
  [{ kind: 'purged', key: 'k', version }, 'n2 forgot that "k" had been deleted'],
  [
    { kind: 'synced', with: 3, differing: 1 },
    'n2 compared its keys with those of n3: 1 key differs',
  ],
  [
    { kind: 'synced', with: 3, differing: 0 },
    'n2 compared its keys with those of n3: 0 keys differ',
  ],
  [
    { kind: 'completed', ...PUT, outcome: 'ok', reason: '', version, replaced: ['old'] },
    'n2 ended put "k" (request 7): ok, in the place of "old"',
  ],
  [
    { kind: 'completed', ...PUT, outcome: 'ok', reason: '', version, replaced: [] },
    'n2 ended put "k" (request 7): ok',
  ],
])('%j in words', (event, words) => {
  expect(wordsOf(event)).toBe(words);
});

/** A replica is away for a while, values expire, tombstones go. */
const BUSY = cluster({
  ...{ name: 'busy', nodes: 5, durationTicks: 400, ring: 'operator' },
  store: {
    ...{ readRepair: 'async', graceTicks: 40 },
    hints: { windowTicks: 60, countTowardW: false },
    antiEntropy: { kind: 'merkle', everyTicks: 50 },
  },
  faults: [
    { id: 'short', at: 60, crash: { nodes: [2] }, restartAfter: 50 },
    { id: 'long', at: 180, crash: { nodes: [3] }, restartAfter: 150 },
    { id: 'cut', at: 130, link: { cut: true }, to: { nodes: [4] }, for: 15 },
  ],
  workload: {
    announcements: [],
    operations: [{ id: 'put', at: 50, operation: 'put', key: 'k1', value: 'v', quorum: 1 }],
    clients: {
      ...({ count: 5, loop: 'open', intervalTicks: 4, firstTick: 40, lastTick: 350 } as const),
      keys: { count: 10, distribution: 'uniform' },
      mix: { read: 0.4, update: 0, delete: 0.2, put: 0.4 },
      ...{ timeoutTicks: 15, retries: 2, backoffTicks: 2, ttlTicks: 30 },
    },
  },
});

test('lines hold all of them, with what was said beside operations', () => {
  const lines: string[] = [];
  const named = { scenario: 'busy', seed: '1', level: 'outcomes' } as const;
  runWith(BUSY, '1', [new EventLines(named, Infinity, (line) => lines.push(line))]);
  const read = lines.slice(1).map((line) => readEventLine('file', line)!);
  const { events } = runScenario(BUSY, { seed: '1', events: 'outcomes' });
  expect(read).toEqual(JSON.parse(JSON.stringify([...events])));
  const kinds = new Set(read.map(({ kind }) => kind));
  for (const kind of ['hinted', 'hintDelivered', 'hintExpired', 'repairing', 'purged', 'synced']) {
    expect(kinds).toContain(kind);
  }
  expect(read.some((event) => event.kind === 'invoked' && event.options?.quorum === 1)).toBe(true);
  const words = read.map((event) => whatHappened(event, { faults: BUSY.faults as never }));
  expect(words.filter((line) => /undefined|\[object/.test(line))).toEqual([]);
});

test.each([
  ['options', { ...OPTIONS, quorum: 'one' }],
  ['options', { ...OPTIONS, version: {} }],
  ['options', 3],
  ['replaced', [3]],
  ['replaced', { 0: 'a' }],
])('a line whose %s is %j is refused', (field, value) => {
  const line = JSON.stringify({
    kind: 'completed',
    id: 1,
    time: 1,
    cause: 0,
    ...PUT,
    [field]: value,
  });
  expect(() => readEventLine('f', line)).toThrow('neither an event nor the counts');
});
