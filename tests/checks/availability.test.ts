import { Availability } from '../../src/checks/availability';
import { runScenario } from '../../src/library/run-scenario';
import type { Outcome } from '../../src/protocol/store/store-events';
import type { OperationName, Reason } from '../../src/protocol/store/store-messages';
import { cluster, type ClusterOptions } from '../../src/scenario/cluster';

/** Tells of operations, the first of them number 1. */
class Told {
  readonly availability = new Availability();
  private requests = 0;

  tell(kind: string, node: number, data?: object): this {
    const event = { id: 1, time: 1, node, kind, cause: 0, a: 0, b: 0, c: 0, data };
    this.availability.on(event);
    return this;
  }

  begins(client: number, node = 1): object {
    const told = { client, request: ++this.requests, operation: 'update', key: 'k', value: '' };
    this.tell(client > 0 ? 'asked' : 'invoked', node, told);
    return told;
  }

  /** A coordinator comes to the end of what it was asked. */
  completes(told: object, outcome: Outcome, reason: Reason): this {
    return this.tell('completed', 1, { ...told, outcome, reason });
  }

  answers(told: object, outcome: Outcome): this {
    return this.tell('answered', 1, { ...told, outcome });
  }

  get reason(): string {
    return this.availability.verdict(0.5).reason;
  }
}

const ENDS: readonly (readonly [Outcome, Reason, number])[] = [
  ['ok', '', 1],
  ['fail', 'no such key', 1],
  ['fail', 'exists', 1],
  ['fail', 'full', 0],
  ['fail', 'no quorum', 0],
  ['unknown', 'no quorum', 0],
];

describe.each(ENDS)('an operation that ends %s, for %j', (outcome, reason, answered) => {
  const told = `${answered} of 1 operations were answered`;

  test('counts so for a script', () => {
    const story = new Told();
    expect(story.completes(story.begins(0), outcome, reason).reason).toBe(told);
  });

  test('counts so for a client, once', () => {
    const story = new Told();
    const begun = story.begins(3);
    story.tell('invoked', 1, begun).tell('invoked', 2, begun);
    story.completes(begun, 'unknown', 'no quorum');
    expect(story.reason).toBe('no operation ended');
    story.completes(begun, outcome, reason).completes(begun, 'fail', 'exists');
    expect(story.answers(begun, outcome).reason).toBe(told);
    expect(story.completes(begun, outcome, reason).reason).toBe(told);
  });
});

test('a client that nobody answered, or that was refused once it had asked again, has no answer', () => {
  const story = new Told();
  const [silent, refused] = [story.begins(1), story.begins(1)];
  story.answers(silent, 'unknown');
  story.completes(refused, 'fail', 'no such key').answers(refused, 'unknown');
  expect(story.reason).toBe('0 of 2 operations were answered');
});

test('scripted operations end with their coordinator, without an answer; clients’ go on', () => {
  const story = new Told();
  const [, , clients] = [story.begins(0, 1), story.begins(0, 2), story.begins(5, 1)];
  story.tell('crashed', 1);
  expect(story.reason).toBe('0 of 1 operations were answered');
  story.completes(clients, 'ok', '').answers(clients, 'ok');
  expect(story.tell('stopped', 2).reason).toBe('1 of 3 operations were answered');
});

test('the share is what is asked for, or more', () => {
  const story = new Told();
  for (const [outcome, reason] of ENDS) story.completes(story.begins(0), outcome, reason);
  const { availability } = story;
  expect([0, 0.5, 0.51].map((atLeast) => availability.verdict(atLeast).verdict)).toEqual([
    ...['pass', 'pass', 'fail'],
  ]);
  expect(new Told().availability.verdict(0).verdict).toBe('unknown');
});

describe('in a run', () => {
  function reasonOf(operation: OperationName, options: Partial<ClusterOptions>): string {
    const script = [
      { id: 'one', at: 20, operation, key: 'k', value: 'v', coordinator: 1 },
      { id: 'two', at: 60, operation, key: 'k', value: 'w', coordinator: 1 },
    ];
    const run = runScenario(
      cluster({
        ...{ nodes: 5, durationTicks: 100, store: true },
        workload: { announcements: [], operations: script },
        expect: [{ check: 'availability', atLeast: 1 }],
        ...options,
      }),
    );
    const ends = run.events.where({ kind: 'completed' }).map(({ reason }) => reason);
    return `${ends.join(', ')}: ${run.expected[0]!.verdict.reason.slice(0, 6)}`;
  }

  const full = { disk: { maxRecords: 0 } };
  const alone = { faults: [{ id: 'c', at: 10, crash: { nodes: [2, 3, 4, 5] } }] };

  test.each<[OperationName, Partial<ClusterOptions>, string]>([
    ['create', {}, ', exists: 2 of 2'],
    ['read', {}, 'no such key, no such key: 2 of 2'],
    ['delete', {}, 'no such key, no such key: 2 of 2'],
    ['create', full, 'full, full: 0 of 2'],
    ['update', full, 'no such key, no such key: 2 of 2'],
    // First nobody answers in time, then too few are in view.
    ['create', alone, 'no quorum, no quorum: 0 of 2'],
  ])('%s, %j', (operation, options, told) => {
    expect(reasonOf(operation, options)).toBe(told);
  });
});
