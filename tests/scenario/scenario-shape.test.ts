import { requireSense } from '../../src/scenario/cluster';
import { InputError } from '../../src/scenario/input-error';
import { scenarioShape } from '../../src/scenario/scenario-shape';
import { COURSE_SCENARIOS, quiet, shipped } from '../support/course-runs';
import { EVERY_ACTION } from '../support/every-action';
import { EVERY_STORE_SETTING } from '../support/every-store-setting';
import { throughJson } from '../support/random-plans';

const all = [
  ...COURSE_SCENARIOS.map((name) => [name, shipped(name)] as const),
  ['one with a bit of everything', EVERY_ACTION] as const,
  ['one with every setting of the store', EVERY_STORE_SETTING] as const,
  ['a quiet one', quiet(3, 50)] as const,
];

test.each(all)('%s has the shape of a scenario, from JSON', (_, scenario) => {
  const copy = throughJson(scenario);
  scenarioShape(copy, 'it');
  requireSense(copy);
});

function problemWith(change: (scenario: Record<string, unknown>) => void): string {
  const copy = throughJson(EVERY_ACTION) as unknown as Record<string, unknown>;
  change(copy);
  try {
    scenarioShape(copy, 'it');
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
}

const step = (more: object) => (scenario: Record<string, unknown>) => {
  scenario['faults'] = [{ id: 'x', ...more }];
};

test.each([
  [(s: Record<string, unknown>) => delete s['name'], 'it.name: is missing: text'],
  [(s: Record<string, unknown>) => (s['durationTicks'] = 1.5), 'it.durationTicks: cannot be 1.5: '],
  [(s: Record<string, unknown>) => (s['disk'] = []), 'it.disk: cannot be a list: an object'],
  [(s: Record<string, unknown>) => (s['faults'] = {}), 'it.faults: cannot be an object: a list'],
  [
    (s: Record<string, unknown>) => (s['extra'] = 1),
    'it.extra: there is no such field; there are ',
  ],
  [(s: Record<string, unknown>) => (s['workload'] = {}), 'it.workload: needs exactly one of '],
  [step({ at: 1 }), 'it.faults[0]: needs exactly one of crash, start, '],
  [step({ at: 1, crash: { draw: 'one' }, heal: 'y' }), 'it.faults[0]: needs exactly one of '],
  [step({ crash: { draw: 'one' } }), 'it.faults[0]: needs exactly one of at, every, when'],
  [step({ at: 1, crash: { draw: 'two' } }), 'it.faults[0].crash.draw: cannot be "two": one, half'],
  [step({ at: 1, crash: { replica: 'primary' } }), 'it.faults[0].crash.of: is missing: text'],
  [step({ at: 1, crash: { draw: 'one' }, restart: 1 }), 'it.faults[0].restart: there is no such '],
  [
    step({ at: 1, link: { delay: { distribution: 'x' } } }),
    'link.delay.distribution: cannot be "x"',
  ],
  [step({ at: 1, link: { loss: null } }), 'it.faults[0].link.loss: cannot be null: a number'],
])('a scenario that is not is refused by its path: %#', (change, expected) => {
  expect(problemWith(change)).toContain(expected);
});
