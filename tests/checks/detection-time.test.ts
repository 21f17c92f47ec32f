import { detectionTime, disseminationTime } from '../../src/checks/detection-time';
import { Detection } from '../../src/measures/detection';
import { Story } from '../support/hand-made-events';

/** Node 3 fails at 100, is suspected 5 and 6 ticks later, removed 20 and 24 ticks later. */
function failing(): Story<Detection> {
  const told = new Story(new Detection()).startsTogether(1, 2, 3).at(100).crashes(3).at(105);
  return told.suspects(1, 3).at(106).suspects(2, 3);
}

const removed = () => failing().at(120).removes(1, 3).at(124).removes(2, 3);

type Limits = Omit<Parameters<typeof detectionTime>[2], 'check'>;

function detected(told: Story<Detection>, now: number, limits: Limits) {
  return detectionTime(told.sink, now, { check: 'detectionTime', ...limits });
}

test.each([
  [{ firstTicks: 20 }, 'pass'],
  [{ firstTicks: 19 }, 'fail'],
  [{ allTicks: 24 }, 'pass'],
  [{ allTicks: 23 }, 'fail'],
  [{ firstTicks: 20, allTicks: 23 }, 'fail'],
  [{ of: 'suspicion', firstTicks: 5, allTicks: 6 }, 'pass'],
  [{ of: 'suspicion', firstTicks: 4 }, 'fail'],
  [{ of: 'suspicion', allTicks: 5 }, 'fail'],
] as const)('%j: %s', (limits, verdict) => {
  expect(detected(removed(), 200, limits).verdict).toBe(verdict);
});

test('it is open until the time is up', () => {
  expect(detected(failing(), 120, { firstTicks: 20 })).toEqual({
    ...{ check: 'detectionTime', verdict: 'unknown', evidence: [] },
    reason: 'n3, which failed at tick 100: the first removal is not over, 20 at most',
  });
  expect(detected(failing(), 121, { firstTicks: 20 }).verdict).toBe('fail');
});

test('what came of it, in words', () => {
  expect(detected(removed(), 200, { firstTicks: 30, allTicks: 30 }).reason).toBe(
    'removal by all took 24 ticks at most',
  );
  expect(detected(removed(), 200, { allTicks: 23 }).reason).toBe(
    'n3, which failed at tick 100: removal by all took 24 ticks, 23 at most',
  );
});

test('a node that is back before its time is up says nothing, later it does', () => {
  const back = () => failing().at(110).starts(3);
  expect(detected(back(), 200, { firstTicks: 20 }).reason).toBe('there was no failure to notice');
  expect(detected(back(), 200, { firstTicks: 9 }).verdict).toBe('fail');
});

test('where nobody failed nothing can be told', () => {
  const told = new Story(new Detection()).startsTogether(1, 2);
  expect(detected(told, 200, { firstTicks: 20 }).verdict).toBe('unknown');
});

test('dissemination counts from the first removal', () => {
  const of = (told: Story<Detection>, now: number, atMost: number) =>
    disseminationTime(told.sink, now, atMost).verdict;
  expect([of(removed(), 200, 4), of(removed(), 200, 3)]).toEqual(['pass', 'fail']);
  const half = failing().at(120).removes(1, 3);
  expect([of(half, 124, 4), of(half, 125, 4), of(failing(), 200, 4)]).toEqual([
    ...['unknown', 'fail', 'unknown'],
  ]);
});
