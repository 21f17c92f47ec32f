import type { FaultStep } from '../../src/faults/plan';
import { faultRun } from '../support/fault-runs';

/** What is said of the steps of a run that did nothing. */
function idle(...faults: FaultStep[]): string[] {
  return faultRun(faults)
    .application.idleSteps()
    .map(({ id, why }) => `${id}: ${why}`);
}

const NOBODY = { coordinatorOf: 'no such key' };
const ONE = { nodes: [1] };
const groups = [ONE, { nodes: [2] }];

test.each<[string, FaultStep[]]>([
  ['crash', [{ id: 'x', at: 20, crash: NOBODY }]],
  [
    'crash of a node that is down',
    [
      { id: 'c', at: 20, crash: ONE },
      { id: 'x', at: 21, crash: ONE },
    ],
  ],
  ['start of one that is up', [{ id: 'x', at: 20, start: ONE }]],
  [
    'leave of one that stands still',
    [
      { id: 'p', at: 20, pause: ONE },
      { id: 'x', at: 21, leave: ONE },
    ],
  ],
  ['pause', [{ id: 'x', at: 20, pause: NOBODY, for: 5 }]],
  ['resume of one that runs', [{ id: 'x', at: 20, resume: ONE }]],
  ['clock', [{ id: 'x', at: 20, clock: NOBODY, stepTicks: 1 }]],
  ['disk', [{ id: 'x', at: 20, disk: NOBODY, slowTicks: 1, full: true }]],
  ['partition of one group', [{ id: 'x', at: 20, partition: [ONE, NOBODY], for: 2 }]],
  [
    'one-way partition from nobody',
    [{ id: 'x', at: 20, partition: [NOBODY, ...groups], oneWay: true }],
  ],
  ['link from nobody', [{ id: 'x', at: 20, link: { loss: 1 }, from: NOBODY }]],
  ['link to nobody', [{ id: 'x', at: 20, link: { loss: 1 }, to: NOBODY }]],
  [
    'crash that happens often, never of anybody',
    [{ id: 'x', every: 9, first: 9, last: 60, crash: NOBODY }],
  ],
])('a %s came to no node', (_, faults) => {
  expect(idle(...faults)).toEqual(['x: no node to act on']);
});

test('what did something is not named, nor what it brought about', () => {
  expect(
    idle(
      { id: 'crash', at: 20, crash: { nodes: [3, 4] } },
      { id: 'again', every: 1, first: 19, last: 22, crash: { nodes: [3, 5] } },
      { id: 'start', at: 25, start: { nodes: [3] } },
      { id: 'pause', at: 30, pause: ONE, for: 10 },
      // So that the end of the pause finds nobody.
      { id: 'resume', at: 32, resume: ONE },
      { id: 'cut', at: 35, partition: groups, for: 10 },
      { id: 'heal', at: 40, heal: 'cut' },
      { id: 'one way', at: 41, partition: [NOBODY, ...groups] },
      { id: 'links', at: 45, link: { loss: 0.5 } },
      { id: 'clock', at: 46, clock: ONE, stepTicks: 5 },
      { id: 'disk', at: 47, disk: ONE, slowTicks: 5 },
      { id: 'leave', at: 60, leave: ONE },
    ),
  ).toEqual([]);
});

test('a step that waits for what never happens did nothing, nor did one that came too late', () => {
  expect(
    idle(
      { id: 'never', when: { kind: 'replyForgotten' }, after: 1, times: 1, crash: ONE },
      { id: 'late', when: { kind: 'crashed' }, after: 75, times: 1, crash: ONE },
      { id: 'then', when: { kind: 'crashed' }, after: 5, times: 1, crash: ONE },
      { id: 'now', at: 20, crash: { nodes: [2] } },
    ),
  ).toEqual(['never: it never came to it', 'late: it never came to it']);
});

test('a message that is to be lost must have been sent', () => {
  const lose = { from: 1, to: 2, order: 0 };
  const sent = faultRun([]).events.filter(
    ({ kind, node, a, time }) => kind === 'sent' && node === 1 && a === 2 && time > 20,
  );
  const { time } = sent[0]!;
  const later = Math.max(...sent.filter((event) => event.time === time).keys()) + 1;
  expect(
    idle(
      { id: 'lost', at: time, lose },
      { id: 'the same', at: time, lose },
      { id: 'one more', at: time, lose: { ...lose, order: later } },
      { id: 'before', at: time - 1, lose: { ...lose, order: 40 } },
    ),
  ).toEqual(['one more: no such message', 'before: no such message']);
});

test('there is nothing to heal twice', () => {
  expect(
    idle(
      { id: 'cut', at: 20, partition: groups },
      { id: 'heal', at: 30, heal: 'cut' },
      { id: 'again', at: 31, heal: 'cut' },
    ),
  ).toEqual(['again: nothing to heal']);
});
