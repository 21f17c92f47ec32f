import { range } from '../support/course-logs';
import { type Attempt, ClientRun, type Respond } from '../support/client-runs';
import type { ClientsOptions } from '../../src/workload/clients';

const WHOLE = 100_000;
const never: Respond = () => undefined;

function shares(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].map(([value, count]) => [value, count / values.length]));
}

/** Four standard deviations of a share that so many draws show. */
function tolerance(share: number, draws: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / draws);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}

describe('an open loop', () => {
  test('asks at its own pace, answered or not', () => {
    const options = { intervalTicks: 20, lastTick: WHOLE, timeoutTicks: 10 };
    for (const respond of [undefined, never]) {
      const { asked } = new ClientRun(options, respond).run(WHOLE);
      const between = gaps(asked.map(({ time }) => time));
      // The deviation of a gap is about its mean.
      const slack = (4 * 20) / Math.sqrt(between.length);
      expect(Math.abs(mean(between) - 20)).toBeLessThan(slack);
      expect(Math.min(...between)).toBe(1);
      const long = between.filter((gap) => gap > 40).length / between.length;
      expect(Math.abs(long - Math.exp(-2))).toBeLessThan(0.02);
    }
  });

  test('with a mean of one tick asks in every tick', () => {
    const { asked } = new ClientRun({ intervalTicks: 1, firstTick: 5, lastTick: 50 }).run();
    expect(asked.map(({ time }) => time)).toEqual(range(5, 50));
  });

  test('begins in its first tick and begins nothing after its last', () => {
    const { asked } = new ClientRun({ count: 3, firstTick: 100, lastTick: 300 }).run();
    const times = asked.map(({ time }) => time);
    expect(times.filter((time) => time === 100)).toHaveLength(3);
    expect([Math.min(...times), Math.max(...times) <= 300]).toEqual([100, true]);
    expect(Math.max(...times)).toBeGreaterThan(250);
  });
});

describe('a closed loop', () => {
  test('asks again a while after the last operation ended, and one thing at a time', () => {
    const respond: Respond = () => ({ outcome: 'ok', after: 30 });
    const options = { loop: 'closed', intervalTicks: 20, lastTick: WHOLE } as const;
    const { asked, answered } = new ClientRun(options, respond).run(WHOLE);
    const pauses = asked.slice(1).map(({ time }, i) => time - answered[i]!.time);
    expect(Math.abs(mean(pauses) - 20)).toBeLessThan((4 * 20) / Math.sqrt(pauses.length));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1);
    for (const [i, { time }] of answered.entries()) expect(time - asked[i]!.time).toBe(30);
  });

  test('goes on after a time-out', () => {
    const options = { loop: 'closed', timeoutTicks: 15 } as const;
    const { asked, answered } = new ClientRun(options, never).run();
    expect(asked.length).toBeGreaterThan(20);
    expect(new Set(answered.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
    for (const [i, { time }] of answered.entries()) expect(time).toBe(asked[i]!.time + 15);
  });
});

describe('what is asked', () => {
  const later = (run: ClientRun) => run.asked.filter(({ operation }) => operation !== 'create');

  test('each client first creates its share of the keys, each key once', () => {
    const keys = { count: 7, distribution: 'uniform' } as const;
    const { asked } = new ClientRun({ count: 3, keys }).run();
    const created = asked.filter(({ operation }) => operation === 'create');
    expect(created.map(({ key }) => key).sort()).toEqual(range(1, 7).map((n) => `k${n}`));
    for (const client of [1, 2, 3]) {
      const own = asked.filter((each) => each.client === client);
      const first = own.findIndex(({ operation }) => operation !== 'create');
      expect(own.slice(first).some(({ operation }) => operation === 'create')).toBe(false);
      expect(own.slice(0, first).map(({ key }) => key)).toEqual(
        range(1, 7)
          .filter((n) => (n - 1) % 3 === client - 1)
          .map((n) => `k${n}`),
      );
    }
  });

  test.each<ClientsOptions['mix']>([
    { read: 0.5, update: 0.4, delete: 0.1 },
    { read: 1, update: 0, delete: 0 },
    { read: 0, update: 1, delete: 0 },
    { read: 0, update: 0, delete: 1 },
    { read: 0.05, update: 0.05, delete: 0.9 },
  ])('comes in the shares of %j', (mix) => {
    const run = new ClientRun({ count: 20, intervalTicks: 2, lastTick: 1500, mix }).run(1500);
    const asked = later(run).map(({ operation }) => operation);
    expect(asked.length).toBeGreaterThan(10_000);
    const found = shares(asked);
    for (const name of ['read', 'update', 'delete'] as const) {
      const off = Math.abs((found.get(name) ?? 0) - mix[name]);
      expect(off).toBeLessThanOrEqual(tolerance(mix[name], asked.length));
    }
  });

  test('is of each key as often, or of the n-th key an n-th as often as of the first', () => {
    const count = 10;
    const sum = range(1, count).reduce((all, n) => all + 1 / n, 0);
    const expected = { uniform: () => 1 / count, zipf: (n: number) => 1 / n / sum };
    for (const distribution of ['uniform', 'zipf'] as const) {
      const keys = { count, distribution };
      const run = new ClientRun({ count: 20, intervalTicks: 2, lastTick: 1500, keys }).run(1500);
      const asked = later(run).map(({ key }) => key);
      const found = shares(asked);
      expect(found.size).toBe(count);
      for (const n of range(1, count)) {
        const share = expected[distribution](n);
        const off = Math.abs(found.get(`k${n}`)! - share);
        expect(off).toBeLessThanOrEqual(tolerance(share, asked.length));
      }
    }
  });

  test('writes each value once, and numbers its requests from 1', () => {
    const { asked } = new ClientRun({ count: 5, intervalTicks: 3 }).run();
    const writes = asked.filter(({ operation }) => ['create', 'update'].includes(operation));
    expect(new Set(writes.map(({ value }) => value)).size).toBe(writes.length);
    expect(writes.every(({ value }) => value !== '')).toBe(true);
    for (const client of range(1, 5)) {
      const numbers = asked.filter((each) => each.client === client).map((each) => each.request);
      expect(numbers).toEqual(range(1, numbers.length));
    }
  });

  test('goes through the node of its client, from the first again where there are fewer', () => {
    const { attempts } = new ClientRun({ count: 7 }, undefined, { nodes: 3 }).run();
    for (const { client, node } of attempts) expect(node).toBe(1 + ((client - 1) % 3));
  });

  test('does not depend on other clients, nor on how anything went', () => {
    const choices = ({ asked }: ClientRun) =>
      asked
        .filter(({ client, operation }) => client <= 2 && operation !== 'create')
        .map(({ client, request, operation, key, time }) => [
          client,
          request,
          operation,
          key,
          time,
        ]);
    const options = { count: 2, keys: { count: 4, distribution: 'zipf' } } as const;
    const two = choices(new ClientRun(options).run());
    const seen = two.map(String);
    expect(two.length).toBeGreaterThan(150);
    const failing: Respond = ({ operation }) =>
      operation === 'update' ? undefined : { outcome: 'fail', after: 7 };
    expect(choices(new ClientRun(options, failing).run())).toEqual(two);
    expect(choices(new ClientRun(options, never, { down: [1, 4] }).run())).toEqual(two);
    // With more clients a client has fewer keys to create, and draws instead.
    const ten = choices(new ClientRun({ ...options, count: 10 }).run()).map(String);
    expect(ten).toEqual(expect.arrayContaining(seen));
    expect(choices(new ClientRun(options, undefined, { seed: '2' }).run())).not.toEqual(two);
  });
});

describe('how an operation ends', () => {
  test('with the answer of its coordinator, in the tick of that answer', () => {
    const respond: Respond = ({ operation }) =>
      operation === 'read'
        ? { outcome: 'ok', after: 4, value: 'found' }
        : { outcome: 'fail', after: 6 };
    const { asked, answered } = new ClientRun({ lastTick: 300 }, respond).run();
    expect(answered).toHaveLength(asked.length);
    for (const { request, operation, outcome, value, time } of answered) {
      const begun = asked.find((each) => each.request === request)!;
      const isRead = operation === 'read';
      expect([outcome, value]).toEqual(isRead ? ['ok', 'found'] : ['fail', begun.value]);
      expect(time).toBe(begun.time + (isRead ? 4 : 6));
    }
  });

  test('once: what comes after it is of no account', () => {
    const respond: Respond = ({ request }) => ({
      outcome: 'ok',
      after: request % 2 === 0 ? 1 : 30,
    });
    const options = { timeoutTicks: 20, lastTick: 300 };
    const { asked, answered } = new ClientRun(options, respond).run();
    expect(answered).toHaveLength(asked.length);
    for (const { request, outcome, time } of answered) {
      const late = request % 2 === 1;
      expect(outcome).toBe(late ? 'unknown' : 'ok');
      expect(time - asked[request - 1]!.time).toBe(late ? 20 : 1);
    }
  });

  test('an answer in the very tick of the time-out counts', () => {
    const respond: Respond = () => ({ outcome: 'ok', after: 20 });
    const options = { timeoutTicks: 20, retries: 3, lastTick: 300 };
    const { answered, attempts, asked } = new ClientRun(options, respond).run();
    expect(attempts).toHaveLength(asked.length);
    expect(new Set(answered.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  });

  test('unknown at the coordinator is no answer: the client waits, and asks again', () => {
    const respond: Respond = (attempt) =>
      attempt.node === 1 ? { outcome: 'unknown' } : { outcome: 'ok' };
    const options = { timeoutTicks: 20, retries: 9, lastTick: 0 };
    const { answered, attempts } = new ClientRun(options, respond, { nodes: 2 }).run();
    expect(attempts.map(({ node }) => node)).toContain(2);
    expect(answered).toMatchObject([{ outcome: 'ok', node: 1 }]);
  });

  test('a failed update is followed by a create of its key, and only that', () => {
    const respond: Respond = ({ operation }) => ({
      outcome: operation === 'update' ? 'fail' : 'ok',
    });
    const options = { intervalTicks: 20, keys: { count: 3, distribution: 'uniform' } } as const;
    const { asked } = new ClientRun(options, respond).run();
    const after = asked.slice(3);
    const updates = after.filter(({ operation }) => operation === 'update');
    const creates = after.filter(({ operation }) => operation === 'create');
    expect(updates.length).toBeGreaterThan(10);
    expect(creates.map(({ key }) => key)).toEqual(
      updates.slice(0, creates.length).map(({ key }) => key),
    );
    expect(updates.length - creates.length).toBeLessThanOrEqual(2);
    const fails: Respond = ({ operation }) => ({ outcome: operation === 'update' ? 'ok' : 'fail' });
    const none = new ClientRun(options, fails).run().asked.slice(3);
    expect(none.filter(({ operation }) => operation === 'create')).toEqual([]);
  });
});

describe('asking again', () => {
  /** The attempts at one operation that nobody answers. */
  function attempts(options: Partial<ClientsOptions>, nodes = 5): Attempt[] {
    return new ClientRun({ lastTick: 0, ...options }, never, { nodes }).run().attemptsAt(1);
  }

  test('comes after the time-out and a back-off that doubles each time', () => {
    const times = attempts({ timeoutTicks: 10, retries: 4, backoffTicks: 3 }).map(
      ({ time }) => time,
    );
    expect(gaps(times)).toEqual([13, 16, 22, 34]);
    expect(gaps(attempts({ timeoutTicks: 10, retries: 2 }).map(({ time }) => time))).toEqual([
      ...[10, 10],
    ]);
  });

  test('is for the same operation under the same number', () => {
    const [first, ...others] = attempts({ timeoutTicks: 10, retries: 5 });
    expect(others).toHaveLength(5);
    for (const { node: _node, time: _time, ...other } of others) {
      expect(first).toMatchObject(other);
    }
  });

  test('as often as it may; then the end is unknown, a time-out after the last', () => {
    for (const retries of [0, 1, 3]) {
      const options = { timeoutTicks: 10, retries, backoffTicks: 2, lastTick: 0 };
      const run = new ClientRun(options, never).run();
      expect(run.attempts).toHaveLength(retries + 1);
      expect(run.answered).toMatchObject([
        { outcome: 'unknown', time: run.attempts.at(-1)!.time + 10, value: 'v1.1' },
      ]);
    }
  });

  test('goes to another node than the last time, where there is one', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const options = { lastTick: 0, timeoutTicks: 5, retries: 8 };
      const run = new ClientRun(options, never, { nodes: 3, seed: `${seed}` }).run();
      const nodes = run.attempts.map(({ node }) => node);
      expect(nodes).toHaveLength(9);
      for (const [i, node] of nodes.slice(1).entries()) expect(node).not.toBe(nodes[i]);
    }
    expect(attempts({ timeoutTicks: 5, retries: 2 }, 1)).toHaveLength(3);
  });

  test('uses every node in the end', () => {
    const nodes = new Set(attempts({ timeoutTicks: 1, retries: 20 }).map(({ node }) => node));
    expect([...nodes].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  test('stops with the first answer, whichever attempt it is of', () => {
    const respond: Respond = ({ node }) => (node === 1 ? { outcome: 'ok', after: 25 } : undefined);
    const options = { timeoutTicks: 10, retries: 9, lastTick: 0 };
    const run = new ClientRun(options, respond).run();
    expect(run.answered).toMatchObject([{ outcome: 'ok', time: 25 }]);
    expect(run.attempts.every(({ time }) => time <= 25)).toBe(true);
  });
});

describe('nodes that are down', () => {
  test('are not asked: another is, at once', () => {
    const run = new ClientRun({}, undefined, { down: [1] }).run();
    expect(run.attempts).toHaveLength(run.asked.length);
    expect(run.attempts.map(({ node }) => node)).not.toContain(1);
    expect(new Set(run.attempts.map(({ node }) => node)).size).toBe(4);
    expect(new Set(run.answered.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
  });

  test('where none is up, the client waits, and asks again until it gives up', () => {
    const options = { timeoutTicks: 10, retries: 2, lastTick: 0 };
    const run = new ClientRun(options, undefined, { down: range(1, 5) });
    run.run(15);
    expect([run.asked.length, run.attempts.length, run.answered.length]).toEqual([1, 0, 0]);
    run.run(40);
    expect(run.answered).toMatchObject([{ outcome: 'unknown', time: 30 }]);
    const back = new ClientRun(options, undefined, { down: range(1, 5) });
    back.run(15);
    back.simulation.start(3);
    back.run(40);
    expect(back.answered).toMatchObject([{ outcome: 'ok', time: 21 }]);
  });

  test('a coordinator that dies leaves its operation to another, or unknown', () => {
    const respond: Respond = ({ node }) => ({ outcome: 'ok', after: node === 1 ? 5 : 1 });
    const died = (retries: number) => {
      const run = new ClientRun({ timeoutTicks: 10, retries, lastTick: 0 }, respond);
      run.run(2);
      run.simulation.crash(1);
      return run.run(200).answered;
    };
    expect(died(1)).toMatchObject([{ outcome: 'ok', time: 11 }]);
    expect(died(0)).toMatchObject([{ outcome: 'unknown', time: 10 }]);
  });
});

describe('what clients say beside', () => {
  const PUTS = { mix: { read: 0.5, update: 0, delete: 0, put: 0.5 } };
  const isWrite = ({ operation }: Attempt) => operation !== 'read';

  test('puts have their share, a value of their own, and are followed by no create', () => {
    const fail: Respond = ({ operation }) => ({ outcome: operation === 'put' ? 'fail' : 'ok' });
    const { asked } = new ClientRun({ ...PUTS, lastTick: WHOLE }, fail).run(WHOLE);
    const found = shares(asked.slice(1).map(({ operation }) => operation));
    expect([...found.keys()].sort()).toEqual(['put', 'read']);
    expect(Math.abs(found.get('put')! - 0.5)).toBeLessThan(tolerance(0.5, asked.length));
    const values = asked.filter(isWrite).map(({ value }) => value);
    expect(new Set(values).size).toBe(values.length);
  });

  test('nothing, where nothing is asked for', () => {
    const { asked } = new ClientRun(PUTS).run();
    expect(asked.filter(({ options }) => options !== undefined)).toEqual([]);
  });

  test('how long what they write is to stay', () => {
    const { asked } = new ClientRun({ ...PUTS, ttlTicks: 30 }).run();
    for (const attempt of asked) {
      expect(attempt.options?.ttlTicks).toBe(isWrite(attempt) ? 30 : undefined);
    }
  });

  test('what they have seen, each client by itself, where clocks are hybrid', () => {
    const options = { ...PUTS, count: 2, lastTick: 100 };
    const respond: Respond = ({ client, time }) => ({
      outcome: 'ok',
      timestamp: 1000 * client + time,
    });
    const { asked } = new ClientRun(options, respond, { isHybrid: true }).run();
    for (const client of [1, 2]) {
      const own = asked.filter((attempt) => attempt.client === client);
      const seen = own.map((attempt) => attempt.options?.seen ?? 0);
      expect(seen[0]).toBe(0);
      for (const [i, { time }] of own.entries()) {
        if (i > 0 && time > own[i - 1]!.time + 1)
          expect(seen[i]).toBe(1000 * client + own[i - 1]!.time);
      }
    }
    expect(new ClientRun(options, respond).run().asked[5]).not.toHaveProperty('options');
  });

  test('one version for all attempts at a write, where they stamp it', () => {
    const options = { ...PUTS, stamp: 'client', retries: 2, timeoutTicks: 5 } as const;
    const { attempts } = new ClientRun({ ...options, count: 2 }, never).run();
    const versions = new Map<string, Set<string>>();
    for (const attempt of attempts) {
      const { client, request } = attempt;
      const id = `${client} ${request}`;
      const { version } = attempt.options ?? {};
      expect(version === undefined).toBe(!isWrite(attempt));
      if (version === undefined) continue;
      versions.set(id, (versions.get(id) ?? new Set()).add(JSON.stringify(version)));
      expect(version).toMatchObject({ storageId: 2 ** 40 + client, counter: request });
    }
    expect([...versions.values()].every(({ size }) => size === 1)).toBe(true);
    expect(new Set([...versions.values()].flatMap((set) => [...set])).size).toBe(versions.size);
  });

  test('versions above what they have seen, and by the clock of their node', () => {
    const respond: Respond = () => ({ outcome: 'ok', timestamp: 5000 });
    const options = { ...PUTS, stamp: 'client', firstTick: 10, lastTick: 60 } as const;
    const [first, ...others] = new ClientRun(options, respond).run().asked;
    expect(first!.options!.version.timestamp).toBe(first!.time);
    const later = others.filter(isWrite).filter(({ time }) => time > first!.time + 1);
    expect(later.map(({ options: told }) => told!.version.timestamp)).toEqual(
      later.map(() => 5001),
    );
  });
});

test('a refusal by another ring is no end: the client asks another node', () => {
  const respond: Respond = ({ node }) =>
    node === 1 ? { outcome: 'fail', reason: 'wrong epoch' } : { outcome: 'ok' };
  const options = { retries: 1, timeoutTicks: 10, lastTick: 0 };
  const run = new ClientRun(options, respond).run();
  expect(run.attempts.map(({ node }) => node === 1)).toEqual([true, false]);
  expect(run.answered).toMatchObject([{ outcome: 'ok' }]);
  const alone = new ClientRun({ ...options, retries: 0 }, respond).run();
  expect(alone.answered).toMatchObject([{ outcome: 'unknown' }]);
});
