import { ask } from '../support/ask-program';
import { folderPerTest, SHORT } from '../support/cli-program';

const a = folderPerTest();

const IDLE = `
name: idle
duration: 2s
cluster: { nodes: 3, replication: {} }
workload: { operations: [{ at: 1s, id: w, operation: create, key: k, value: v, coordinator: n1 }] }
faults:
  - { at: 500ms, lose: { from: n1, to: n3, order: 50 } }
  - { when: removed, crash: n1 }
  - { at: 900ms, crash: { coordinatorOf: zzz } }
  - { at: 1.5s, disk: { nodes: n2, slow: 1ms } }
`;

test('run tells which steps did nothing, and why', async () => {
  const { here } = a;
  here.write('i.yaml', IDLE);
  const { lines, code } = await ask(here, 'run', 'i.yaml');
  expect(lines).toContain(
    'steps that did nothing: lose at 500ms (no such message); ' +
      'crash when removed (it never came to it); crash at 900ms (no node to act on)',
  );
  expect(code).toBe(0);
  const document = (await ask(here, 'run', 'i.yaml', '--json')).json() as { idleSteps: object[] };
  expect(document.idleSteps).toHaveLength(3);
  expect(document.idleSteps[0]).toEqual({ id: 'lose at 500ms', why: 'no such message' });
});

test('a run in which every step did something says nothing of it', async () => {
  const { here } = a;
  here.write('i.yaml', IDLE.replace(/faults:[^]*disk/, 'faults:\n  - { at: 1.5s, disk'));
  expect((await ask(here, 'run', 'i.yaml')).stdout).not.toContain('did nothing');
  const document = (await ask(here, 'run', 'i.yaml', '--json')).json() as { idleSteps: object[] };
  expect(document.idleSteps).toEqual([]);
});

test('where a tick has a length the summary tells times; JSON tells ticks, and their length', async () => {
  const { here } = a;
  here.write('i.yaml', IDLE);
  const { stdout } = await ask(here, 'run', 'i.yaml');
  expect(stdout).toMatch(/^virtual time {2}2 s$/m);
  expect(stdout).toMatch(/^ops ok {8}1, p50 \d+ ms, p95 \d+ ms, p99 \d+ ms$/m);
  expect((await ask(here, 'run', 'i.yaml', '--json')).json()).toMatchObject({
    run: { scenario: { tickMicros: 1000, durationTicks: 2000 }, counts: { commandsDropped: 0 } },
    operations: { ok: { latencyTicks: { p50: expect.any(Number) as number } } },
  });
});

const ROT = `
name: rot
duration: 12s
cluster: { nodes: 3, replication: {}, storage: { kind: log } }
workload: { clients: 1, ratePerClient: 20/s, keys: 5, mix: { put: 100% }, to: 8s }
faults:
  - { at: 9s, disk: { nodes: n2, rot: log, bytes: [100, 200] } }
  - { at: 9.1s, crash: { nodes: n2, restartAfter: 100ms } }
`;

test('a damaged log is told, in the summary and in JSON', async () => {
  const { here } = a;
  here.write('r.yaml', ROT);
  const { lines } = await ask(here, 'run', 'r.yaml');
  expect(lines).toContain('damage        1 log given up: n2');
  expect((await ask(here, 'run', 'r.yaml', '--json')).json()).toMatchObject({
    measures: { store: { damage: { damagedFiles: [{ node: 2, file: 'log' }] } } },
  });
});

/** Too short to tell whether the views agree again. */
const UNTOLD = `
name: untold
duration: 2s
cluster: { nodes: 3 }
faults: [{ at: 1990ms, crash: n2 }]
expect: [viewsAgree]
`;

describe('--seeds', () => {
  test('says of how many runs it could not be told, instead of that they fell short', async () => {
    const { here } = a;
    here.write('u.yaml', UNTOLD);
    const { lastLine, code } = await ask(here, 'run', 'u.yaml', '--seeds', '2');
    expect(lastLine).toBe(
      '2 of 2 runs ended before it could be told. ' +
        'Replay the first: ./Application run u.yaml --seed 1',
    );
    expect(code).toBe(3);
  });

  test('counts them apart from those that fell short, of which the first is replayed', async () => {
    const { here } = a;
    here.write('u.yaml', UNTOLD);
    here.write('short.conf', SHORT);
    const flags = ['run', 'u.yaml', 'short.conf', '--seeds', '2'];
    const { lastLine, code } = await ask(here, ...flags);
    expect(lastLine).toBe(
      '2 of 4 runs fell short. 2 of 4 runs ended before it could be told. ' +
        'Replay the first: ./Application run short.conf --seed 1',
    );
    expect(code).toBe(1);
    const document = (await ask(here, ...flags, '--json')).json();
    expect(document).toMatchObject({ runs: 4, passed: 0, unknown: 2 });
  });
});
