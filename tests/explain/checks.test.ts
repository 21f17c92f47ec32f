import { cluster, runScenario, type Scenario } from '../../src/index';
import { explainedCheck } from '../support/explained-runs';

const create = { operation: 'create', key: 'k', value: 'v', coordinator: 1 } as const;

function scenarioOf(faults: Scenario['faults'], expect: Scenario['expect']): Scenario {
  const operations = [
    { id: 'first', at: 50, ...create },
    { id: 'second', at: 55, ...create },
  ];
  return cluster({
    ...{ nodes: 4, durationTicks: 120, store: true, faults, expect },
    workload: { announcements: [], operations },
  });
}

function textOf(scenario: Scenario, name: string): string[] {
  return explainedCheck(scenario, '1', name).map(({ lines }) => {
    return lines.join('\n').replace(/\n +(?=\S)/g, ' ');
  });
}

test('of several expectations the failing ones are explained in turn', () => {
  const scenario = scenarioOf(
    [],
    [
      { check: 'outcome', operation: 'first', is: 'fail' },
      { check: 'outcome', operation: 'first', is: 'ok' },
      { check: 'outcome', operation: 'second', is: 'unknown' },
    ],
  );
  const [first, second, ...others] = textOf(scenario, 'outcome');
  expect(first).toContain('n1 ended create "k" (request 1): ok');
  expect(second).toContain('n1 ended create "k" (request 2): fail');
  expect(others).toEqual([]);
});

test('a check that passes says no more than that', () => {
  const [{ verdict, lines } = { verdict: undefined, lines: [''] }] = explainedCheck(
    ...([scenarioOf([], []), '1', 'viewsAgree'] as const),
  );
  expect(verdict?.verdict).toBe('pass');
  expect(lines).toEqual([]);
});

test('availability: the first without an answer, and the next', () => {
  const alone: Scenario['faults'] = [
    { id: 'alone', at: 40, partition: [{ nodes: [1] }, { nodes: [2, 3, 4] }] },
  ];
  const scenario = scenarioOf(alone, [{ check: 'availability', atLeast: 0.9 }]);
  const [text] = textOf(scenario, 'availability');
  const { events } = runScenario(scenario, { seed: '1' });
  const [, next] = events.where({ kind: 'completed' });
  expect(text).toMatch(/^n1 ended create "k" \(request 1\): unknown/);
  expect(text).toContain('was cut off at tick 50 (step "alone")');
  expect(text).toContain('2 operations had no answer: 2 at n1.');
  expect(text).toContain(`client 0 at tick ${next!.time}: --event ${next!.id}`);
});

test('message load: who sent what', () => {
  const scenario = scenarioOf([], [{ check: 'messageLoad', atMost: 1 }]);
  const { events } = runScenario(scenario, { seed: '1', events: 'messages' });
  const sent = events.where({ kind: 'sent' });
  const gossip = sent.filter(({ type }) => type === 'gossip').length;
  const [text] = textOf(scenario, 'messageLoad');
  expect(text).toContain(`Of ${sent.length} messages, gossip ${gossip} (`);
  expect(text).toMatch(/n\d \d+ \(\d+(\.\d)? %\), .*, by their senders/);
});

test.each(['failedRemoved', 'viewsAgree'])('%s: why a failed node is still in view', (name) => {
  const crash: Scenario['faults'] = [{ id: 'late', at: 100, crash: { nodes: [3] } }];
  const [text] = textOf(scenarioOf(crash, []), name);
  expect(text).toMatch(/^n3 crashed at tick 100 \(event \d+, step "late"\), and n1 still has n3/);
  expect(text).toMatch(/it had suspected it, .*: n1 suspected n3 at tick 10\d \(event \d+\)/);
  expect(text).toContain('A member is suspected 5 ticks after the last news of it, and removed');
});

test('viewsAgree: who is missing was removed', () => {
  const split: Scenario['faults'] = [
    { id: 'split', at: 60, partition: [{ nodes: [1, 2] }, { nodes: [3, 4] }] },
  ];
  const [text] = textOf(scenarioOf(split, []), 'viewsAgree');
  expect(text).toMatch(/^n1 removed n[34] at tick 8\d .*all cut off \(step "split"\)/s);
});
