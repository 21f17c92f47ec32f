/** What TypeScript knows of the matchers: `make lint` checks it, these tests that they are there. */

import { describe as describeOf, expect as expectOf, jest as jestOf } from '@jest/globals';
import { cluster, runScenario, simulation } from '../../src/index';
import { test as testOf } from '../../src/jest/index';

const SCENARIO = cluster({ nodes: 3, store: true, durationTicks: 60 });
const sim = simulation(SCENARIO, { seed: '7' });
sim.runUntil(20);
const create = sim.node('n1').create('k', 'v');
const run = sim.finish();

describe('with the globals of @types/jest', () => {
  test('every matcher', () => {
    expect(run).toHaveJoined();
    expect(sim).toHaveJoined('n1', { by: ['n2'], within: 20 });
    expect(run).not.toHaveRemoved('n1', { by: 'any' });
    expect(run).not.toHaveFalseRemovals();
    expect(run).toReplicate('k', { copies: 3, within: 5 });
    expect(run).toHaveOutcome(create, 'ok');
    expect(run).toHaveOutcome('step 1', { value: expect.stringContaining('v') });
    expect(run).toHaveEventsInOrder([{ kind: 'started' }, expect.objectContaining({ key: 'k' })]);
  });

  test('after promises', async () => {
    await expect(Promise.resolve(run)).resolves.toHaveJoined();
    await expect(Promise.resolve(run)).resolves.not.toHaveFalseRemovals();
  });

  test('what is misspelled is refused', () => {
    const never = () => {
      // @ts-expect-error -- no such option
      expect(run).toHaveRemoved('n1', { whithin: 3 });
      // @ts-expect-error -- a node is needed
      expect(run).toHaveRemoved();
      // @ts-expect-error -- no such outcome
      expect(run).toHaveOutcome(create, 'okay');
      // @ts-expect-error -- an operation has no such property
      expect(run).toHaveOutcome(create, { outcom: 'ok' });
      // @ts-expect-error -- a list of events is needed
      expect(run).toHaveEventsInOrder({ kind: 'started' });
      // @ts-expect-error -- seeds are texts
      test.seeds([1, 2]);
      test.skip.seeds(3)('t', ({ seed }) => seed, 1000);
      test.only.seeds(['x'])('t', async ({ seed }) => Promise.resolve(seed));
    };
    expect(never).toBeInstanceOf(Function);
  });

  test.seeds(2)('test.seeds', ({ seed }) => {
    expect(seed satisfies string).toMatch(/^[0-9]+$/);
  });
  it.seeds(['x'])('it.seeds', ({ seed }) => {
    expect(seed.length).toBeGreaterThan(0);
  });
  test.failing.seeds(1)('test.failing.seeds', () => {
    throw new Error('as is to be');
  });
});

describeOf('with @jest/globals', () => {
  testOf('every matcher', () => {
    expectOf(run).toHaveJoined();
    expectOf(sim).toHaveJoined('n1', { by: ['n2'], within: 20 });
    expectOf(run).not.toHaveRemoved('n1', { by: 'any' });
    expectOf(run).not.toHaveFalseRemovals();
    expectOf(run).toReplicate('k', { copies: 3 });
    expectOf(run).toHaveOutcome(create, { value: expectOf.stringContaining('v') });
    expectOf(run).toHaveEventsInOrder([expectOf.objectContaining({ key: 'k' })]);
    // @ts-expect-error -- no such option
    expectOf(run).toHaveRemoved.bind(undefined, 'n1', { whithin: 3 });
  });

  testOf.seeds(2)('test.seeds', ({ seed }) => {
    expectOf(runScenario(SCENARIO, { seed })).toHaveJoined();
    expectOf(jestOf).toBeDefined();
  });
  testOf.failing.seeds(['x'])('test.failing.seeds', () => {
    throw new Error('as is to be');
  });
});

test("there is one `test`: jest's own", () => {
  expect(testOf).toBe(test);
  expect(it).toBe(test);
});
