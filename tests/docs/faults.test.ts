import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderPerTest, ROOT } from '../support/cli-program';

const a = folderPerTest();

const text = readFileSync(join(ROOT, 'docs', 'faults.md'), 'utf8');
const fences = [...text.matchAll(/^```(\w[\w ]*)\n(.*?)^```$/gms)].map(([, info, content]) => {
  return { info: info!, content: content! };
});
/** Commands of the program that are followed by what the last of them prints. */
const shown = fences.flatMap(({ info, content }, i) => {
  const next = fences[i + 1];
  const isRun = info === 'sh' && content.includes('./Application') && next?.info === 'text';
  return isRun ? [{ commands: content, output: next.content }] : [];
});

/** Shows what it keeps, not what it prints. */
const KEEP = './Application testcases/read.conf --seed 7 --save kept\n';

test('the document shows two explanations, a replay and a comparison', () => {
  expect(shown.length).toBe(4);
  const runs = fences
    .filter(({ info, content }) => info === 'sh' && content.includes('./Application'))
    .map(({ content }) => content);
  expect(runs).toEqual([KEEP, ...shown.map(({ commands }) => commands)]);
});

test.each(shown)('what is shown is what is printed: $commands', ({ commands, output }) => {
  const { code, stdout, stderr } = a.here.shell(`set -e\n${commands}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.endsWith(output)).toBe(true);
});

test('the event that is shown is one of the run', () => {
  a.here.shell(KEEP);
  const event = fences.find(({ info }) => info === 'json')!.content;
  expect(a.here.read('kept', 'events.ndjson')).toContain(event);
});
