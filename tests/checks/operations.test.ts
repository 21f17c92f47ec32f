import fc from 'fast-check';
import { OperationOutcomes } from '../../src/checks/operations';
import type { Outcome } from '../../src/protocol/store/store-events';

const OF = { client: 0, operation: 'read', key: 'k', value: '' } as const;

function told(outcomes: OperationOutcomes) {
  const show = (kind: string, node: number, time: number, data: unknown) => {
    outcomes.on({ kind, node, time, data, id: 1, cause: 0, a: 0, b: 0, c: 0 });
  };
  return {
    invoked: (request: number, time: number, node = 1, client = 0) => {
      show('invoked', node, time, { kind: 'invoked', ...OF, request, client });
    },
    completed: (request: number, time: number, outcome: Outcome, node = 1, client = 0) => {
      show('completed', node, time, { kind: 'completed', ...OF, request, outcome, client });
    },
    asked: (request: number, time: number, client: number) => {
      show('asked', 1, time, { ...OF, request, client });
    },
    answered: (request: number, time: number, outcome: Outcome, client: number) => {
      show('answered', 1, time, { ...OF, request, outcome, client });
    },
    crashed: (node: number, time: number) => {
      show('crashed', node, time, undefined);
    },
  };
}

/** By counting: the smallest latency that at least `percent` of a hundred do not exceed. */
function nearestRank(latencies: readonly number[], percent: number): number {
  const reached = latencies.filter(
    (each) => latencies.filter((other) => other <= each).length * 100 >= percent * latencies.length,
  );
  return Math.min(...reached);
}

test('nothing happened', () => {
  const none = { count: 0, latencyTicks: undefined };
  expect(new OperationOutcomes().finish()).toEqual({ ok: none, fail: none, unknown: none });
});

test('percentiles are by nearest rank, for each outcome by itself', () => {
  const latency = fc.array(fc.nat({ max: 50 }), { maxLength: 250 });
  const property = fc.property(latency, latency, latency, (ok, fail, unknown) => {
    const outcomes = new OperationOutcomes();
    const tell = told(outcomes);
    let request = 0;
    const all = Object.entries({ ok, fail, unknown }) as [Outcome, number[]][];
    for (const [outcome, latencies] of all) {
      for (const ticks of latencies) {
        tell.invoked(++request, request);
        tell.completed(request, request + ticks, outcome);
      }
    }
    const result = outcomes.finish();
    for (const [outcome, latencies] of all) {
      const [p50, p95, p99] = [50, 95, 99].map((percent) => nearestRank(latencies, percent));
      const latencyTicks = latencies.length === 0 ? undefined : { p50, p95, p99 };
      expect(result[outcome]).toEqual({ count: latencies.length, latencyTicks });
    }
  });
  fc.assert(property, { seed: 6, numRuns: 60 });
});

test('latencies are sorted as numbers', () => {
  const outcomes = new OperationOutcomes();
  const tell = told(outcomes);
  for (const [request, ticks] of [100, 9, 20].entries()) {
    tell.invoked(request, 0);
    tell.completed(request, ticks, 'ok');
  }
  expect(outcomes.finish().ok.latencyTicks).toEqual({ p50: 20, p95: 100, p99: 100 });
});

test('an operation whose coordinator died before it could tell counts as unknown', () => {
  const outcomes = new OperationOutcomes();
  const tell = told(outcomes);
  tell.invoked(1, 10);
  tell.invoked(2, 10);
  tell.completed(2, 12, 'ok');
  expect(outcomes.finish()).toMatchObject({
    ok: { count: 1 },
    unknown: { count: 1, latencyTicks: undefined },
  });
  tell.invoked(3, 20);
  tell.completed(3, 30, 'unknown');
  const latencyTicks = { p50: 10, p95: 10, p99: 10 };
  expect(outcomes.finish().unknown).toEqual({ count: 2, latencyTicks });
});

test('an operation whose coordinator died is unknown, and those of others go on', () => {
  const outcomes = new OperationOutcomes();
  const tell = told(outcomes);
  tell.invoked(1, 0, 1);
  tell.invoked(2, 0, 2);
  tell.crashed(1, 5);
  tell.completed(1, 9, 'ok', 1);
  tell.completed(2, 9, 'ok', 2);
  expect(outcomes.finish()).toMatchObject({ ok: { count: 1 }, unknown: { count: 1 } });
});

test('operations are told apart by client and request', () => {
  const outcomes = new OperationOutcomes();
  const tell = told(outcomes);
  tell.invoked(1, 0);
  tell.asked(1, 5, 2);
  tell.asked(1, 9, 3);
  tell.answered(1, 10, 'ok', 2);
  tell.answered(1, 10, 'fail', 3);
  expect(outcomes.finish()).toEqual({
    ok: { count: 1, latencyTicks: { p50: 5, p95: 5, p99: 5 } },
    fail: { count: 1, latencyTicks: { p50: 1, p95: 1, p99: 1 } },
    unknown: { count: 1, latencyTicks: undefined },
  });
});

test('what a client asked counts once, as the client saw it, however many coordinators it took', () => {
  const outcomes = new OperationOutcomes();
  const tell = told(outcomes);
  tell.asked(1, 10, 2);
  tell.invoked(1, 10, 1, 2);
  tell.crashed(1, 15);
  tell.invoked(1, 30, 2, 2);
  tell.completed(1, 40, 'unknown', 2, 2);
  tell.invoked(1, 45, 3, 2);
  tell.completed(1, 47, 'ok', 3, 2);
  expect(outcomes.finish()).toMatchObject({ ok: { count: 0 }, unknown: { count: 1 } });
  tell.answered(1, 47, 'ok', 2);
  tell.completed(1, 50, 'ok', 2, 2);
  expect(outcomes.finish()).toEqual({
    ok: { count: 1, latencyTicks: { p50: 37, p95: 37, p99: 37 } },
    fail: { count: 0, latencyTicks: undefined },
    unknown: { count: 0, latencyTicks: undefined },
  });
});
