import type { FaultStep } from '../../src/faults/plan';
import { asPlan, faultRun } from '../support/fault-runs';

const pause = { nodes: [2] };

function lives(faults: readonly FaultStep[]): string[] {
  return faultRun(faults).lives;
}

test.each<[string, FaultStep[], string[]]>([
  [
    'overlap: the end of the last counts',
    [
      { id: 'a', at: 20, pause, for: 10 },
      { id: 'b', at: 25, pause, for: 15 },
    ],
    ['paused n2 at 20', 'resumed n2 at 40'],
  ],
  [
    'lie within one another',
    [
      { id: 'a', at: 20, pause, for: 20 },
      { id: 'b', at: 25, pause, for: 5 },
    ],
    ['paused n2 at 20', 'resumed n2 at 40'],
  ],
  [
    'end in the same tick',
    [
      { id: 'a', at: 20, pause, for: 20 },
      { id: 'b', at: 25, pause, for: 15 },
    ],
    ['paused n2 at 20', 'resumed n2 at 40'],
  ],
  [
    'follow one another',
    [
      { id: 'a', at: 20, pause, for: 5 },
      { id: 'b', at: 30, pause, for: 5 },
    ],
    ['paused n2 at 20', 'resumed n2 at 25', 'paused n2 at 30', 'resumed n2 at 35'],
  ],
  [
    'are both ended by a resume, after which neither end is one',
    [
      { id: 'a', at: 20, pause, for: 10 },
      { id: 'b', at: 20, pause, for: 20 },
      { id: 'go on', at: 25, resume: pause },
      { id: 'c', at: 27, pause, for: 30 },
    ],
    ['paused n2 at 20', 'resumed n2 at 25', 'paused n2 at 27', 'resumed n2 at 57'],
  ],
  [
    'have no end: a pause without one holds until a resume',
    [
      { id: 'a', at: 20, pause },
      { id: 'b', at: 25, pause, for: 5 },
      { id: 'go on', at: 50, resume: pause },
    ],
    ['paused n2 at 20', 'resumed n2 at 50'],
  ],
  [
    'are of one step, each occurrence longer than the gap',
    [{ id: 'a', every: 10, first: 20, last: 40, pause, for: 15 }],
    ['paused n2 at 20', 'resumed n2 at 55'],
  ],
  [
    'are over with a crash, and the end of one is not that of a later one',
    [
      { id: 'a', at: 20, pause, for: 20 },
      { id: 'c', at: 25, crash: pause, restartAfter: 5 },
      { id: 'b', at: 32, pause, for: 30 },
    ],
    [
      ...['paused n2 at 20', 'crashed n2 at 25', 'started n2 at 30'],
      ...['paused n2 at 32', 'resumed n2 at 62'],
    ],
  ],
])('pauses of a node %s; what that came to is the same run', (_, faults, expected) => {
  const run = faultRun(faults);
  expect(run.lives).toEqual(expected);
  const again = faultRun(asPlan(run.resolved));
  expect(again.fingerprint).toBe(run.fingerprint);
  expect(asPlan(again.resolved)).toEqual(asPlan(run.resolved));
});

describe('without one of two pauses that overlap', () => {
  const faults = asPlan(
    faultRun([
      { id: 'a', at: 20, pause, for: 10 },
      { id: 'b', at: 25, pause, for: 15 },
    ]).resolved,
  );
  const without = (name: string) => faults.filter(({ id }) => id.split(' ')[0] !== name);

  test.each([
    ['a', ['paused n2 at 25', 'resumed n2 at 40']],
    ['b', ['paused n2 at 20', 'resumed n2 at 30']],
  ])('the other is what it was: %s', (name, expected) => {
    expect(lives(without(name))).toEqual(expected);
  });
});

test('a step that is called as the end of a pause ends that one; any other ends all', () => {
  const two = ['a', 'b'].map((id): FaultStep => ({ id, at: 20, pause }));
  const ends = (...ids: string[]) =>
    lives([...two, ...ids.map((id, i): FaultStep => ({ id, at: 30 + i, resume: pause }))]);
  expect(ends('a resume')).toEqual(['paused n2 at 20']);
  expect(ends('a resume', 'b resume')).toEqual(['paused n2 at 20', 'resumed n2 at 31']);
  expect(ends('c resume')).toEqual(['paused n2 at 20', 'resumed n2 at 30']);
});

test('the end of a pause that a crash ended already comes to no node', () => {
  const { resolved } = faultRun([
    { id: 'a', at: 20, pause, for: 20 },
    { id: 'c', at: 25, crash: pause, restartAfter: 5 },
    { id: 'b', at: 32, pause, for: 30 },
  ]);
  const ends = resolved.filter((step) => 'resume' in step);
  expect(ends).toMatchObject([
    { id: 'a resume', at: 40, resume: { nodes: [] } },
    { id: 'b resume', at: 62, resume: pause },
  ]);
});
