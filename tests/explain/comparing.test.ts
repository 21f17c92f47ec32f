import fc from 'fast-check';
import { Application } from '../../src/application/application';
import { RunChecks } from '../../src/checks/run-checks';
import { partingOf } from '../../src/explain/check-points';
import { canonical, digestOf } from '../../src/explain/canonical';
import { Ancestry } from '../../src/explain/ancestry';
import { comparison, type SideSeen } from '../../src/explain/comparison';
import { Consequences, type Side } from '../../src/explain/consequences';
import { differingVerdicts } from '../../src/explain/differing-verdicts';
import { FingerprintTrail } from '../../src/explain/fingerprint-trail';
import { differingSteps } from '../../src/explain/saved-run';
import { wrapped } from '../../src/explain/wrapped';
import { cluster, type Scenario } from '../../src/index';
import { eventsOf } from '../support/course-runs';
import { keptRun, randomScenario, runWith, seeds } from '../support/random-plans';

const point = (events: number, fingerprint: string) => ({ events, time: events, fingerprint });

test('runs part after the last check point that both have alike', () => {
  const before = [point(1, 'a'), point(2, 'b'), point(4, 'c')];
  expect(partingOf(before, before)).toEqual({ same: before[2], differs: undefined });
  expect(partingOf(before, [point(1, 'a'), point(3, 'x'), point(4, 'd')])).toEqual({
    ...{ same: before[0], differs: before[2] },
  });
  expect(partingOf(before, [point(2, 'x')])).toEqual({ same: undefined, differs: before[1] });
});

function trailOf(scenario: ReturnType<typeof cluster>, seed: string, upTo: number) {
  const application = new Application(scenario, seed);
  const { fingerprint } = application.simulation.log;
  const trail = new FingerprintTrail(fingerprint, 0, upTo);
  application.simulation.subscribe(trail);
  application.advance();
  return trail;
}

test('the first event that differs is found as by comparing them all', () => {
  fc.assert(
    fc.property(randomScenario, seeds, fc.nat(), (scenario, seed, pick) => {
      const { faults } = scenario;
      if (faults.length === 0) return;
      const other = { ...scenario, faults: faults.filter((_, i) => i !== pick % faults.length) };
      const [a, b] = [eventsOf(scenario, seed), eventsOf(other, seed)];
      const upTo = Math.max(a.length, b.length);
      const plain = a.findIndex((event, i) => JSON.stringify(event) !== JSON.stringify(b[i]));
      const expected = plain < 0 ? Math.min(a.length, b.length) + 1 : plain + 1;
      const found = trailOf(scenario, seed, upTo).firstDifference(trailOf(other, seed, upTo));
      // Content that events do not show may differ earlier, and what differs there is named.
      expect(found).toBeLessThanOrEqual(expected);
      expect(found).toBeGreaterThan(0);
      if (found < expected) expect(a[found - 1]?.kind).toBe('sent');
    }),
    { numRuns: 25 },
  );
});

test('consequences are what one side had and the other not, whatever their ids', () => {
  const faults = [{ id: 'crash', at: 60, crash: { nodes: [2] } }];
  const scenario = cluster({ nodes: 4, durationTicks: 120, faults });
  const consequences = new Consequences();
  runWith(scenario, '1', [consequences.sinkFor('a', 1)]);
  runWith({ ...scenario, faults: [] }, '1', [consequences.sinkFor('b', 1)]);
  const only = consequences.only('a').map(({ kind, node }) => `${kind} ${node}`);
  expect(only[0]).toBe('crashed n2');
  expect(only.filter((what) => what.startsWith('removed')).sort()).toEqual([
    ...['removed n1', 'removed n3', 'removed n4'],
  ]);
  expect(consequences.counts()).toContainEqual(['removed', 3, 0]);
  expect(consequences.only('b').filter(({ kind }) => kind === 'removed')).toEqual([]);
});

/** Both runs, as `diff` looks at them. */
function compared(a: Scenario, b: Scenario, seed: string): string[] {
  const upTo = Math.max(eventsOf(a, seed).length, eventsOf(b, seed).length);
  const id = trailOf(a, seed, upTo).firstDifference(trailOf(b, seed, upTo));
  const consequences = new Consequences();
  const finished: ReturnType<RunChecks['finish']>[] = [];
  const look = (side: Side, scenario: Scenario): SideSeen => {
    const ancestry = new Ancestry(id, 0);
    const checks = new RunChecks(scenario);
    const run = runWith(scenario, seed, [
      ancestry,
      consequences.sinkFor(side, id),
      ...checks.sinks,
    ]);
    finished.push(checks.finish(run));
    const { plan } = run;
    const chain = ancestry.event === undefined ? [] : ancestry.chain().map((one) => `cause ${one}`);
    return { event: ancestry.event, chain, plan };
  };
  const sides = { a: look('a', a), b: look('b', b) };
  const title = `Comparing A with B, ${'long '.repeat(60)}`;
  const checks = differingVerdicts(finished[0]!, finished[1]!);
  return comparison(title, id, sides, consequences, checks);
}

test('a comparison takes less than a screen, whatever differs', () => {
  let longest = 0;
  fc.assert(
    fc.property(randomScenario, seeds, (scenario, seed) => {
      const lines = compared(scenario, { ...scenario, faults: [] }, seed);
      longest = Math.max(longest, lines.length);
      expect(lines.length).toBeLessThanOrEqual(23);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    }),
    { numRuns: 40 },
  );
  // What there is room for is used.
  expect(longest).toBe(23);
});

test('a comparison names the step, and counts what it leaves out', () => {
  const faults = [{ id: 'the crash', at: 60, crash: { nodes: [2] } }];
  const scenario = cluster({ nodes: 9, durationTicks: 120, faults });
  const text = compared(scenario, { ...scenario, faults: [] }, '1').join('\n');
  expect(text).toContain('A: n2 crashed at tick 60, step "the crash"');
  expect(text).toContain('From there on, A and B: ');
  expect(text).toMatch(
    /Only in A, or there more often:\n {2}n2 crashed at tick 60 \(event \d+, step/,
  );
  const shown = text.split('\n').filter((line) => /^ {2}n\d (suspected|removed) n2 at/.test(line));
  const more = Number(/\.\.\. and (\d+) more/.exec(text.slice(text.indexOf('Only in A')))?.[1]);
  expect(shown.length + more).toBe(16);
});

describe('checks', () => {
  /** n3 crashes, too late for everybody to have removed it. */
  const late = [{ id: 'late', at: 100, crash: { nodes: [3] } }];
  const early = [{ id: 'late', at: 50, crash: { nodes: [3] } }];
  const of = (faults: Scenario['faults'], expect: Scenario['expect'] = []) =>
    cluster({ nodes: 4, durationTicks: 120, faults, expect });
  const finish = (scenario: Scenario) => {
    const checks = new RunChecks(scenario);
    return checks.finish(runWith(scenario, '1', checks.sinks));
  };
  const lines = (a: Scenario, b: Scenario) => differingVerdicts(finish(a), finish(b));

  test('that hold in one and not in the other, with the reason', () => {
    const [views, removed, ...others] = lines(of(early), of(late));
    expect(views).toMatch(/^viewsAgree holds in A, is open in B: .*n3/);
    expect(removed).toMatch(/^failedRemoved holds in A, is open in B: .*n3/);
    expect(others).toEqual([]);
    expect(lines(of(late), of(early))[0]).toMatch(/^viewsAgree is open in A, holds in B: .*n3/);
    expect(lines(of(early), of(early))).toEqual([]);
  });

  test('that only one has, and several of one name', () => {
    const few = { check: 'messageLoad', atMost: 1 } as const;
    const many = { check: 'messageLoad', atMost: 1e6 } as const;
    expect(lines(of([], [many, few]), of([], [many]))).toEqual([
      expect.stringMatching(/^messageLoad fails in A, is not asked in B: /),
    ]);
    expect(lines(of([], [many, few]), of([], [many, many]))).toEqual([
      expect.stringMatching(/^messageLoad fails in A, holds in B: /),
    ]);
  });

  test('are told last, clipped to their lines', () => {
    const text = compared(of(early), of(late), '1');
    expect(text.slice(-4)).toEqual([
      'Checks that come out differently:',
      expect.stringMatching(/^ {2}viewsAgree holds in A, is open in B: /),
      expect.stringMatching(/^ {2}failedRemoved holds in A, is open in B: /),
      '',
    ]);
    expect(compared(of(early), of([{ ...early[0]!, at: 51 }]), '1').join()).not.toContain('Checks');
  });
});

test('a digest does not depend on the order of fields, and on all else', () => {
  fc.assert(
    fc.property(fc.object(), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as object;
      const turned = Object.fromEntries(Object.entries(json).reverse());
      expect(digestOf(turned)).toBe(digestOf(json));
      expect(JSON.parse(canonical(json))).toEqual(json);
    }),
  );
  expect(digestOf({ a: 1, b: 2 })).not.toBe(digestOf({ a: 2, b: 1 }));
});

test('steps that differ are named', () => {
  const faults = [1, 2, 3].map((i) => ({ id: `s${i}`, at: 10 * i, crash: { nodes: [i + 1] } }));
  const { plan } = keptRun(cluster({ nodes: 5, durationTicks: 50, faults }), '1');
  const [, second, third] = plan.faults;
  const added = { ...third!, id: 's4' };
  const after = { ...plan, faults: [{ ...second!, at: 21 }, third!, added] };
  expect(differingSteps(plan, after)).toEqual(['s1 removed', 's2 changed', 's4 added']);
  expect(differingSteps(plan, plan)).toEqual([]);
});

test('prose is wrapped at words, further in', () => {
  expect(wrapped('short')).toEqual(['short']);
  const lines = wrapped(`  ${'word '.repeat(40)}end`);
  expect(lines.length).toBe(3);
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  expect(lines[1]).toMatch(/^ {4}word/);
  const broken = wrapped(`  ${'x'.repeat(200)}`);
  expect(broken.every((line) => line.length <= 80)).toBe(true);
  expect(broken.join('').replaceAll(' ', '')).toBe('x'.repeat(200));
});
