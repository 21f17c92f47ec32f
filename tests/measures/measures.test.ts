/** Measures of whole runs: what they come to, and that they agree with what else is known of the run. */

import { cluster, runScenario, type TimedOptions } from '../../src/index';
import { FIGURES } from '../../src/measures/figures';
import type { Measures } from '../../src/measures/measures';
import { medianInterval } from '../../src/measures/median';
import { predicted } from '../../src/measures/predicted';
import { measureRows } from '../../src/report/measure-rows';
import type { FaultStep } from '../../src/faults/plan';

const crash = (id: string, at: number, ...nodes: number[]): FaultStep => ({
  ...{ id, at, crash: { nodes } },
});

function run(faults: readonly FaultStep[], nodes = 10) {
  // Late enough that nobody is suspected by chance.
  const membership = { failTicks: 12 };
  const scenario = cluster({ nodes, durationTicks: 300, membership, faults });
  return runScenario(scenario, { events: 'messages' });
}

test('a crash, as the events tell it', () => {
  const { measures, events } = run([crash('c', 100, 4)]);
  const times = (kind: 'suspected' | 'removed') =>
    events
      .where({ kind })
      .filter((event) => event.member === 'n4' && event.time > 100)
      .map(({ time }) => time - 100);
  const [failure] = measures.failures;
  expect(failure).toMatchObject({ node: 4, at: 100, observers: 9 });
  expect(failure!.suspected.first).toBe(Math.min(...times('suspected')));
  expect(failure!.removed).toEqual({
    ...{ by: 9, missing: 0 },
    ...{ first: Math.min(...times('removed')), all: Math.max(...times('removed')) },
  });
});

test('the load is that of the messages', () => {
  const { measures, events, counts } = run([crash('c', 100, 4)]);
  const { kinds, nodeSeconds, perNodeSecond } = measures.load;
  expect(nodeSeconds).toBeLessThan(10 * 300 - 200);
  expect(kinds.reduce((sum, { sent }) => sum + sent, 0)).toBe(counts.network.sent);
  expect(kinds.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(counts.network.bytes);
  expect(perNodeSecond.messages).toBeCloseTo(counts.network.sent / nodeSeconds, 10);
  expect(events.where({ kind: 'sent' })).toHaveLength(counts.network.sent);
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(['gossip', 'joinReply', 'joinRequest']);
});

/** One number a run, by name. */
function figures(measures: Measures): Record<string, number | undefined> {
  return Object.fromEntries(FIGURES.map(({ name, of }) => [name, of(measures)]));
}

test('a partition: whoever is cut off is taken for failed, by mistake', () => {
  const cut = { partition: [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }] };
  const { measures } = run([{ id: 'p', at: 100, for: 60, ...cut }], 5);
  expect(figures(measures)).toMatchObject({
    ...{ 'first removal': undefined, 'all removed': undefined },
    ...{ 'false suspicions': 12, 'false removals': 12 },
  });
});

test('of several failures the median, and never where it never happens', () => {
  const { measures } = run([crash('a', 100, 4), crash('b', 120, 5), crash('c', 295, 6)]);
  const firsts = measures.failures.map(({ removed }) => removed.first);
  expect(firsts[2]).toBeUndefined();
  expect(figures(measures)['first removal']).toBe(Math.max(firsts[0]!, firsts[1]!));
  expect(figures(run([crash('c', 290, 6)]).measures)['all removed']).toBe(Infinity);
});

test('a node that is back before anybody noticed has no times', () => {
  const back: FaultStep = { id: 'c', at: 100, crash: { nodes: [4] }, restartAfter: 2 };
  const { measures } = run([back]);
  expect(figures(measures)).toMatchObject({ 'first removal': undefined, 'false removals': 0 });
});

test('what theory says of heartbeats, within its range', () => {
  // A crash at any instant of the period.
  const options: TimedOptions = {
    nodes: 32,
    duration: '90s',
    faults: [{ at: '40s..41s', crash: 'n4' }],
  };
  const { 'first removal': first, 'all removed': all, messages } = predicted(cluster(options));
  const samples = Array.from({ length: 20 }, (_, i) => {
    const seed = String(i);
    return figures(runScenario(cluster(options, { seed }), { seed }).measures);
  });
  const median = (name: string) =>
    samples.map((sample) => sample[name]!).sort((a, b) => a - b)[samples.length / 2]!;
  expect(median('first removal')).toBeGreaterThanOrEqual(first!.low);
  expect(median('first removal')).toBeLessThanOrEqual(first!.high);
  expect(median('all removed')).toBeGreaterThanOrEqual(all!.low);
  expect(median('all removed')).toBeLessThanOrEqual(all!.high);
  // Joining, and what is said to suspects, comes to less than 5 % more.
  expect(median('messages') / messages!.low).toBeGreaterThan(1);
  expect(median('messages') / messages!.low).toBeLessThan(1.05);
});

/** No loss, nothing but the crash, at any instant. */
test.each([
  ['swim', ['first suspicion', 'first removal'], 50],
  ['lifeguard', ['first suspicion', 'first removal'], 50],
  ['phi', ['first suspicion', 'first removal'], 10],
] as const)(
  'what theory says of %s is in the interval of the median',
  (membership, names, seeds) => {
    const options: TimedOptions = {
      ...{ nodes: 10, duration: '60s', membership },
      faults: [{ at: '20s..25s', crash: 'n4' }],
    };
    const samples = Array.from({ length: seeds }, (_, i) => {
      const seed = String(i);
      return figures(runScenario(cluster(options, { seed }), { seed }).measures);
    });
    const foretold = predicted(cluster(options));
    for (const name of names) {
      const { interval } = medianInterval(samples.map((sample) => sample[name]!));
      const { low, high } = foretold[name]!;
      expect(interval![0]).toBeLessThanOrEqual(high);
      expect(interval![1]).toBeGreaterThanOrEqual(low);
    }
  },
);

test('alone there is nothing to foretell', () => {
  expect(predicted(cluster({ nodes: 1 }))).toEqual({});
});

test.each(['heartbeat', 'swim', 'phi'] as const)(
  'with %s nothing is foretold of the messages of a store, but what was of failures',
  (protocol) => {
    const { messages, ...others } = predicted(cluster({ nodes: 5, membership: { protocol } }));
    expect(messages).toBeDefined();
    expect(predicted(cluster({ nodes: 5, membership: { protocol }, store: true }))).toEqual(others);
  },
);

describe('in a summary', () => {
  const rows = (faults: readonly FaultStep[], nodes = 10) => {
    const { measures, scenario } = run(faults, nodes);
    return Object.fromEntries(measureRows(measures, scenario));
  };

  test('a crash', () => {
    expect(rows([crash('c', 100, 4)])['crashes']).toMatch(
      /^1: suspected after \d+ ticks, by all after \d+ ticks; declared dead after 21 ticks, by all after 2\d ticks$/,
    );
  });

  test('crashes that not all notice, that nobody does, and that are over too soon', () => {
    expect(rows([crash('a', 276, 4), crash('b', 276, 5)])['crashes']).toMatch(
      /^2: .*; declared dead after 21 ticks, (not by all|by all after .*) \(medians\)$/,
    );
    expect(rows([crash('a', 297, 4)])['crashes']).toBe('1: not suspected; not declared dead');
    const back: FaultStep = { id: 'c', at: 100, crash: { nodes: [4] }, restartAfter: 2 };
    expect(rows([back])['crashes']).toBe(
      '1: back before they were suspected; back before they were declared dead',
    );
  });

  test('mistakes only where there are some, and the load', () => {
    const cut = { partition: [{ nodes: [1, 2] }, { nodes: [3, 4, 5] }] };
    const split = rows([{ id: 'p', at: 100, for: 60, ...cut }], 5);
    expect(split['mistakes']).toBe('12 suspected and 12 declared dead, being up');
    expect(split['load']).toMatch(/^[\d.]+ messages, \d+ bytes a node and tick$/);
    expect(Object.keys(rows([], 5))).toEqual(['load']);
    expect(rows([], 1)).toEqual({});
  });

  test('what comparing replicas costs, without the copies that come of it', () => {
    const antiEntropy = { kind: 'merkle', everyTicks: 10 } as const;
    const scenario = cluster({ nodes: 4, durationTicks: 200, store: { antiEntropy } });
    const { measures } = runScenario(scenario);
    const sent = measures.load.kinds.filter(({ kind }) => kind.startsWith('sync'));
    const [messages, bytes] = [
      sent.reduce((sum, each) => sum + each.sent, 0),
      sent.reduce((sum, each) => sum + each.bytes, 0),
    ];
    expect(messages).toBeGreaterThan(0);
    expect(Object.fromEntries(measureRows(measures, scenario))['anti-entropy']).toBe(
      `${messages} messages, ${bytes} bytes to compare replicas`,
    );
  });
});
