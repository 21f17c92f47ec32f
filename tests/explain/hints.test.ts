/** Hinted handoff: what is told of writes that were kept for replicas that did not take them. */

import { cluster, type EventKind, runScenario, type Scenario } from '../../src/index';
import { KeptHints } from '../../src/explain/kept-hints';
import type { StoreEvent } from '../../src/protocol/store/store-events';
import { ANOMALIES } from '../support/anomalies';
import { explained, explainedCheck } from '../support/explained-runs';
import { scenarioOf } from '../support/yaml-files';

const write = { operation: 'create', key: 'k', value: 'old', coordinator: 1 } as const;

/** n1 writes while the others are cut off, and n2 reads. */
function handedOff(windowTicks: number, steps: Scenario['faults'] = []): Scenario {
  return cluster({
    ...{ nodes: 3, durationTicks: 200, membership: { removeTicks: 1000 } },
    faults: [
      { id: 'cut', at: 60, partition: [{ nodes: [1] }, { nodes: [2, 3] }], for: 40 },
      ...steps,
    ],
    store: {
      ...{ replicas: 3, readQuorum: 1, writeQuorum: 1 },
      hints: { windowTicks, countTowardW: false },
    },
    workload: {
      announcements: [],
      operations: [
        { id: 'w', at: 50, ...write },
        { id: 'u', at: 65, ...write, operation: 'update', value: 'new' },
        { id: 'r', at: 85, ...write, operation: 'read', value: '', coordinator: 2 },
      ],
    },
    expect: [{ check: 'acknowledgedWritesSurvive' }],
  });
}

const plain = (lines: readonly string[]) => lines.join('\n').replace(/\n +(?=\S)/g, ' ');

/** The first, or the given, event of a kind, explained. */
function textOf(scenario: Scenario, kind: EventKind, which = 0): string {
  const { events } = runScenario(scenario, { seed: '1' });
  return plain(explained(scenario, '1', events.where({ kind })[which]!.id));
}

test('a stale read: who kept the write for whom, and that it came too late', () => {
  const [{ lines } = { lines: [] }] = explainedCheck(
    ...([handedOff(1000), '1', 'acknowledgedWritesSurvive'] as const),
  );
  const text = plain(lines);
  expect(text).toMatch(
    /Who kept it for others, as a hint: n1 kept the write as a hint for n3 at tick 7\d \(event \d+\), and delivered it at tick 1\d\d \(event \d+\), after the read\. n1 kept .* for n2/,
  );
  expect(lines.find((line) => /^7\d .*~3 ~2/.test(line))).toBeDefined();
  expect(lines.at(-3)).toContain('~3 kept for n3');
});

test('a write: that its hints were delivered, or not, or lost', () => {
  const written = (scenario: Scenario) => textOf(scenario, 'completed', 1);
  expect(written(handedOff(1000))).toMatch(
    /n1 kept the write as a hint for n3 at tick 7\d .*, and delivered it at tick 1\d\d \(event \d+\)\.\n/,
  );
  expect(written(handedOff(10))).toMatch(
    /hint for n2 at .*, and had not delivered it when its window was over, at tick [789]\d \(/,
  );
  const wipe = { id: 'wipe', at: 90, crash: { nodes: [1] }, restartAfter: 20, wipe: true };
  expect(written(handedOff(1000, [wipe]))).toMatch(
    /hint for n2 at .*, and had lost it with all that it had stored when it started again, at tick 110 \(/,
  );
  const gone = { id: 'gone', at: 80, crash: { nodes: [2] } };
  const text = written(handedOff(1000, [gone]));
  expect(text).toMatch(/hint for n2 at .*, and had not delivered it by the end of the run\.\n/);
});

test('the events of a hint: whose write it is, and what its keeper sent', () => {
  const kept = textOf(handedOff(1000), 'hinted');
  expect(kept).toMatch(/^n1 kept "k" as a hint for n3 at tick 7\d/);
  expect(kept).toContain('It is of the update "k" (request 2) to "new". n1');
  expect(kept).toMatch(/ n1 delivered it at tick 1\d\d \(event/);
  const delivered = textOf(handedOff(1000), 'hintDelivered');
  expect(delivered).toMatch(/, because n\d said that it has it\./);
  expect(delivered).toMatch(/n1 sent n\d .* since then: .*arrived/);
  const expired = textOf(handedOff(10), 'hintExpired');
  expect(expired).toMatch(
    /because hints are kept for 10 ticks, and n3 had not said since tick 7\d that it has it\./,
  );
  expect(expired).toMatch(/n1 sent n3 no copy in that time: .* n3 was up all the time/);
  expect(expired).toMatch(/~3 over/);
});

describe('a sloppy quorum', () => {
  const sloppy = (side: 'fault' | 'cure') =>
    scenarioOf(ANOMALIES.find(({ name }) => name.startsWith('S10'))![side]);

  test('who stood in kept a hint, and is not said to have done nothing', () => {
    const [{ lines } = { lines: [] }] = explainedCheck(
      ...([sloppy('fault'), '1', 'acknowledgedWritesSurvive'] as const),
    );
    const text = plain(lines);
    expect(text).toMatch(
      /n4: the request came at tick (\d+); kept as a hint for n1 from tick \1 on; its reply came/,
    );
    expect(text).toContain('n1 was not asked for it, but n4 in its place; no copy');
    expect(text).not.toContain('nothing came of it');
  });

  test.each([
    ['fault', /because n4 \(as a hint\) and n3 had acknowledged it, and it needs 2\./],
    ['cure', /1 had answered, 2 kept it as a hint, which does not count, and it needs 2/],
  ] as const)('the write of %s says which hints count', (side, reason) => {
    expect(textOf(sloppy(side), 'completed', 1)).toMatch(reason);
  });
});

describe('hints of a key', () => {
  const version = { timestamp: 3, storageId: 1, counter: 1 };
  const newer = { ...version, timestamp: 4 };
  let id = 0;

  function told(events: readonly StoreEvent[]): KeptHints {
    const kept = new KeptHints('k');
    id = 0;
    for (const data of events) {
      const numbers = { id: ++id, time: 10 * id, cause: 3, a: 0, b: 0, c: 0 };
      kept.on({ ...numbers, node: 2, kind: data.kind, data });
    }
    return kept;
  }

  const hinted = { kind: 'hinted', key: 'k', home: 3, version } as const;
  const served: StoreEvent = {
    ...{ kind: 'served', client: 0, request: 7, operation: 'put', key: 'k', value: 'v' },
    ...{ outcome: 'ok', reason: '', version },
  };

  test('one that is asked for anew is the same, a newer one takes its place', () => {
    const { all } = told([hinted, hinted, { ...hinted, version: newer }]);
    expect(all.map(({ id, end }) => [id, end?.how, end?.time])).toEqual([
      [1, 'replaced', 30],
      [3, undefined, undefined],
    ]);
  });

  test('belongs to whose version it has, or may be anybody else’s', () => {
    const kept = told([served, hinted, { ...hinted, home: 4, version: newer }]);
    const [known, open] = kept.all;
    expect(kept.mayBeOf(known!, { client: 0, request: 7 })).toBe(true);
    expect(kept.mayBeOf(known!, { client: 0, request: 8 })).toBe(false);
    expect(kept.mayBeOf(open!, { client: 0, request: 8 })).toBe(true);
  });

  test('is there from its event to its end', () => {
    const kept = told([hinted, served, { kind: 'hintDelivered', key: 'k', home: 3 }]);
    expect([1, 2, 3].map((event) => kept.keptAt('n2', event)?.home)).toEqual([
      ...[undefined, 'n3', undefined],
    ]);
  });
});
