import fc from 'fast-check';
import { cluster } from '../../../src/scenario/cluster';
import type { Scenario } from '../../../src/scenario/scenario';
import { yamlText } from '../../../src/scenario/yaml/write';
import { anyCharacter } from '../../support/any-character';
import { COURSE_SCENARIOS, shipped } from '../../support/course-runs';
import { EVERY_ACTION } from '../../support/every-action';
import { EVERY_STORE_SETTING } from '../../support/every-store-setting';
import { plan, PLAN_NODES, PLAN_TICKS } from '../../support/plan-arbitraries';
import { scenarioOf, SHIPPED_YAML } from '../../support/yaml-files';
import { tries } from '../../support/trials';

function expectRoundTrip(scenario: Scenario): void {
  expect(scenarioOf(yamlText(scenario), 'another')).toEqual(scenario);
}

test('a scenario with a bit of everything survives', () => {
  expectRoundTrip(EVERY_ACTION);
  expectRoundTrip(EVERY_STORE_SETTING);
});

test.each(SHIPPED_YAML)('%s survives, its ranges drawn', (_, text) => {
  expectRoundTrip(scenarioOf(text, '7'));
});

test.each(COURSE_SCENARIOS)("%s, of the course, survives but for the course's points", (name) => {
  expectRoundTrip({ ...shipped(name), rubric: undefined });
});

test('any plan survives', () => {
  fc.assert(
    fc.property(
      plan,
      fc.constantFrom(undefined, 10, 700, 1000, 1_000_000),
      (faults, tickMicros) => {
        const options = { nodes: PLAN_NODES, durationTicks: PLAN_TICKS, store: true, faults };
        expectRoundTrip(
          cluster({ ...options, name: 'any', ...(tickMicros === undefined ? {} : { tickMicros }) }),
        );
      },
    ),
    { numRuns: tries(500) },
  );
});

/** What looks like something else to YAML, and what it has to escape. */
const odd = fc.oneof(
  fc.constantFrom(
    '007',
    '1e3',
    'yes',
    'null',
    '~',
    '',
    ' x ',
    '- a',
    'a: b',
    '#',
    '*a',
    '&a',
    '!a',
  ),
  fc.constantFrom(
    '1ms..2ms',
    'a\nb\n',
    '\u001b[31m',
    '\u2028',
    '"',
    "'",
    '%',
    '@',
    '0x1f',
    '__proto__',
  ),
  fc.string({ unit: anyCharacter, maxLength: 20 }),
);

test('any text survives: names, ids, keys, values, lines', () => {
  fc.assert(
    fc.property(odd, odd, odd, odd, (name, id, key, value) => {
      expectRoundTrip(
        cluster({
          ...{ name, nodes: 3, durationTicks: 60, store: true, tickMicros: 1000 },
          workload: {
            announcements: [{ at: 3, lines: [value, name] }],
            operations: [{ id, at: 5, operation: 'create', key: `k${key}`, value }],
          },
          faults: [{ id, at: 4, crash: { noReplicaOf: key }, announce: [value] }],
          expect: [{ check: 'outcome', operation: id, is: 'ok', value }],
        }),
      );
    }),
    { numRuns: tries(1000) },
  );
});

/** A field that is given or not. */
function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** The fields that are given. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const all = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as never;
}

test('any store survives, and any workload for it', () => {
  const ticks = fc.integer({ min: 1, max: 100_000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const settings = fc.record({
    quorum: maybe(fc.constantFrom('strict' as const, 'sloppy' as const)),
    readRepair: maybe(fc.constantFrom('none' as const, 'async' as const, 'blocking' as const)),
    clock: maybe(fc.constantFrom('wall' as const, 'hybrid' as const)),
    ties: maybe(fc.constantFrom('actor' as const, 'arrival' as const)),
    ...{ dedupe: maybe(fc.boolean()), graceTicks: maybe(ticks) },
    hints: maybe(fc.record({ windowTicks: ticks, countTowardW: fc.boolean() })),
  });
  const beside = fc.record({
    quorum: maybe(fc.integer({ min: 1, max: 3 })),
    ttlTicks: maybe(ticks),
  });
  const ofClients = fc.record({
    ...{ ttlTicks: maybe(ticks), put: maybe(share) },
    stamp: maybe(fc.constantFrom('coordinator' as const, 'client' as const)),
  });
  const tickMicros = fc.constantFrom(undefined, 10, 1000);
  fc.assert(
    fc.property(settings, beside, ofClients, tickMicros, (store, operation, clients, micros) => {
      const { put, ...more } = clients;
      const isSloppy = store.quorum === 'sloppy';
      const hints = store.hints ?? { windowTicks: 5, countTowardW: isSloppy };
      const possible = {
        ...store,
        hints: isSloppy ? hints : store.hints && { ...store.hints, countTowardW: false },
      };
      expectRoundTrip(
        cluster({
          ...{ nodes: 3, durationTicks: 200_000, name: 'any', ...given({ tickMicros: micros }) },
          store: given(possible),
          workload: {
            announcements: [],
            operations: [
              {
                ...{ id: 'put', at: 5, operation: 'put', key: 'k', value: 'v' },
                ...given(store.quorum === 'strict' ? { ...operation, quorum: 2 } : operation),
              },
            ],
            clients: {
              ...({ count: 2, loop: 'open', intervalTicks: 7 } as const),
              keys: { count: 3, distribution: 'uniform' },
              mix: { read: 1 - (put ?? 0), update: 0, delete: 0, ...given({ put }) },
              ...{ timeoutTicks: 9, retries: 2, backoffTicks: 0, firstTick: 0, lastTick: 99 },
              ...given(more),
            },
          },
        }),
      );
    }),
    { numRuns: tries(500) },
  );
});

test('any numbers survive, to the last bit', () => {
  const ticks = fc.integer({ min: 1, max: 1_000_000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const mean = fc.double({ min: 1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      ticks,
      share,
      mean,
      fc.constantFrom('open', 'closed'),
      fc.double({ min: 0.001, max: 1e9, noNaN: true }),
      (time, p, meanTicks, loop, load) => {
        expectRoundTrip(
          cluster({
            ...{ nodes: 3, durationTicks: 2_000_000, store: true, tickMicros: 1000 },
            membership: {
              periodTicks: time,
              failTicks: time,
              removeTicks: time,
              joinRetryTicks: time,
            },
            network: {
              delay: { distribution: 'exponential', floorTicks: 1, meanTicks },
              loss: { probability: p, firstTick: time, lastTick: time },
              ...{ duplicate: p, reorder: p, maxMessageBytes: Math.max(31, time) },
            },
            workload: {
              ...{ announcements: [], operations: [] },
              clients: {
                ...({ count: 2, loop, intervalTicks: meanTicks } as const),
                keys: { count: time, distribution: 'zipf' },
                mix: { read: p, update: 1 - p, delete: 0 },
                ...{
                  timeoutTicks: time,
                  retries: 2,
                  backoffTicks: 0,
                  firstTick: 0,
                  lastTick: time,
                },
              },
            },
            expect: [
              { check: 'availability', atLeast: p },
              { check: 'messageLoad', atMost: load },
            ],
          }),
        );
      },
    ),
    { numRuns: tries(500) },
  );
});
