import { startTick } from '../../src/scenario/scenario';
import { range } from '../support/course-logs';
import { confOf, eventsOf, quiet } from '../support/course-runs';

function startTicks(nodes: number): number[] {
  const scenario = confOf(`MAX_NNB: ${nodes}\nCRUD_TEST: READ`);
  return range(1, nodes).map((node) => startTick(scenario, node));
}

test.each([1, 10, 163, 164])('%d nodes start four a tick, the i-th at i / 4 rounded down', (n) => {
  expect(startTicks(n)).toEqual(range(0, n - 1).map((i) => Math.floor(i / 4)));
});

test.each([10, 164, 165, 200, 500, 999, 1000])('%d nodes have all started by tick 40', (n) => {
  const ticks = startTicks(n);
  expect(ticks[0]).toBe(0);
  expect(Math.max(...ticks)).toBeLessThanOrEqual(40);
  expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
});

test.each([165, 200, 500, 1000])('%d nodes start evenly, and no faster than they must', (n) => {
  const perTick = new Map<number, number>();
  for (const tick of startTicks(n)) perTick.set(tick, (perTick.get(tick) ?? 0) + 1);
  const counts = [...perTick.values()];
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(Math.ceil(n / 40));
});

test.each([10, 200])('%d nodes start when they should, the highest of a tick first', (n) => {
  const scenario = quiet(n, 41);
  const started = eventsOf(scenario, '1').filter(({ kind }) => kind === 'started');
  const expected = range(1, n)
    .map((node) => ({ node, time: startTick(scenario, node) }))
    .sort((a, b) => a.time - b.time || b.node - a.node);
  expect(started.map(({ node, time }) => ({ node, time }))).toEqual(expected);
});
