import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, askCommand } from '../support/ask-program';
import { folderPerTest, QUICK, ROOT } from '../support/cli-program';
import { tries } from '../support/trials';

const a = folderPerTest();

const SMALL = `duration: 9s
cluster: { nodes: 3, replication: { n: 3, r: 2, w: 2 } }
workload: { operations: [{ id: o, at: 5s, operation: create, key: 007, value: bond }] }
`;

test('a scenario runs: what runs, figures, the verdict, its replay', async () => {
  const { here } = a;
  here.write(
    'x.yaml',
    `name: small\n${SMALL}expect: [viewsAgree, { outcome: { operation: o, is: ok } }]`,
  );
  const { code, firstLine, lastLine, stderr, fingerprint } = await ask(here, 'run', 'x.yaml');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(firstLine).toBe('small: 3 nodes, membership and store, seed 1');
  const replay = './Application run x.yaml --seed 1';
  expect(lastLine).toBe(`small met all 2 expectations. Replay: ${replay}`);
  expect((await askCommand(here, replay)).fingerprint).toBe(fingerprint);
  // A line a node and a tick would be too much of it.
  expect(here.list()).toEqual(['dbg.log', 'stats.log', 'x.yaml']);
  expect(here.read('dbg.log')).toContain('CREATE OPERATION KEY: 007 VALUE: bond at time: 5000');
});

test('a check that fails is told, and fails the run', async () => {
  const { here } = a;
  here.write('x.yaml', `${SMALL}expect: [viewsAgree, { outcome: { operation: o, is: fail } }]`);
  const { code, stdout, lastLine } = await ask(here, 'x.yaml');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^outcome: fail: /m);
  expect(lastLine).toBe('x failed 1 of 2 expectations. Replay: ./Application run x.yaml --seed 1');
});

test('a check that is there to fail, and holds, fails the run', async () => {
  const { here } = a;
  here.write('x.yaml', `${SMALL}expectFailure: [viewsAgree]`);
  const { code, stdout } = await ask(here, 'x.yaml');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^viewsAgree: pass \(it is there to fail\): /m);
});

test('a run too short to tell is undecided', async () => {
  const { here } = a;
  here.write('x.yaml', `${SMALL}faults: [{ at: 8s, crash: n3 }]\nexpect: [failedRemoved]`);
  const { code, lastLine } = await ask(here, 'x.yaml');
  expect(code).toBe(3);
  expect(lastLine).toMatch(/^x ended before it could tell whether its expectation is met\. /);
});

test('without expectations a run is good', async () => {
  a.here.write('x.yml', SMALL);
  const { code, lastLine } = await ask(a.here, 'x.yml', '--quiet');
  expect(code).toBe(0);
  expect(lastLine).toMatch(/^x ran to its end; it expects nothing\. /);
});

test('--json has what was expected in the place of points', async () => {
  a.here.write('x.yaml', `${SMALL}expect: [viewsAgree]`);
  const json = (await ask(a.here, 'x.yaml', '--json')).json();
  expect(json).toMatchObject({
    file: 'x.yaml',
    expected: [{ expectation: { check: 'viewsAgree' }, result: 'pass' }],
  });
  expect(json).not.toHaveProperty('grade');
});

test('both kinds run together, each in a folder named for its file', async () => {
  const { here } = a;
  here.write('x.yaml', `name: ../../out of here\n${SMALL}`);
  here.write('y.conf', QUICK);
  expect((await ask(here, 'x.yaml', 'y.conf', '--out', 'logs')).code).toBe(0);
  expect(here.list('logs')).toEqual(['x', 'y']);
  expect(here.list()).toEqual(['logs', 'x.yaml', 'y.conf']);
});

test('many seeds, of both kinds', async () => {
  const { here } = a;
  here.write('x.yaml', `${SMALL}expect: [viewsAgree]`);
  here.write('y.conf', QUICK);
  const { code, firstLine, lastLine } = await ask(here, 'x.yaml', 'y.conf', '--seeds', '3');
  expect(code).toBe(0);
  expect(firstLine).toBe('x, y: 3 seeds, 1 to 3; no logs are written');
  expect(lastLine).toBe(
    'All 6 runs came out as expected. Again: ./Application run x.yaml y.conf --seeds 1..3',
  );
});

test('a seed that falls short is named with its check', async () => {
  const { here } = a;
  here.write('x.yaml', `${SMALL}expectFailure: [viewsAgree]`);
  const { code, lines } = await ask(here, 'x.yaml', '--seeds', '1..2');
  expect(code).toBe(1);
  expect(lines[1]).toBe(
    'x seed 1: failed its expectation (viewsAgree). Replay: ./Application run x.yaml --seed 1',
  );
  expect(lines.at(-1)).toMatch(/^2 of 2 runs fell short\. Replay the first: /);
});

test('a run that fails a check ends with the command that explains it', async () => {
  const { here } = a;
  const split = 'testcases/anomalies/S19-permanent-split.fault.yaml';
  const { code, lines } = await ask(here, split, '--seed', '3');
  expect(code).toBe(1);
  const [, command] = /^To see why: (.*)$/.exec(lines.at(-2)!) ?? [];
  expect(command).toBe(`./Application explain ${split} --seed 3 --check viewsAgree`);
  const explained = await askCommand(here, command!);
  expect([explained.code, explained.firstLine]).toEqual([
    0,
    expect.stringContaining('Explaining viewsAgree of'),
  ]);
  const good = await ask(here, split.replace('fault', 'cure'));
  expect(good.stdout).not.toContain('To see why');
});

test('a range is drawn from by the seed: runs differ, replays do not', async () => {
  const { here } = a;
  here.write('x.yaml', `${SMALL}network: { latency: 1ms..50ms }`);
  const prints: string[] = [];
  for (const seed of ['1', '2', '1']) {
    prints.push((await ask(here, 'x.yaml', '--seed', seed)).fingerprint);
  }
  expect(prints[0]).toBe(prints[2]);
  expect(prints[0]).not.toBe(prints[1]);
});

test('nothing that a file says reaches the terminal raw', async () => {
  const { here } = a;
  here.write(
    'x.yaml',
    `name: "\\e[31mred\\nline"\n${SMALL}faults: [{ at: 6s, crash: n3, announce: ["\\e[2J"] }]`,
  );
  for (const args of [['x.yaml'], ['validate', 'x.yaml'], ['x.yaml', '--seeds', '1']]) {
    const { code, stdout, stderr } = await ask(here, ...args);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('\u001b');
  }
});

test('a key of several lines is one entry of the log', async () => {
  const { here } = a;
  here.write('x.yaml', SMALL.replace('007', '"k\\n 1.0.0.0:0 [5] Node failed at time=5"'));
  expect((await ask(here, 'x.yaml')).code).toBe(0);
  const lines = here.read('dbg.log').split('\n');
  expect(lines.filter((line) => line.startsWith(' 1.0.0.0:0 [5] Node failed'))).toEqual([]);
  expect(lines.some((line) => line.includes('KEY: k\\u000a 1.0.0.0:0'))).toBe(true);
});

test('only what reads YAML loads the libraries for it', () => {
  const { here } = a;
  here.write('x.yaml', SMALL);
  here.write('y.conf', QUICK);
  const loaded = (file: string) => {
    const { stderr } = here.runWith({ NODE_DEBUG: 'module' }, file);
    return ['yaml', 'zod'].filter((name) => stderr.includes(join('node_modules', name)));
  };
  expect(loaded('y.conf')).toEqual([]);
  expect(loaded('x.yaml')).toEqual(['yaml', 'zod']);
});

const BAD = 'duration: 60\ncluster: { nods: 5 }\n';

test('all that is wrong with a file is told, a line each, and nothing runs', async () => {
  const { here } = a;
  here.write('x.yaml', BAD);
  const { code, stdout, stderr } = await ask(here, 'x.yaml');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => line.split(' ').slice(0, 2).join(' ')),
  ).toEqual([
    ...['x.yaml:1:11: duration:', 'x.yaml:2:10: cluster.nodes:', 'x.yaml:2:12: cluster.nods:'],
  ]);
  expect(here.list()).toEqual(['x.yaml']);
});

test.each([
  [['grade', 'x.yaml'], 'x.yaml: only .conf scenarios have points: run runs this'],
  [['x.yaml', '--part', 'store'], '--part: x.yaml has no parts: .conf files do'],
  [['missing.yaml'], 'missing.yaml:1:1: cannot be read: no such file or folder'],
])('%j is refused', async (args, problem) => {
  a.here.write('x.yaml', SMALL);
  const { code, stderr } = await ask(a.here, ...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${problem}\n` });
});

test('locate takes the cluster of a scenario', async () => {
  a.here.write('x.yaml', SMALL);
  expect((await ask(a.here, 'locate', 'k', '--scenario', 'x.yaml')).firstLine).toMatch(
    /^3 nodes on a ring/,
  );
});

test('validate checks all files, good and bad, and runs none', async () => {
  const { here } = a;
  here.write('x.yaml', SMALL);
  here.write('y.conf', QUICK);
  here.write('bad.yaml', BAD);
  const good = await ask(here, 'validate', 'x.yaml', 'y.conf');
  expect({ code: good.code, stderr: good.stderr, lines: good.lines }).toEqual({
    ...{ code: 0, stderr: '' },
    lines: [
      'Validating 2 files',
      'x.yaml: x: 3 nodes, membership and store; 0 faults, 0 checks',
      'y.conf: y: 3 nodes, membership and store; 0 faults, 0 checks',
      'All 2 are scenarios. To run: ./Application run x.yaml y.conf',
    ],
  });
  const bad = await ask(here, 'validate', 'bad.yaml', 'x.yaml', 'missing.conf');
  expect(bad.code).toBe(2);
  expect(bad.lastLine).toBe('2 of 3 files cannot be run.');
  expect(bad.stderr).toContain('bad.yaml:1:11: duration: cannot be "60"');
  expect(bad.stderr).toContain('missing.conf:1:1: cannot be read');
  expect(here.list()).toEqual(['bad.yaml', 'x.yaml', 'y.conf']);
});

test('what is no regular file is refused, and never waited for', async () => {
  const { here } = a;
  execFileSync('mkfifo', [here.at('pipe.yaml'), here.at('pipe.conf')]);
  mkdirSync(here.at('folder.yaml'));
  const names = ['pipe.yaml', 'pipe.conf', 'folder.yaml', '/dev/null'];
  const { code, stderr } = await ask(here, 'validate', ...names);
  expect(code).toBe(2);
  expect(stderr.split('\n')).toEqual([
    'pipe.yaml:1:1: no regular file',
    'pipe.conf:1:1: no regular file',
    'folder.yaml:1:1: a folder, not a scenario: give the files in it',
    '/dev/null:1:1: no regular file',
    '',
  ]);
});

test('validate passes warnings on', async () => {
  a.here.write('x.yaml', `${SMALL}faults: [{ at: 5s, clock: n1 }]`);
  const { code, stderr } = await ask(a.here, 'validate', 'x.yaml');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning: x\.yaml:4:27: faults\[0\]\.clock: changes nothing/);
});

test('schema prints the schema that is shipped', async () => {
  const { code, stdout } = await ask(a.here, 'schema');
  expect(code).toBe(0);
  const shipped = readFileSync(join(ROOT, 'scenario.schema.json'), 'utf8');
  expect(JSON.parse(stdout)).toEqual(JSON.parse(shipped));
});

test('init writes a scenario that holds, and overwrites nothing', async () => {
  const { here } = a;
  const { code, firstLine, lastLine } = await ask(here, 'init', 'new');
  expect(code).toBe(0);
  const names = ['scenario.yaml', 'scenario.test.js', 'scenario.schema.json'];
  expect(firstLine).toBe(`Writing ${names.join(', ')} in new`);
  expect(lastLine).toBe(
    'Written. To run it: ./Application run new/scenario.yaml; to test it: npx jest',
  );
  expect(here.list('new').sort()).toEqual([...names].sort());
  expect((await ask(here, 'new/scenario.yaml', '--seeds', `${tries(20)}`)).code).toBe(0);
  const before = here.read('new', 'scenario.yaml');
  const again = await ask(here, 'init', 'new');
  expect(again.code).toBe(2);
  expect(again.stderr).toBe('new/scenario.yaml: is there already, and is left as it is\n');
  expect(here.read('new', 'scenario.yaml')).toBe(before);
});

test('where one file of init is in the way, none is written', async () => {
  const { here } = a;
  here.write('scenario.test.js', 'mine');
  expect((await ask(here, 'init')).code).toBe(2);
  expect(here.list()).toEqual(['scenario.test.js']);
  expect(existsSync(here.at('scenario.yaml'))).toBe(false);
});

test.each(['validate', 'schema', 'init'])(
  'the help of %s fits a terminal, with examples',
  async (name) => {
    const { stdout, lines } = await ask(a.here, name, '--help');
    expect(stdout.match(/^ +\.\/Application /gm)!.length).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  },
);
