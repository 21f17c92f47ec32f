import { Application } from '../../src/application/application';
import { cluster, loadScenario, runScenario, type Scenario, simulation } from '../../src/index';
import { DBG_LOG_HEAD, dbgLogLine } from '../../src/report/dbg-log';
import { COURSE_SCENARIOS, recorded, shipped } from '../support/course-runs';
import { folderPerTest, ROOT } from '../support/cli-program';

const a = folderPerTest();

describe.each(COURSE_SCENARIOS)('%s through the library', (name) => {
  const scenario = loadScenario(`${ROOT}/testcases/${name}.conf`);
  const run = runScenario(scenario, { seed: '3' });
  const plain = recorded(shipped(name), '3');

  test('is the run of the application', () => {
    expect(run.fingerprint).toBe(plain.run.fingerprint);
    expect(run.checkPoints).toEqual(plain.run.checkPoints);
    expect(run.counts).toEqual(plain.run.counts);
    expect(run.plan).toEqual(plain.run.plan);
    expect([run.seed, run.scenario, run.now]).toEqual(['3', scenario, 700]);
  });

  test('gets the same points and log', () => {
    expect(run.grade).toEqual(plain.grade);
    expect(run.dbgLog()).toBe(DBG_LOG_HEAD + plain.entries.map(dbgLogLine).join(''));
  });

  test('joins all and passes its checks, but for mistakes where messages are lost', () => {
    expect(run).toHaveJoined();
    const failed = run.verdicts.filter(({ verdict }) => verdict !== 'pass');
    if (name !== 'msgdropsinglefailure') expect(failed).toEqual([]);
    const checks = ['viewsAgree', 'failedRemoved', 'noFalseRemovals'];
    const ofStore = scenario.cluster.store === undefined ? [] : ['replicated'];
    expect(run.verdicts.map(({ check }) => check)).toEqual([...checks, ...ofStore]);
  });
});

test('the program writes the same log, with the same fingerprint', () => {
  const { fingerprint } = a.here.run('testcases/update.conf', '--seed', '3');
  const run = runScenario(shipped('update'), { seed: '3' });
  expect(run.fingerprint).toBe(fingerprint);
  expect(run.dbgLog()).toBe(a.here.read('dbg.log'));
});

test('the log does not depend on what else is kept', () => {
  const scenario = { ...shipped('singlefailure'), durationTicks: 150 };
  const few = runScenario(scenario).dbgLog();
  expect(runScenario(scenario, { events: 'messages' }).dbgLog()).toBe(few);
  expect(few).toContain('Node failed at time=100');
});

test('a cluster that is not of the course has no points, and a log all the same', () => {
  const run = runScenario(cluster({ nodes: 3, durationTicks: 30 }));
  expect(run.grade).toBeUndefined();
  expect(run.dbgLog()).toMatch(/^131\n\n 1\.0\.0\.0:0 \[0\] APP\n/);
});

describe('as JSON', () => {
  const scenario = cluster({
    ...{ nodes: 5, store: true, durationTicks: 150 },
    network: { loss: { probability: 0.1, firstTick: 0, lastTick: 150 } },
  });
  const sim = simulation(scenario, { seed: 'é"\n' });
  sim.runUntil(30).node('n2').create('k', 'v');
  sim.runUntil(60).crash('n3');
  const run = sim.finish();
  const copy = JSON.parse(JSON.stringify(run)) as ReturnType<typeof run.toJSON>;

  test('a run is its plain value, verdicts included', () => {
    expect(copy).toEqual(run.toJSON());
    expect(copy.verdicts).toEqual(run.verdicts);
    expect(copy).toMatchObject({ seed: 'é"\n', fingerprint: run.fingerprint, version: 4 });
    expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
  });

  test('its plan replays it', () => {
    const { plan, seed } = copy;
    const faults = plan.faults.map(({ rule: _rule, ...fault }) => fault);
    const operations = plan.operations.map(({ coordinator, ...step }) => {
      return coordinator === undefined ? step : { ...step, coordinator };
    });
    const workload = { announcements: plan.announcements, operations };
    const again: Scenario = { ...copy.scenario, faults, workload };
    const replayed = runScenario(again, { seed });
    expect(replayed.fingerprint).toBe(run.fingerprint);
    expect(replayed.verdicts).toEqual(run.verdicts);
  });
});

test('verdicts are open at the end of a run that ends too soon', () => {
  const verdicts = (durationTicks: number) => {
    const sim = simulation(cluster({ nodes: 6, store: true, durationTicks }));
    sim.runUntil(30).node('n1').create('k', 'v');
    sim.runUntil(60);
    for (const node of ['n2', 'n3', 'n4', 'n5']) sim.crash(node);
    return sim.finish().verdicts.map(({ check, verdict }) => [check, verdict]);
  };
  expect(Object.fromEntries(verdicts(62))).toMatchObject({
    ...{ viewsAgree: 'unknown', failedRemoved: 'unknown', noFalseRemovals: 'pass' },
  });
  expect(new Set(verdicts(150).map(([, verdict]) => verdict))).toEqual(new Set(['pass']));
});

test('verdicts tell of a cluster that never becomes one', () => {
  const isolated = cluster({
    ...{ nodes: 3, durationTicks: 200 },
    network: { loss: { probability: 1, firstTick: 0, lastTick: 200 } },
  });
  const run = runScenario(isolated);
  expect(run.verdicts.map(({ verdict }) => verdict)).toEqual(['fail', 'pass', 'pass']);
  expect(run.verdicts[0]!.reason).toBe('n1 lacks n2, n3; n2 lacks n1, n3; n3 lacks n1, n2');
  const [evidence] = run.verdicts[0]!.evidence;
  expect([...run.events].find(({ id }) => id === evidence)).toMatchObject({
    ...{ kind: 'started', node: 'n1' },
  });
  expect(run).not.toHaveJoined('n2');
});

test('a run that is finished does not change with the application', () => {
  const application = new Application(cluster({ nodes: 3, durationTicks: 30 }), '1');
  application.advanceTo(10);
  const before = application.run();
  const text = JSON.stringify(before);
  application.advance();
  expect(JSON.stringify(before)).toBe(text);
});
