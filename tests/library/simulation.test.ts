import { cluster, InputError, runScenario, simulation } from '../../src/index';
import type { ClusterOptions, Run, Scenario, SimulatedNode, Simulation } from '../../src/index';
import type { OperationStep } from '../../src/workload/operations';

const STORE = cluster({ nodes: 10, store: true, durationTicks: 250 });
const MEMBERSHIP = cluster({ nodes: 4, durationTicks: 60 });

type Step =
  | { readonly at: number; readonly crash: number }
  | {
      readonly at: number;
      readonly operation: 'create' | 'read' | 'update' | 'delete';
      readonly key: string;
      readonly value: string;
      readonly coordinator: number;
    };

/** Several in one tick, failures of coordinators among them. */
const STEPS: readonly Step[] = [
  { at: 4, operation: 'create', key: 'early', value: 'v', coordinator: 10 },
  { at: 50, operation: 'create', key: 'k', value: 'v', coordinator: 3 },
  { at: 50, operation: 'create', key: 'k', value: 'w', coordinator: 4 },
  { at: 51, crash: 4 },
  { at: 51, operation: 'update', key: 'k', value: 'w', coordinator: 4 },
  { at: 51, operation: 'update', key: 'k', value: 'x', coordinator: 5 },
  { at: 60, operation: 'read', key: 'k', value: '', coordinator: 6 },
  { at: 60, crash: 6 },
  { at: 60, crash: 7 },
  { at: 130, operation: 'read', key: 'none', value: '', coordinator: 1 },
  { at: 131, operation: 'delete', key: 'k', value: '', coordinator: 9 },
  { at: 249, operation: 'create', key: 'late', value: 'v', coordinator: 9 },
];

/** What a run came to, as far as it is plain. */
function outcome(run: Run) {
  const { fingerprint, counts, operations, verdicts, events, plan, now } = run;
  return { fingerprint, counts, operations, verdicts, plan, now, events: [...events] };
}

function steered(scenario: Scenario, seed: string, steps: readonly Step[]): Run {
  const sim = simulation(scenario, { seed });
  for (const step of steps) {
    sim.runUntil(step.at);
    if ('crash' in step) sim.crash(`n${step.crash}`);
    else {
      const node = sim.node(`n${step.coordinator}`);
      const { operation, key, value } = step;
      if (operation === 'create' || operation === 'update') node[operation](key, value);
      else node[operation](key);
    }
  }
  return sim.finish();
}

/** The same steps as data. */
function scripted(options: ClusterOptions, steps: readonly Step[]): Scenario {
  const named = steps.map((step, i) => ({ id: `step ${i + 1}`, ...step }));
  const operations = named.flatMap((step) => ('crash' in step ? [] : [step]));
  const faults = named.flatMap((step) =>
    'crash' in step ? [{ ...step, crash: { nodes: [step.crash] } }] : [],
  );
  return cluster({ ...options, faults, workload: { announcements: [], operations } });
}

test('the example of the README', () => {
  const sim = simulation(STORE, { seed: '7' });
  sim.runUntil(150);
  const create = sim.node('n3').create('k', 'v');
  sim.crash('n4');
  const run = sim.finish();
  expect(run).toHaveJoined();
  expect(run).toHaveRemoved('n4', { by: 'all', within: 30 });
  expect(run).toHaveOutcome(create, 'ok');
  expect(run).toReplicate('k', { copies: 3, within: 30 });
  expect(run).not.toHaveFalseRemovals();
});

describe('a run steered by code is that of a scenario with the same steps', () => {
  test.seeds(10)('with a store', ({ seed }) => {
    const options = { nodes: 10, store: true, durationTicks: 250 };
    const bySteps = runScenario(scripted(options, STEPS), { seed });
    expect(outcome(steered(cluster(options), seed, STEPS))).toEqual(outcome(bySteps));
  });

  test.seeds(5)('with losses, slow links and disks, the highest node first', ({ seed }) => {
    const options: ClusterOptions = {
      ...{ nodes: 10, store: true, durationTicks: 250, nodeOrder: 'falling' },
      network: {
        delay: { distribution: 'constant', ticks: 2 },
        loss: { probability: 0.1, firstTick: 0, lastTick: 250 },
      },
      disk: { latencyTicks: 1 },
    };
    const byCode = outcome(steered(cluster(options), seed, STEPS));
    expect(byCode).toEqual(outcome(runScenario(scripted(options, STEPS), { seed })));
  });

  test.seeds(3)('and steps can be added to those that a scenario has', ({ seed }) => {
    const options = { nodes: 10, store: true, durationTicks: 250 };
    const whole = scripted(options, STEPS);
    // Steps of the scenario come first in their tick, so the last of them are left to the code.
    const part = scripted(options, STEPS.slice(0, 9));
    const byCode = steered(part, seed, STEPS.slice(9));
    expect(byCode.fingerprint).toBe(runScenario(whole, { seed }).fingerprint);
    expect(byCode.operations).toEqual(runScenario(whole, { seed }).operations);
  });
});

describe('runUntil', () => {
  test.seeds(3)('in many small steps is the same run as in one', ({ seed }) => {
    const options = { nodes: 10, store: true, durationTicks: 120 };
    const scenario = scripted(options, STEPS.slice(0, 9));
    const sim = simulation(scenario, { seed });
    for (let tick = 0; tick <= 120; tick++) expect(sim.runUntil(tick).now).toBe(tick);
    expect(outcome(sim.finish())).toEqual(outcome(runScenario(scenario, { seed })));
  });

  test('leaves the tick that it names still to be run', () => {
    const sim = simulation(MEMBERSHIP);
    expect([sim.now, sim.events.length]).toEqual([0, 0]);
    sim.runUntil(0);
    expect([sim.events.length, sim.node('n1').isUp]).toEqual([0, false]);
    sim.runUntil(1);
    expect(new Set([...sim.events].map(({ time }) => time))).toEqual(new Set([0]));
    expect(sim.node('n1').isUp).toBe(true);
    sim.runUntil(1).runUntil(20);
    expect([...sim.events].every(({ time }) => time < 20)).toBe(true);
    expect(sim.now).toBe(20);
  });

  test.each([-1, 19, 61, 20.5, NaN, Infinity, '30', undefined])('to tick %j is refused', (tick) => {
    const sim = simulation(MEMBERSHIP).runUntil(20);
    const back = () => sim.runUntil(tick as number);
    expect(back).toThrow(InputError);
    expect(back).toThrow(
      `runUntil: cannot be ${tick}: a whole number from 20 (now) to 60 (the end)`,
    );
    expect(sim.now).toBe(20);
  });
});

describe('what is asked for happens in the present tick', () => {
  const sim = simulation(STORE).runUntil(50);
  const create = sim.node('n3').create('k', 'v');
  sim.crash('n4');
  const before = sim.events.length;
  sim.runUntil(51);
  const now = [...sim.events].slice(before).filter(({ time }) => time === 50);

  test('after what nodes do in it: first failures, then clients', () => {
    expect(now).toMatchObject([
      { kind: 'crashed', node: 'n4', cause: 0, boot: 1 },
      { kind: 'invoked', node: 'n3', operation: 'create', key: 'k', value: 'v' },
    ]);
  });

  test('and is known at once', () => {
    expect(sim.node('n4').isUp).toBe(false);
    expect(sim.operations).toMatchObject([{ id: create.id, outcome: 'unknown', invokedAt: 50 }]);
    sim.runUntil(53);
    expect(sim.operations).toMatchObject([{ outcome: 'ok', completedAt: 52 }]);
  });
});

test('an operation through a node that fails in its tick has no coordinator, and fails', () => {
  const sim = simulation(STORE).runUntil(50);
  sim.crash('n3');
  const create = sim.node('n3').create('k', 'v');
  const run = sim.finish();
  const nothing = { outcome: 'fail', coordinator: undefined, completedAt: undefined };
  expect(run).toHaveOutcome(create, nothing);
  expect(run.events.where({ kind: 'invoked' })).toEqual([]);
});

test('an operation whose coordinator fails before its end is unknown', () => {
  const sim = simulation(STORE).runUntil(50);
  const create = sim.node('n3').create('k', 'v');
  sim.runUntil(51).crash('n3');
  const expected = { outcome: 'unknown', coordinator: 'n3', completedAt: undefined };
  expect(sim.finish()).toHaveOutcome(create, expected);
});

describe('what an operation says of its own', () => {
  const strict = { nodes: 10, durationTicks: 250, store: { quorum: 'strict' } } as const;
  const at = (tick: number) => simulation(cluster(strict)).runUntil(tick);

  test('its quorum and how long the value stays', () => {
    const sim = at(50);
    sim.node('n3').put('k', 'v', { quorum: 3, ttlTicks: 20 });
    sim.runUntil(60);
    sim.node('n3').read('k', { quorum: 3 });
    sim.runUntil(80);
    sim.node('n3').read('k');
    const run = sim.finish();
    expect(run.operations.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'fail']);
    const [put] = [...run.events.where({ kind: 'invoked' })];
    expect(put!.options).toMatchObject({ quorum: 3, ttlTicks: 20 });
    // What ran can be run again as data.
    const operations = run.plan.operations.map(({ request: _, ...step }) => step as OperationStep);
    const workload = { announcements: [], operations };
    const again = runScenario(cluster({ ...strict, workload }));
    expect(again.fingerprint).toBe(run.fingerprint);
  });

  test.each<[(node: SimulatedNode) => unknown, string]>([
    [
      (node) => node.put('k', 'v', { quorum: 4 }),
      'put: quorum: cannot be 4: a whole number from 1 to 3',
    ],
    [(node) => node.read('k', { quorum: 1 }), 'R + W > N, and here 1 + 2 <= 3'],
    [(node) => node.put('k', 'v', { ttlTicks: 0 }), 'put: ttlTicks: cannot be 0'],
    [(node) => node.delete('k', { ttlTicks: 5 }), 'ttlTicks: belongs to what stores a value'],
    [(node) => node.read('k', { ttl: 5 } as never), 'read: has no ttl: quorum and ttlTicks'],
  ])('%s', (ask, problem) => {
    expect(() => ask(at(50).node('n3'))).toThrow(problem);
  });

  test('of a strict store those of two have to meet', () => {
    const store = { replicas: 3, readQuorum: 3, writeQuorum: 3, quorum: 'strict' } as const;
    const sim = simulation(cluster({ ...strict, store })).runUntil(50);
    sim.node('n3').put('k', 'v', { quorum: 1 });
    expect(() => sim.node('n3').read('k', { quorum: 2 })).toThrow('1 <= 3');
    sim.runUntil(60);
    const read = sim.node('n3').read('k', { quorum: 3 });
    expect(sim.finish()).toHaveOutcome(read, 'ok');
  });
});

test('an operation that is asked for in the last tick has not ended', () => {
  const sim = simulation(STORE).runUntil(249);
  const create = sim.node('n3').create('k', 'v');
  expect(sim.finish()).toHaveOutcome(create, { outcome: 'unknown', completedAt: undefined });
});

test('a node has a name, and a state while it is up', () => {
  const sim = simulation(STORE);
  const node = sim.node('3.0.0.0:0');
  expect([node.name, sim.node('3:0').name]).toEqual(['n3', 'n3']);
  expect([node.isUp, node.inspect()]).toEqual([false, undefined]);
  sim.runUntil(30);
  expect(node.isUp).toBe(true);
  expect((node.inspect() as { members: unknown[] }).members).toHaveLength(10);
  sim.crash('n3');
  expect(node.isUp).toBe(true);
  sim.runUntil(31);
  expect([node.isUp, node.inspect()]).toEqual([false, undefined]);
});

describe('names of steps', () => {
  test('are the first free ones: those of the scenario are taken', () => {
    const step = { at: 30, operation: 'create', key: 'a', value: 'v' } as const;
    const operations = [
      { id: 'step 1', ...step },
      { id: 'step 3', ...step },
    ];
    const faults = [{ id: 'step 4', at: 40, crash: { nodes: [2] } }];
    const workload = { announcements: [], operations };
    const sim = simulation(cluster({ nodes: 4, store: true, durationTicks: 60, workload, faults }));
    sim.runUntil(20);
    expect(sim.node('n1').create('b', 'v').id).toBe('step 2');
    sim.crash('n4');
    expect(sim.node('n1').create('c', 'v').id).toBe('step 6');
    const run = sim.finish();
    expect(run.operations.map(({ id }) => id)).toEqual(['step 2', 'step 6', 'step 1', 'step 3']);
    expect(run.plan.faults.map(({ id }) => id)).toEqual(['step 5', 'step 4']);
  });
});

describe('finish', () => {
  test('twice gives equal runs', () => {
    const sim = simulation(STORE).runUntil(50);
    sim.node('n3').create('k', 'v');
    const first = sim.finish();
    expect(outcome(sim.finish())).toEqual(outcome(first));
    expect(sim.runUntil(250).now).toBe(250);
  });

  test('of a scenario of one tick', () => {
    const run = runScenario(cluster({ nodes: 1, durationTicks: 1 }));
    expect(run.now).toBe(1);
    expect(run).toHaveJoined('n1');
  });
});

describe('is refused with an InputError', () => {
  const sim = simulation(STORE).runUntil(50);
  sim.crash('n4');
  sim.runUntil(51);
  const over = simulation(STORE);
  over.finish();
  const failing = simulation(STORE).runUntil(20);
  failing.crash('n2');
  failing.runUntil(20);
  const store = (act: (node: ReturnType<Simulation['node']>) => unknown) => () =>
    act(sim.node('n1'));

  test.each<[string, () => unknown, string]>([
    ['a node that is none', () => sim.node('n11'), 'node: there is no "n11": n1 to n10'],
    ['node 0', () => sim.node('n0'), 'there is no "n0"'],
    ['a spelling of no kind', () => sim.node('N3'), 'there is no "N3"'],
    ['a name that is none', () => sim.node(3 as never), 'there is no 3'],
    [
      'a failure of none',
      () => {
        sim.crash('x');
      },
      'node: there is no "x"',
    ],
    [
      'a failure of who is down',
      () => {
        sim.crash('n4');
      },
      'crash: n4 is down at tick 51',
    ],
    [
      'a failure before the start',
      () => {
        simulation(STORE).crash('n1');
      },
      'n1 is down at tick 0',
    ],
    [
      'a failure after the end',
      () => {
        over.crash('n1');
      },
      'crash: the run is over: it has 250',
    ],
    ['a client of who is down', () => sim.node('n4').read('k'), 'read: n4 is down'],
    ['a client before the start', () => simulation(STORE).node('n1').read('k'), 'n1 is down'],
    ['a client after the end', () => over.node('n1').delete('k'), 'delete: the run is over'],
    ['an empty key', store((node) => node.read('')), 'bytes of the key: cannot be 0'],
    ['a long key', store((node) => node.read('k'.repeat(1025))), 'of the key: cannot be 1025'],
    ['a long value', store((node) => node.update('k', 'é'.repeat(1025))), 'value: cannot be 2050'],
    ['half a character', store((node) => node.create('k', '\ud800')), 'half a surrogate pair'],
    [
      'an operation without a store',
      () => simulation(MEMBERSHIP).runUntil(9).node('n1').create('k', 'v'),
      'create: the scenario has no store: store: true gives it one',
    ],
    ['a seed that is no text', () => simulation(STORE, { seed: 7 as never }), 'seed: needs text'],
    [
      'a level of events that is none',
      () => simulation(STORE, { events: 'all' as never }),
      'events: cannot be "all": one of outcomes, protocol, messages',
    ],
    ['a value that is no text', store((node) => node.create('k', 5 as never)), 'values are text'],
    ['a key that is no text', store((node) => node.read(undefined as never)), 'keys and values'],
    [
      'a failure of who fails in this tick',
      () => {
        failing.crash('n2');
      },
      'n2 is down at tick 20',
    ],
  ])('%s', (_, act, problem) => {
    expect(act).toThrow(InputError);
    expect(act).toThrow(problem);
  });

  test('and then nothing was done', () => {
    expect(sim.operations).toEqual([]);
    expect(sim.finish().plan.faults).toMatchObject([{ crash: { nodes: [4] } }]);
    const untouched = simulation(STORE).runUntil(50);
    untouched.crash('n4');
    expect(sim.finish().fingerprint).toBe(untouched.finish().fingerprint);
  });
});

test('the longest key and value are taken', () => {
  const sim = simulation(STORE).runUntil(50);
  const create = sim.node('n1').create('k'.repeat(1024), 'é'.repeat(1024));
  expect(sim.finish()).toHaveOutcome(create, { outcome: 'ok', value: 'é'.repeat(1024) });
});

test('seeds are texts: 7 and 007 are different runs, and 1 is the one that is not given', () => {
  const seeds = ['7', '007', '', undefined, '1'];
  const [seven, padded, empty, none, one] = seeds.map(
    (seed) => runScenario(MEMBERSHIP, seed === undefined ? {} : { seed }).fingerprint,
  );
  expect(new Set([seven, padded, empty, none]).size).toBe(4);
  expect(none).toBe(one);
});

test.seeds(3)('two simulations in turn do not disturb each other', ({ seed }) => {
  const alone = outcome(steered(STORE, seed, STEPS));
  const other = simulation(cluster({ nodes: 7, store: true, durationTicks: 250 }), {
    seed: 'else',
  });
  const sim = simulation(STORE, { seed });
  for (const step of STEPS) {
    if (step.at > other.now) other.runUntil(step.at).node('n1').create(`k${step.at}`, 'v');
    sim.runUntil(step.at);
    if ('crash' in step) sim.crash(`n${step.crash}`);
    else if (step.operation === 'read' || step.operation === 'delete') {
      sim.node(`n${step.coordinator}`)[step.operation](step.key);
    } else sim.node(`n${step.coordinator}`)[step.operation](step.key, step.value);
  }
  expect(outcome(sim.finish())).toEqual(alone);
});

describe('the machine', () => {
  const of = (owner: object, ...names: string[]) =>
    names.map((name) => Object.getOwnPropertyDescriptor(owner, name));
  const held = () => [
    ...of(globalThis, 'Date', 'Promise', 'setTimeout', 'queueMicrotask', 'crypto', 'Intl'),
    ...of(Math, 'random', 'log', 'sin'),
    ...of(process, 'nextTick', 'hrtime', 'cwd'),
    ...of(String.prototype, 'localeCompare'),
  ];
  const before = held();

  test('is as it was after every call, refused ones included', () => {
    const sim = simulation(STORE).runUntil(50);
    expect(() => sim.runUntil(10)).toThrow(InputError);
    sim.node('n1').create('k', 'v');
    expect(sim.finish()).toHaveJoined();
    expect(held()).toEqual(before);
    expect(Date.now()).toBeGreaterThan(0);
    expect(() => new Intl.NumberFormat('en').format(1)).not.toThrow();
  });

  test("may have jest's fake timers in it", () => {
    const { fingerprint } = runScenario(MEMBERSHIP);
    jest.useFakeTimers();
    try {
      expect(runScenario(MEMBERSHIP).fingerprint).toBe(fingerprint);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a simulation under way can be asserted on', () => {
  const sim = simulation(STORE, { seed: '7' });

  test('at any tick', () => {
    expect(sim).not.toHaveJoined('n1');
    sim.runUntil(50);
    expect(sim).toHaveJoined();
    sim.crash('n4');
    sim.runUntil(60);
    expect(sim).not.toHaveRemoved('n4');
    sim.runUntil(90);
    expect(sim).toHaveRemoved('n4', { within: 30 });
    const create = sim.node('n1').create('k', 'v');
    expect(sim).not.toHaveOutcome(create, 'unknown');
    sim.runUntil(91);
    expect(sim).toHaveOutcome(create, 'unknown');
    expect(sim).not.toReplicate('k');
    sim.runUntil(93);
    expect(sim).toHaveOutcome(create, 'ok');
    expect(sim).toReplicate('k', { within: 0 });
    expect(sim).toHaveEventsInOrder([{ kind: 'crashed' }, { kind: 'removed' }]);
  });

  test('which changes nothing', () => {
    const unobserved = simulation(STORE, { seed: '7' }).runUntil(50);
    unobserved.crash('n4');
    unobserved.runUntil(90).node('n1').create('k', 'v');
    expect(sim.finish().fingerprint).toBe(unobserved.finish().fingerprint);
  });
});
