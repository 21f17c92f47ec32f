import { cluster, type EventKind, runScenario, type Scenario } from '../../src/index';
import { explained } from '../support/explained-runs';

type Steps = Scenario['faults'];
type Operations = Extract<Scenario['workload'], { operations: unknown }>['operations'];

/** Three nodes, all of them replicas, of which one is enough. */
function storeOf(operations: Operations, faults: Steps = [], quorum = 1): Scenario {
  return cluster({
    ...{ nodes: 3, durationTicks: 150, faults },
    store: { replicas: 3, readQuorum: quorum, writeQuorum: quorum },
    workload: { announcements: [], operations },
  });
}

const write = { id: 'w', at: 50, operation: 'create', key: 'k', value: 'old', coordinator: 1 };
const OLD = write as Operations[number];
const NEW: Operations[number] = { ...OLD, id: 'n', at: 65, operation: 'update', value: 'new' };
const READ: Operations[number] = {
  ...{ id: 'r', at: 80, operation: 'read', key: 'k', value: '', coordinator: 2 },
};

/** The last event of a kind, explained. */
function textOf(scenario: Scenario, kind: EventKind = 'completed'): string {
  const { events } = runScenario(scenario, { seed: '1' });
  const { id } = [...events].findLast((event) => event.kind === kind)!;
  return explained(scenario, '1', id)
    .join('\n')
    .replace(/\n +(?=\S)/g, ' ');
}

describe('an operation that fails says why', () => {
  test('there is no such key', () => {
    const missing = storeOf([{ ...NEW, key: 'other' }]);
    expect(textOf(missing)).toContain('because all 3 answered fail: no such key.');
  });

  test('it exists already', () => {
    const twice = storeOf([OLD, { ...OLD, id: 'again', at: 70 }]);
    expect(textOf(twice)).toContain('because all 3 answered fail: exists already.');
  });

  test('every disk is full', () => {
    const full = storeOf([OLD], [{ id: 'full', at: 40, disk: { nodes: [1, 2, 3] }, full: true }]);
    const text = textOf(full);
    expect(text).toContain('because all 3 answered fail: disk full.');
    expect(text).toContain('the disk of n1, n2 and n3 is full: step "full", since tick 40');
  });

  test('a read finds nothing', () => {
    expect(textOf(storeOf([READ]))).toMatch(/because n\d had answered, and no value is there\./);
  });
});

describe('a stale read', () => {
  const split: Steps = [
    { id: 'split', at: 60, partition: [{ nodes: [1] }, { nodes: [2, 3] }], for: 10 },
  ];

  test('names the write that it missed, who took that, and what became of it', () => {
    const text = textOf(storeOf([OLD, NEW, READ], split));
    expect(text).toMatch(/n2 ended read "k" \(request 3\): ok, "old" at tick 8\d/);
    expect(text).toMatch(
      /because it did not see that n1's update "k" \(request 2\) to "new" had been acknowledged at tick 6\d/,
    );
    expect(text).toMatch(
      /Who took the newer update:.* n1: the request came .*; stored at tick 66/s,
    );
    expect(text).toContain('n2: the request was cut off at tick 65 (step "split")');
    expect(text).toMatch(
      /Why these did not have it: n[23] did not get it: the request was cut off at tick 65 \(step "split"\); no copy of it had come/,
    );
    expect(text).toMatch(/^60 +CUT +CUT/m);
  });

  test('of a replica that had stored it says what happened to that since', () => {
    const cut: Steps = [{ id: 'split', at: 60, partition: [{ nodes: [1] }, { nodes: [2, 3] }] }];
    const wipe = { id: 'wipe', at: 70, crash: { nodes: [1] }, restartAfter: 2, wipe: true };
    const text = textOf(storeOf([OLD, NEW, { ...READ, coordinator: 1 }], [...cut, wipe]));
    expect(text).toMatch(/n1 had stored it at tick 66\. n1 crashed at tick 70 .*step "wipe"\)/);
    expect(text).toMatch(/n1 started again \(boot 2\) at tick 72 .*step "wipe restart"\)/);
  });

  test('a read that may give what it gives is explained as any other', () => {
    expect(textOf(storeOf([OLD, READ]))).toMatch(/, because n\d had answered, and it needs 1\./);
  });
});
