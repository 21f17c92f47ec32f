import { rmSync } from 'node:fs';
import type { SavedRun } from '../../src/explain/saved-run';
import { ask } from '../support/ask-program';
import { type Folder, folderPerTest } from '../support/cli-program';

const a = folderPerTest();

/** What of a value is read-only to others. */
type Open<T> = { -readonly [K in keyof T]: Open<T[K]> };

const WRONG = '0123456789abcdef';

function edit(here: Folder, change: (run: Open<SavedRun>) => void): void {
  const run = JSON.parse(here.read('kept', 'run.json')) as Open<SavedRun>;
  change(run);
  here.write('kept/run.json', JSON.stringify(run));
}

/** A second of four nodes, of whom n4 goes and comes back. */
const TIMED = `
name: timed
duration: 3s
cluster: { nodes: 4 }
faults:
  - { at: 500ms, crash: n4 }
  - { at: 1s, start: n4 }
expect: [{ viewsAgree: { within: 1s } }, failedRemoved]
`;

async function keep(...flags: string[]): Promise<void> {
  a.here.write('t.yaml', TIMED);
  const { code, stderr } = await ask(a.here, 'run', 't.yaml', '--save', 'kept', ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

describe('a run that is known not to be the same ends with 4, whatever its events are like', () => {
  const replayed = async () => {
    edit(a.here, (run) => (run.fingerprint = WRONG));
    const { code, stdout, stderr, lastLine } = await ask(a.here, 'replay', 'kept');
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(lastLine).toMatch(/^Not the same run: this is a bug\. Again: /);
    return stdout;
  };
  const lines = () => a.here.read('kept', 'events.ndjson').split('\n');
  const write = (...all: string[]) => a.here.write('kept/events.ndjson', all.join('\n'));

  test('missing', async () => {
    await keep();
    rmSync(a.here.at('kept', 'events.ndjson'));
    expect(await replayed()).toContain(
      'The first event that differs cannot be told: ' +
        'kept/events.ndjson: cannot be read: no such file or folder\n',
    );
  });

  test('of another format', async () => {
    await keep();
    write('{"format":"x"}', '');
    expect(await replayed()).toContain(
      'cannot be told: kept/events.ndjson:1: not of the format "ringsim events"\n',
    );
  });

  test('cut off between two lines, or within one', async () => {
    await keep();
    const all = lines();
    write(...all.slice(0, 20), '');
    const said = await replayed();
    expect(said).toContain('events.ndjson was cut off: none of the events in it differs.\n');
    expect(said).not.toContain('has no event that differs');
    write(...all.slice(0, 20), all[20]!.slice(0, 9));
    expect(await replayed()).toContain(
      'No event before the damage in events.ndjson differs: ' +
        'kept/events.ndjson:21: not a line of JSON\n',
    );
  });

  test('damaged after the first that differs, which is named', async () => {
    await keep();
    const all = lines();
    write(...all.slice(0, 20), all[20]!.replace(/"time":\d+/, '"time":77'), '{');
    expect(await replayed()).toContain('The first event that differs, of level outcomes:\n');
  });

  test('whole, without a difference: more would be in those of a higher level', async () => {
    await keep();
    expect(await replayed()).toContain(
      'events.ndjson has no event that differs: keep more with --level messages.\n',
    );
  });

  test('whole, of the highest level: there is no more to keep', async () => {
    await keep('--level', 'messages');
    expect(await replayed()).toContain('events.ndjson has no event that differs.\n');
  });

  test('some left out: how many is said', async () => {
    await keep('--max-log', '10');
    expect(await replayed()).toMatch(
      /events\.ndjson has no event that differs; \d+ were left out of it \(--max-log\)\.\n/,
    );
  });
});

test('moments have their time where a tick has a length', async () => {
  a.here.write('t.yaml', TIMED.replace('3s', '200s'));
  await ask(a.here, 'run', 't.yaml', '--save', 'kept');
  edit(a.here, (run) => {
    run.fingerprint = WRONG;
    run.checkPoints[1]!.fingerprint = WRONG;
  });
  expect((await ask(a.here, 'replay', 'kept')).stdout).toMatch(
    /differs is at event \d+ \(tick \d+, [\d.]+ m?s\); the last that is the same: event \d+ \(tick \d+, [\d.]+ m?s\)\.\n/,
  );
});

test('after an edit a check that the scenario names is told once, as the scenario asks for it', async () => {
  const { here } = a;
  here.write(
    't.yaml',
    `${TIMED.replace(/expect.*/, '')}expect: [{ viewsAgree: { within: 3s } }]\n`,
  );
  await ask(here, 'run', 't.yaml', '--save', 'kept');
  edit(here, ({ plan, verdicts, expected }) => {
    plan.faults = plan.faults.slice(0, 1);
    for (const verdict of verdicts) verdict.verdict = 'pass';
    for (const { verdict } of expected) verdict.verdict = 'fail';
  });
  const { stdout, code } = await ask(here, 'replay', 'kept');
  expect(stdout.match(/^\w+: \w+, was \w+/gm)).toEqual([
    'failedRemoved: unknown, was pass',
    'viewsAgree: unknown, was fail',
  ]);
  expect(code).toBe(0);
});

test('a step can be added to the plan by hand', async () => {
  await keep();
  edit(a.here, ({ plan }) => {
    plan.faults.push({ id: 'mine', at: 2000, crash: { nodes: [2] } } as never);
  });
  const { stdout, stderr, code } = await ask(a.here, 'replay', 'kept');
  expect(stderr).toBe('');
  expect(stdout).toContain('The plan was edited, 1 step: mine added.\n');
  expect(code).toBe(0);
});
