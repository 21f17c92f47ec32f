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

test('operations are told apart by node, client and request', () => {
  const outcomes = new OperationOutcomes();
  const tell = told(outcomes);
  tell.invoked(1, 0, 1, 0);
  tell.invoked(1, 5, 2, 0);
  tell.invoked(1, 9, 1, 1);
  tell.completed(1, 10, 'ok', 2, 0);
  tell.completed(1, 10, 'fail', 1, 1);
  expect(outcomes.finish()).toEqual({
    ok: { count: 1, latencyTicks: { p50: 5, p95: 5, p99: 5 } },
    fail: { count: 1, latencyTicks: { p50: 1, p95: 1, p99: 1 } },
    unknown: { count: 1, latencyTicks: undefined },
  });
});
