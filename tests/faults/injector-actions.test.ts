import type { FaultStep } from '../../src/faults/plan';
import { range } from '../support/course-logs';
import { faultRun, TRUSTING } from '../support/fault-runs';
import type { OperationStep } from '../../src/workload/operations';

const LAST = 79;
/** Two nodes that gossip to each other once a tick, whatever becomes of it. */
const PAIR = { nodes: 2, membership: TRUSTING, network: { maxInFlight: 1000 } };
const GOSSIP_FROM = 5;

/** The ticks, from 5 on, in which what one of two nodes sends to the other comes to nothing. */
function silent(faults: readonly FaultStep[], from = 1, to = 2): number[] {
  const run = faultRun(faults, PAIR);
  return range(GOSSIP_FROM, LAST - 1).filter(
    (tick) => run.fates(from, to).get(tick)?.includes('got') !== true,
  );
}

function operation(
  id: string,
  at: number,
  name: OperationStep['operation'],
  coordinator: number,
): OperationStep {
  return { id, at, operation: name, key: 'k', value: `v ${id}`, coordinator };
}

/** What operations on one key come to under a plan, with the ticks that they took. */
function outcomes(faults: readonly FaultStep[], operations: OperationStep[]): string[] {
  const workload = { announcements: [], operations };
  const run = faultRun(faults, { store: true, workload, durationTicks: 120 });
  const begun = new Map(run.of('invoked').map(({ data, time }) => [requestOf(data), time]));
  return run.of('completed').map(({ data, time }) => {
    const { outcome, request, value } = data as Record<string, string> & { request: number };
    return `${operations[request - 1]!.id} ${outcome} ${value} in ${time - begun.get(request)!}`;
  });
}

function requestOf(data: unknown): number {
  return (data as { request: number }).request;
}

describe('crash, start and leave', () => {
  test('a restart comes so many ticks after, as a step of its own', () => {
    const run = faultRun([{ id: 'c', at: 20, crash: { nodes: [3, 4] }, restartAfter: 7 }]);
    const lives = ['crashed n3 at 20', 'crashed n4 at 20', 'started n3 at 27', 'started n4 at 27'];
    expect(run.lives).toEqual(lives);
    expect(run.resolved).toEqual([
      {
        ...{ id: 'c', at: 20, crash: { nodes: [3, 4] } },
        rule: { crash: { nodes: [3, 4] }, restartAfter: 7 },
      },
      {
        ...{ id: 'c restart', at: 27, start: { nodes: [3, 4] } },
        rule: { start: { nodes: [3, 4] } },
      },
    ]);
  });

  test('only those that the crash took down are restarted, and only if nobody else did', () => {
    const run = faultRun([
      { id: 'a', at: 20, crash: { nodes: [3] } },
      { id: 'b', at: 25, crash: { nodes: [3, 4] }, restartAfter: 10 },
      { id: 'c', at: 30, start: { nodes: [4, 5] } },
    ]);
    expect(run.lives).toEqual(['crashed n3 at 20', 'crashed n4 at 25', 'started n4 at 30']);
    expect(run.resolved.at(-1)).toMatchObject({ id: 'b restart', start: { nodes: [] } });
  });

  test('a node may come up for the first time by a step', () => {
    const run = faultRun([{ id: 's', at: 30, start: { nodes: [4] } }], { later: [4] });
    expect(run.of('started').filter(({ node }) => node === 4)).toMatchObject([{ time: 30, a: 1 }]);
    expect(run.of('started').filter(({ time }) => time <= 1)).toHaveLength(4);
  });

  test.each([
    ['what was stored is kept', {}, 'r ok v c in 2'],
    ['what was stored is kept', { wipe: false }, 'r ok v c in 2'],
    ['what was stored is lost', { wipe: true }, 'r fail  in 2'],
  ])('%s over a restart with %j', (_name, wipe, expected) => {
    const steps = [operation('c', 20, 'create', 1), operation('r', 100, 'read', 1)];
    const all = { nodes: range(1, 5) };
    const restart: FaultStep = { id: 'f', at: 40, crash: all, restartAfter: 3, ...wipe };
    expect(outcomes([restart], steps).at(-1)).toBe(expected);
    const apart: FaultStep[] = [
      { id: 'f', at: 40, crash: all },
      { id: 'g', at: 43, start: all, ...wipe },
    ];
    expect(outcomes(apart, steps).at(-1)).toBe(expected);
    const before: FaultStep[] = [
      { id: 'f', at: 40, crash: all, ...wipe },
      { id: 'g', at: 43, start: all },
    ];
    expect(outcomes(before, steps).at(-1)).toBe(expected);
    // What it came to is the same again.
    const { resolved } = faultRun(before);
    expect(faultRun(resolved).fingerprint).toBe(faultRun(before).fingerprint);
  });

  test('who leaves says so: all others take it out within two ticks, and none suspects it', () => {
    const run = faultRun([{ id: 'l', at: 30, leave: { nodes: [3] }, announce: ['bye'] }]);
    expect(run.lives).toEqual(['stopped n3 at 30']);
    const left = run.of('left');
    expect(left.map(({ node }) => node).sort()).toEqual([1, 2, 4, 5]);
    expect(left.every(({ time }) => time === 31)).toBe(true);
    expect(run.of('suspected', 'removed')).toEqual([]);
    expect(run.of('note').filter(({ data }) => (data as { text: string }).text === 'bye')).toEqual([
      expect.objectContaining({ time: 30 }),
    ]);
  });

  test('who is down or stands still does not leave, nor is said to', () => {
    const run = faultRun([
      { id: 'a', at: 20, crash: { nodes: [2] } },
      { id: 'b', at: 20, pause: { nodes: [3] } },
      { id: 'l', at: 30, leave: { nodes: [2, 3] }, announce: ['bye'] },
    ]);
    expect(run.of('stopped')).toEqual([]);
    expect(run.resolved.at(-1)).toMatchObject({ leave: { nodes: [] } });
    expect(run.of('note').map(({ data }) => (data as { text: string }).text)).not.toContain('bye');
  });
});

describe('pause and resume', () => {
  test('a node stands still for so long', () => {
    const run = faultRun([{ id: 'p', at: 20, pause: { nodes: [2, 3] }, for: 4 }]);
    const lives = ['paused n2 at 20', 'paused n3 at 20', 'resumed n2 at 24', 'resumed n3 at 24'];
    expect(run.lives).toEqual(lives);
    const theirs = run.events.filter(({ node, kind }) => node === 3 && kind === 'timer');
    expect(theirs.filter(({ time }) => time > 20 && time < 24)).toEqual([]);
    expect(run.resolved.map(({ id }) => id)).toEqual(['p', 'p resume']);
  });

  test('who is down is not paused, who stands still is held once more; who runs is not resumed', () => {
    const run = faultRun([
      { id: 'a', at: 20, crash: { nodes: [1] } },
      { id: 'b', at: 21, pause: { nodes: [1, 2] } },
      { id: 'c', at: 22, pause: { nodes: [2, 3] } },
      { id: 'd', at: 23, resume: { nodes: [1, 2, 3, 4] } },
      { id: 'e', at: 24, resume: { nodes: [2] } },
    ]);
    expect(run.lives).toEqual([
      ...['crashed n1 at 20', 'paused n2 at 21', 'paused n3 at 22'],
      ...['resumed n2 at 23', 'resumed n3 at 23'],
    ]);
    const struck = run.resolved.map((step) => Object.values(step)[2] as unknown);
    expect(struck).toEqual([[1], [2], [2, 3], [2, 3], []].map((nodes) => ({ nodes })));
  });

  test('who crashes while it stands still is up and awake after its restart', () => {
    const run = faultRun([
      { id: 'p', at: 20, pause: { nodes: [2] }, for: 20 },
      { id: 'c', at: 25, crash: { nodes: [2] }, restartAfter: 5 },
    ]);
    expect(run.lives).toEqual(['paused n2 at 20', 'crashed n2 at 25', 'started n2 at 30']);
    expect(run.resolved.at(-1)).toMatchObject({ id: 'p resume', at: 40, resume: { nodes: [] } });
  });
});

describe('partitions', () => {
  const GROUPS = [{ nodes: [1, 2] }, { nodes: [3, 4] }];
  const cutLinks = (faults: FaultStep[]) => {
    const run = faultRun(faults, { membership: TRUSTING });
    const cut = new Set<string>();
    for (const from of range(1, 5)) {
      for (const to of range(1, 5))
        if (run.ticks(from, to, 'cut').length > 0) cut.add(`${from}${to}`);
    }
    return [...cut];
  };

  test('cut every link between groups, and none else', () => {
    const expected = ['13', '14', '23', '24', '31', '32', '41', '42'];
    expect(cutLinks([{ id: 'p', at: 10, partition: GROUPS }])).toEqual(expected);
  });

  test('one way cut those from the first group only', () => {
    const partition = [{ nodes: [1] }, { nodes: [3] }, { nodes: [4] }];
    expect(cutLinks([{ id: 'p', at: 10, partition, oneWay: true }])).toEqual(['13', '14']);
    expect(cutLinks([{ id: 'p', at: 10, partition, oneWay: false }])).toEqual([
      '13',
      '14',
      '31',
      '34',
      '41',
      '43',
    ]);
  });

  test('of three groups none reaches another', () => {
    const partition = [{ nodes: [1] }, { nodes: [2] }, { nodes: [3, 4, 5] }];
    const cut = [
      '12',
      '13',
      '14',
      '15',
      '21',
      '23',
      '24',
      '25',
      '31',
      '32',
      '41',
      '42',
      '51',
      '52',
    ];
    expect(cutLinks([{ id: 'p', at: 10, partition }])).toEqual(cut);
  });

  test('a node that two groups claim is in the first of them', () => {
    const partition = [{ introducers: true }, { slots: [0, 511] }] as const;
    const run = faultRun([{ id: 'p', at: 10, partition }]);
    expect(run.resolved).toMatchObject([{ partition: [{ nodes: [1] }, { nodes: [2, 3, 4, 5] }] }]);
    expect(cutLinks([{ id: 'p', at: 10, partition }])).toEqual([
      ...['12', '13', '14', '15', '21', '31', '41', '51'],
    ]);
  });

  test('last from after the messages of their tick until after those of the last', () => {
    const partition = [{ nodes: [1] }, { nodes: [2] }];
    expect(silent([{ id: 'p', at: 20, partition, for: 10 }])).toEqual(range(21, 30));
    expect(silent([{ id: 'p', at: 20, partition, for: 10 }], 2, 1)).toEqual(range(21, 30));
    expect(silent([{ id: 'p', at: 20, partition, oneWay: true, for: 10 }], 2, 1)).toEqual([]);
  });

  test('the healing is a step of its own', () => {
    const partition = [{ nodes: [1] }, { nodes: [2] }];
    const run = faultRun([{ id: 'p', at: 20, partition, oneWay: true, for: 10 }]);
    expect(run.resolved).toEqual([
      { id: 'p', at: 20, partition, oneWay: true, rule: { partition, oneWay: true, for: 10 } },
      { id: 'p heal', at: 30, heal: 'p', rule: { heal: 'p' } },
    ]);
    const changed = run.of('changed').map(({ time, node, data }) => [time, node, data]);
    expect(changed).toEqual([
      [20, 0, { step: 'p', text: 'one way cut n1 | n2' }],
      [30, 0, { step: 'p heal', text: 'heal p' }],
    ]);
  });
});

describe('link rules', () => {
  const from = { nodes: [1] };
  const to = { nodes: [2] };

  test('change the links from some to some', () => {
    const rule: FaultStep = { id: 'l', at: 20, link: { loss: 1 }, from, to, for: 5 };
    expect(silent([rule])).toEqual(range(21, 25));
    expect(silent([rule], 2, 1)).toEqual([]);
    const run = faultRun([rule], PAIR);
    expect(run.ticks(1, 2, 'lost')).toEqual(range(21, 25));
    expect(run.of('changed')[0]!.data).toEqual({
      step: 'l',
      text: 'links {"loss":1,"from":[1],"to":[2]}',
    });
  });

  test('from or to all where none are given', () => {
    expect(silent([{ id: 'l', at: 20, link: { cut: true }, for: 5 }])).toEqual(range(21, 25));
    expect(silent([{ id: 'l', at: 20, link: { cut: true }, for: 5 }], 2, 1)).toEqual(range(21, 25));
    expect(silent([{ id: 'l', at: 20, link: { cut: true }, to, for: 5 }])).toEqual(range(21, 25));
    expect(silent([{ id: 'l', at: 20, link: { cut: true }, to, for: 5 }], 2, 1)).toEqual([]);
    expect(silent([{ id: 'l', at: 20, link: { cut: true }, from: to, for: 5 }])).toEqual([]);
  });

  test('that come to nobody change nothing', () => {
    const nobody = { coordinatorOf: 'never asked for' };
    const faults: FaultStep[] = [{ id: 'l', at: 20, link: { cut: true }, from: nobody }];
    expect(silent(faults)).toEqual([]);
    expect(faultRun(faults).resolved).toMatchObject([{ from: { nodes: [] } }]);
  });

  test('a later one wins while it is there, field by field', () => {
    const outer: FaultStep = { id: 'o', at: 20, link: { loss: 1 }, from, to, for: 40 };
    const inner: FaultStep = { id: 'i', at: 30, link: { loss: 0 }, from, to, for: 10 };
    expect(silent([outer, inner])).toEqual([...range(21, 30), ...range(41, 60)]);
    const other: FaultStep = { ...inner, link: { duplicate: 1 } };
    expect(silent([outer, other])).toEqual(range(21, 60));
    // An earlier one that outlasts a later one holds on.
    const late: FaultStep = { id: 'i', at: 30, link: { loss: 0 }, from, to, for: 50 };
    expect(silent([outer, late])).toEqual(range(21, 30));
  });

  test('cuts of overlapping partitions heal each for itself', () => {
    const partition = [from, to];
    const plan: FaultStep[] = [
      { id: 'a', at: 20, partition, for: 20 },
      { id: 'b', at: 30, partition, for: 20 },
    ];
    expect(silent(plan)).toEqual(range(21, 50));
  });

  test('hold what is sent, which comes when they are healed', () => {
    const plan: FaultStep[] = [{ id: 'h', at: 20, link: { hold: true }, from, to, for: 9 }];
    const run = faultRun(plan, PAIR);
    const arrived = run.of('delivered').filter(({ node, a }) => node === 2 && a === 1);
    expect(arrived.filter(({ time }) => time > 21 && time < 30)).toEqual([]);
    expect(arrived.filter(({ time }) => time === 30)).toHaveLength(9);
  });
});

describe('healing', () => {
  const partition = [{ nodes: [1] }, { nodes: [2] }];
  const often: FaultStep = { id: 'p', every: 10, first: 20, last: 40, partition };

  test('by the id of a step', () => {
    const plan: FaultStep[] = [
      { id: 'p', at: 20, partition },
      { id: 'h', at: 33, heal: 'p' },
    ];
    expect(silent(plan)).toEqual(range(21, 33));
  });

  test('of all occurrences of a step', () => {
    expect(silent([often, { id: 'h', at: 55, heal: 'p' }])).toEqual(range(21, 55));
  });

  test('of one of them leaves the others', () => {
    const one: FaultStep = { id: 'h', at: 35, heal: 'p #1' };
    const two: FaultStep = { id: 'i', at: 36, heal: 'p #2' };
    const three: FaultStep = { id: 'j', at: 45, heal: 'p #3' };
    expect(silent([often, one, two])).toEqual([...range(21, 36), ...range(41, LAST - 1)]);
    expect(silent([often, one, two, three])).toEqual([...range(21, 36), ...range(41, 45)]);
  });

  test('ends what began before it; what begins after it stands', () => {
    const plan = [often, { id: 'h', at: 25, heal: 'p' } as const];
    expect(silent(plan)).toEqual([...range(21, 25), ...range(31, LAST - 1)]);
  });

  test('twice, or before there was anything, does nothing', () => {
    const plan: FaultStep[] = [
      { id: 'g', at: 10, heal: 'p' },
      { id: 'p', at: 20, partition, for: 10 },
      { id: 'h', at: 25, heal: 'p' },
      { id: 'i', at: 26, heal: 'p' },
    ];
    expect(silent(plan)).toEqual(range(21, 25));
  });

  test('of a link rule leaves a partition, and the other way about', () => {
    const plan: FaultStep[] = [
      { id: 'p', at: 20, partition },
      { id: 'pp', at: 20, link: { loss: 1 } },
      { id: 'h', at: 30, heal: 'pp' },
      { id: 'i', at: 40, heal: 'p' },
    ];
    expect(silent(plan)).toEqual(range(21, 40));
  });
});

describe('a message that is named', () => {
  const lose = (order: number): FaultStep => ({ id: 'l', at: 20, lose: { from: 1, to: 2, order } });

  test('is lost, and no other', () => {
    const run = faultRun([lose(0)], PAIR);
    expect(run.of('lost')).toMatchObject([{ node: 1, a: 2, time: 20 }]);
    expect(silent([lose(0)])).toEqual([20]);
    expect(run.resolved).toMatchObject([{ id: 'l', at: 20, lose: { from: 1, to: 2, order: 0 } }]);
  });

  test('is told by its order on its link in its tick', () => {
    expect(silent([lose(1)])).toEqual([]);
    const sent = faultRun([], { ...PAIR, store: true })
      .fates(1, 2)
      .get(20)!;
    expect(sent).toHaveLength(1);
    const workload = { announcements: [], operations: [operation('c', 20, 'create', 1)] };
    const both = { ...PAIR, store: { writeQuorum: 1 }, workload };
    // The operation comes last in its tick, after the gossip.
    expect(faultRun([lose(1)], both).of('lost')).toHaveLength(1);
    expect(
      faultRun([lose(1)], both)
        .fates(1, 2)
        .get(20),
    ).toEqual(['lost', 'got']);
    expect(faultRun([lose(2)], both).of('lost')).toEqual([]);
  });
});

describe('clocks', () => {
  const periods = (faults: FaultStep[], node: number) => {
    const membership = { ...TRUSTING, periodTicks: 10 };
    const run = faultRun(faults, { membership, durationTicks: 400, nodes: 3 });
    const timers = run.of('timer').filter((event) => event.node === node);
    return timers.filter(({ data, time }) => data === 'period' && time >= 200).length;
  };

  test('that drift make the node whose they are faster or slower, and no other', () => {
    const fast: FaultStep = { id: 'f', at: 100, clock: { nodes: [2] }, driftPpm: 900_000 };
    // 10 of its ticks are 6 of the simulation, rounded up.
    expect([periods([], 2), periods([fast], 2), periods([fast], 3)]).toEqual([20, 34, 20]);
    const slow: FaultStep = { id: 'f', at: 100, clock: { nodes: [2] }, driftPpm: -500_000 };
    expect([periods([slow], 2), periods([slow], 1)]).toEqual([10, 20]);
    const over: FaultStep = { id: 'g', at: 150, clock: { nodes: [2] }, driftPpm: 0 };
    expect(periods([slow, over], 2)).toBe(20);
  });

  test('that step show another time of day, for good', () => {
    const run = faultRun([
      { id: 'f', at: 20, clock: { nodes: [2, 3] }, stepTicks: 500 },
      { id: 'g', at: 30, clock: { nodes: [2] }, stepTicks: -100 },
    ]);
    const { simulation } = run.application;
    const wall = (node: number) => simulation.machineOf(node).clock.wall(100);
    expect([1, 2, 3].map(wall)).toEqual([100, 500, 600]);
    expect(simulation.machineOf(2).clock.monotonic(100)).toBe(100);
    expect(run.of('changed').map(({ node, data }) => [node, data])).toEqual([
      [2, { step: 'f', text: 'clock {"stepTicks":500}' }],
      [3, { step: 'f', text: 'clock {"stepTicks":500}' }],
      [2, { step: 'g', text: 'clock {"stepTicks":-100}' }],
    ]);
  });

  test('outlive a restart of their node', () => {
    const run = faultRun([
      { id: 'f', at: 20, clock: { nodes: [2] }, stepTicks: 500 },
      { id: 'c', at: 30, crash: { nodes: [2] }, restartAfter: 5 },
    ]);
    expect(run.application.simulation.machineOf(2).clock.wall(100)).toBe(600);
  });
});

describe('disks', () => {
  const all = { nodes: range(1, 5) };
  const create = operation('c', 40, 'create', 1);
  const update = operation('u', 60, 'update', 1);
  const read = operation('r', 90, 'read', 1);

  test('that are slow take so many ticks longer, until they are not', () => {
    const slow: FaultStep = { id: 's', at: 30, disk: all, slowTicks: 6 };
    expect(outcomes([slow], [create])).toEqual(['c ok v c in 8']);
    const over: FaultStep = { id: 't', at: 50, disk: all, slowTicks: 0 };
    expect(outcomes([slow, over], [create, update])).toEqual(['c ok v c in 8', 'u ok v u in 2']);
  });

  test('that are full take nothing more, not even over what they hold, until they are not', () => {
    const full: FaultStep = { id: 's', at: 50, disk: all, full: true };
    expect(outcomes([full], [create, update, read])).toEqual([
      ...['c ok v c in 2', 'u fail v u in 2', 'r ok v c in 2'],
    ]);
    const over: FaultStep = { id: 't', at: 55, disk: all, full: false };
    expect(outcomes([full, over], [create, update, read])).toEqual([
      ...['c ok v c in 2', 'u ok v u in 2', 'r ok v u in 2'],
    ]);
  });

  test('slow for a while, they hold after a restart what they held before it', () => {
    const steps = [create, operation('u', 61, 'update', 1), operation('w', 66, 'update', 1), read];
    const plan: FaultStep[] = [
      { id: 's', at: 60, disk: all, slowTicks: 7 },
      { id: 't', at: 65, disk: all, slowTicks: 0 },
      { id: 'c', at: 80, crash: all, restartAfter: 3 },
    ];
    expect(outcomes(plan, steps).at(-1)).toBe('r ok v w in 2');
  });

  test('what a step does not speak of stays as it was', () => {
    const slow: FaultStep = { id: 'a', at: 10, disk: { nodes: [1] }, slowTicks: 4 };
    const full: FaultStep = { id: 'b', at: 11, disk: { nodes: [1] }, full: true };
    for (const plan of [
      [slow, full],
      [{ ...full, at: 9 }, slow],
    ]) {
      const run = faultRun(plan);
      const { disk } = run.application.simulation.machineOf(1);
      expect([disk.slowTicks, disk.isFull]).toEqual([4, true]);
      expect(run.of('changed').map(({ node, data }) => [node, data])).toContainEqual([
        ...[1, { step: 'b', text: 'disk {"full":true}' }],
      ]);
    }
  });
});
