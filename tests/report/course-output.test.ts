import { CourseOutput } from '../../src/report/course-output';
import { Story } from '../support/hand-made-events';
import { type CourseScenario, recorded, shipped } from '../support/course-runs';

const STARTS = [3, 2, 1, 0, 7, 6, 5, 4, 9, 8].map(
  (i) => `${i}-th introduced node is assigned with the address: ${i + 1}:0`,
);
const INSERTED = 'Sent 100 create messages to the ring';
const READING = 'Reading a valid key.... ... .. . .';
const UPDATING = 'Updating a valid key.... ... .. . .';
const REPLICA = 'Failed a replica node';
const OTHER = 'Failed a non-replica node';

/** What the store's programs say after the starts, each after an empty line. */
const SAID: Partial<Record<CourseScenario, readonly string[]>> = {
  create: [INSERTED, 'Doing create test at time: 150'],
  delete: [
    INSERTED,
    'Doing delete test at time: 150',
    'Deleting 50 valid keys.... ... .. . .',
    'Deleting an invalid key.... ... .. . .',
  ],
  read: [
    ...[INSERTED, 'Doing read test at time: 150', READING],
    ...[REPLICA, READING, REPLICA, REPLICA, READING, READING],
    ...[OTHER, READING, 'Reading an invalid key.... ... .. . .'],
  ],
  update: [
    ...[INSERTED, 'Doing update test at time: 150', UPDATING],
    ...[REPLICA, UPDATING, REPLICA, REPLICA, UPDATING, UPDATING],
    ...[OTHER, UPDATING, UPDATING],
  ],
};

test.each(['singlefailure', 'multifailure', 'msgdropsinglefailure'] as const)(
  '%s prints the starts and nothing else',
  (name) => {
    expect(recorded(shipped(name), '1').printed).toEqual(STARTS);
  },
);

test.each(['create', 'read', 'update', 'delete'] as const)(
  '%s prints what the course’s program prints, line by line',
  (name) => {
    const said = SAID[name]!.flatMap((line) => ['', line]);
    expect(recorded(shipped(name), '1').printed).toEqual([...STARTS, ...said]);
  },
);

test.each(['create', 'read', 'update', 'delete'] as const)(
  '%s says the course’s sentences in their order, empty lines aside',
  (name) => {
    const { printed } = recorded(shipped(name), '1');
    expect(printed.filter((line) => line !== '').slice(10)).toEqual(SAID[name]);
  },
);

test('of a large cluster the first starts are told, and every restart', () => {
  const printed: string[] = [];
  const story = new Story(new CourseOutput((line) => printed.push(line)));
  story.starts(...Array.from({ length: 5000 }, (_, i) => i + 1));
  expect(printed).toHaveLength(101);
  expect(printed.slice(99)).toEqual([
    '99-th introduced node is assigned with the address: 100:0',
    '... (of first starts, no more than 100 are listed)',
  ]);
  story.crashes(4000).starts(4000);
  expect(printed.slice(101)).toEqual([
    '3999-th introduced node is assigned with the address: 4000:0',
  ]);
});
