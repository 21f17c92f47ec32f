import type { FaultStep } from '../../src/faults/plan';
import { cluster } from '../../src/scenario/cluster';
import { InputError } from '../../src/scenario/input-error';

const ID = { id: 'f' };
const AT = { ...ID, at: 5 };
const ONE = { nodes: [1] };
const CRASH = { crash: ONE };
const GROUPS = [ONE, { nodes: [2] }];
const EVERY = { ...ID, every: 5, first: 10, last: 50, ...CRASH };
const WHEN = { ...ID, when: { kind: 'crashed' }, after: 1, times: 1, ...CRASH };

function build(...faults: FaultStep[]): () => unknown {
  return () => cluster({ nodes: 3, durationTicks: 100, faults });
}

test.each<FaultStep>([
  { ...AT, at: 0, ...CRASH },
  { ...AT, at: 99, ...CRASH, restartAfter: 1, wipe: true },
  { ...EVERY, every: 1, first: 0, last: 99 },
  { ...EVERY, first: 10, last: 10 },
  { ...WHEN, when: { kind: 'removed', node: 3, member: 1 }, times: 100_000 },
  { ...WHEN, when: { kind: 'completed', key: 'any' } },
  { ...AT, crash: { random: 3 } },
  { ...AT, crash: { replicas: 3, of: 'k' } },
  { ...AT, crash: { slots: [511, 0] } },
  { ...AT, partition: GROUPS, for: 1 },
  { ...AT, clock: ONE, driftPpm: -900_000, stepTicks: -2_147_483_647 },
  { ...AT, clock: ONE, driftPpm: 900_000, stepTicks: 2_147_483_647 },
  { ...AT, disk: ONE, slowTicks: 0, full: false },
  { ...AT, lose: { from: 1, to: 2, order: 0 } },
])('%j can be', (step) => {
  expect(build(step)).not.toThrow();
});

test.each<[FaultStep, string]>([
  [{ ...AT, at: -1, ...CRASH }, 'faults, f: at: cannot be -1: a whole number from 0 to 99'],
  [{ ...AT, at: 100, ...CRASH }, 'faults, f: at: cannot be 100: a whole number from 0 to 99'],
  [{ ...AT, at: 1.5, ...CRASH }, 'faults, f: at: cannot be 1.5'],
  [{ ...EVERY, every: 0 }, 'faults, f: every: cannot be 0: a whole number from 1 to 2147483647'],
  [{ ...EVERY, first: -1 }, 'faults, f: first: cannot be -1: a whole number from 0 to 99'],
  [{ ...EVERY, first: 100, last: 100 }, 'faults, f: first: cannot be 100'],
  [{ ...EVERY, last: 9 }, 'faults, f: last: cannot be 9: a whole number from 10 to 99'],
  [{ ...EVERY, last: 100 }, 'faults, f: last: cannot be 100: a whole number from 10 to 99'],
  [
    { ...WHEN, when: { kind: 'crash' } },
    'faults, f: when: no event is "crash": started, crashed, sent, delivered, lost, dropped',
  ],
  [
    { ...WHEN, when: { kind: 'removed', node: 4 } },
    'faults, f: when: node: cannot be 4: a whole number from 1 to 3',
  ],
  [
    { ...WHEN, when: { kind: 'removed', member: 0 } },
    'faults, f: when: node: cannot be 0: a whole number from 1 to 3',
  ],
  [{ ...WHEN, after: 0 }, 'faults, f: after: cannot be 0: a whole number from 1 to 2147483647'],
  [{ ...WHEN, times: 0 }, 'faults, f: times: cannot be 0: a whole number from 1 to 100000'],
  [{ ...WHEN, times: 100_001 }, 'faults, f: times: cannot be 100001'],
  [{ ...AT, crash: { nodes: [1, 4] } }, 'faults, f: node: cannot be 4: a whole number from 1 to 3'],
  [{ ...AT, start: { nodes: [0] } }, 'faults, f: node: cannot be 0'],
  [{ ...AT, leave: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, pause: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, resume: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, clock: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, disk: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, partition: [ONE, { nodes: [4] }] }, 'faults, f: node: cannot be 4'],
  [{ ...AT, link: {}, from: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, link: {}, to: { nodes: [4] } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, crash: { random: 0 } }, 'faults, f: random: cannot be 0: a whole number from 1 to 3'],
  [{ ...AT, crash: { random: 4 } }, 'faults, f: random: cannot be 4'],
  [
    { ...AT, crash: { replicas: 4, of: 'k' } },
    'faults, f: replicas: cannot be 4: a whole number from 1 to 3',
  ],
  [
    { ...AT, crash: { slots: [0, 512] } },
    'faults, f: slots: cannot be 512: a whole number from 0 to 511',
  ],
  [{ ...AT, crash: { slots: [-1, 5] } }, 'faults, f: slots: cannot be -1'],
  [
    { ...AT, ...CRASH, restartAfter: 0 },
    'faults, f: restartAfter: cannot be 0: a whole number from 1',
  ],
  [{ ...AT, pause: ONE, for: 0 }, 'faults, f: for: cannot be 0: a whole number from 1'],
  [{ ...AT, partition: GROUPS, for: 0.5 }, 'faults, f: for: cannot be 0.5'],
  [
    { ...AT, disk: ONE, slowTicks: -1 },
    'faults, f: slowTicks: cannot be -1: a whole number from 0',
  ],
  [
    { ...AT, clock: ONE, driftPpm: 900_001 },
    'faults, f: driftPpm: cannot be 900001: a whole number from -900000 to 900000',
  ],
  [{ ...AT, clock: ONE, driftPpm: -900_001 }, 'faults, f: driftPpm: cannot be -900001'],
  [{ ...AT, clock: ONE, stepTicks: 0.5 }, 'faults, f: stepTicks: cannot be 0.5'],
  [{ ...AT, partition: [ONE] }, 'faults, f: a partition needs two groups or more'],
  [
    { ...EVERY, crash: undefined, lose: { from: 1, to: 2, order: 0 } },
    'lose needs at: the tick of the message',
  ],
  [{ ...AT, lose: { from: 0, to: 2, order: 0 } }, 'faults, f: node: cannot be 0'],
  [{ ...AT, lose: { from: 1, to: 4, order: 0 } }, 'faults, f: node: cannot be 4'],
  [{ ...AT, partition: [{ nodes: [1, 2] }, { random: 1 }, { nodes: [2] }] }, 'n2 is in two groups'],
  [{ ...AT, lose: { from: 1, to: 2, order: -1 } }, 'faults, f: order: cannot be -1'],
  [{ ...AT, heal: 'p' }, 'faults, f: there is no step "p"'],
])('%j is refused', (step, problem) => {
  // A step cannot have a field that is there and undefined.
  const fields = Object.entries(step).filter(([, value]) => value !== undefined);
  const faults = build(Object.fromEntries(fields) as unknown as FaultStep);
  expect(faults).toThrow(InputError);
  expect(faults).toThrow(problem);
});

test('a step that would happen too often is refused', () => {
  const faults: FaultStep[] = [{ ...EVERY, every: 1, first: 0, last: 100_000 }];
  expect(() => cluster({ nodes: 3, durationTicks: 200_000, faults })).toThrow(
    'faults, f: times that it happens: cannot be 100001: a whole number from 1 to 100000',
  );
});

test('no two steps have one id', () => {
  expect(build({ ...AT, ...CRASH }, { ...AT, at: 9, pause: ONE })).toThrow(
    'faults: two steps have the id "f"',
  );
});

test('a step is healed by its id, that of an occurrence included, wherever it stands', () => {
  const cut: FaultStep = { id: 'p', every: 5, first: 10, last: 50, partition: GROUPS };
  expect(build({ id: 'h', at: 60, heal: 'p' }, cut)).not.toThrow();
  expect(build(cut, { id: 'h', at: 60, heal: 'p #3' })).not.toThrow();
  expect(build(cut, { id: 'h', at: 60, heal: 'p#3' })).toThrow('faults, h: there is no step "p#3"');
});

/** As JavaScript lets them through. */
function link(settings: object): FaultStep {
  return { id: 'f', at: 1, link: settings };
}

test.each<[FaultStep, string]>([
  [link({ loss: 1.5 }), 'faults, f: loss: cannot be 1.5: a number from 0 to 1'],
  [link({ loss: '30%' }), 'faults, f: loss: cannot be 30%'],
  [link({ duplicate: -1 }), 'faults, f: duplicate: cannot be -1'],
  [link({ reorder: 2 }), 'faults, f: reorder: cannot be 2'],
  [link({ capacity: 0 }), 'faults, f: capacity: cannot be 0: a whole number from 1'],
  [
    link({ delay: { distribution: 'constant', ticks: 0 } }),
    'faults, f: delay.ticks: cannot be 0: a whole number from 1',
  ],
  [link({ delay: 5 }), 'faults, f: delay: cannot be 5: needs a distribution'],
])('%j is refused, as a link', (step, problem) => {
  expect(build(step)).toThrow(InputError);
  expect(build(step)).toThrow(problem);
});

test('only a partition or a link can be healed', () => {
  const faults: FaultStep[] = [
    { id: 'c', at: 1, crash: { nodes: [1] } },
    { id: 'h', at: 5, heal: 'c' },
  ];
  expect(() => cluster({ nodes: 3, faults })).toThrow('faults, h');
});

test.each([[{}], [{ replica: 'fourth', of: 'k' }], [{ draw: 'two' }]])(
  'a target that is none, %j, is refused',
  (target) => {
    const faults = [{ id: 'c', at: 1, crash: target as never }];
    expect(() => cluster({ nodes: 3, faults })).toThrow('faults, c');
  },
);
