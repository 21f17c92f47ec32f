/** `docs/anomalies.md`, made from the runs of the pairs of `testcases/anomalies`. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runScenario } from '../src/application/application';
import type { Run } from '../src/application/run';
import { Expectations } from '../src/checks/expectations';
import type { Verdict } from '../src/checks/verdict';
import { changeInWords } from '../src/explain/change-words';
import type { ResolvedFault } from '../src/faults/plan';
import { nodeName } from '../src/protocol/address';
import type { Scenario } from '../src/scenario/scenario';
import { readYaml } from '../src/scenario/yaml/read';
import { anomaliesIn, type Anomaly } from './anomaly-files';
import { RunDiagram } from './run-diagram';

const SEED = '1';
const REASON_MAX = 160;
const CHANGES = ['link', 'partition', 'clock'];

const HEAD = `# What goes wrong, and what mends it

Each of these is a pair of scenarios in \`testcases/anomalies/\` that differ in one setting. With the one value
the check that is named fails, whatever the seed; with the other it never does. What is told here
is made from the runs of seed ${SEED} (\`make docs\`): \`tick\` is a millisecond, a column is a node, and \`has v1\` is
what a replica has for the key when it has done its part of an operation. To see more of any of them:

\`\`\`sh
./Application run testcases/anomalies/S01-stale-read.cure.yaml --seeds 100
./Application explain testcases/anomalies/S01-stale-read.fault.yaml --check acknowledgedWritesSurvive
\`\`\`
`;

/** The text of docs/anomalies.md. */
export function anomalyDocs(anomalies: readonly Anomaly[]): string {
  return [HEAD, ...anomalies.map(sectionOf)].join('\n');
}

function sectionOf({ name, fault, cure }: Anomaly): string {
  const [number, ...words] = name.split('-');
  const wrong = told(fault);
  const right = told(cure);
  const { setting, values } = settingOf(fault, cure);
  return [
    `## ${number}: ${words.join(' ')}`,
    ...['', commentOf(fault), ''],
    `With \`${setting}: ${values[0]}\`: ${inWords(wrong.verdict)}`,
    ...['', '```text', ...changesOf(wrong.run), ...wrong.diagram, '```', ''],
    `Mended by \`${setting}: ${values[1]}\`. ${cureOf(cure)}`,
    ...['', `So ${inWords(right.verdict)}`, ''],
  ].join('\n');
}

function told(text: string): { verdict: Verdict; run: Run; diagram: readonly string[] } {
  const scenario = scenarioOf(text);
  const expectations = new Expectations(scenario);
  const run = runScenario(scenario, SEED, expectations.sinks);
  const { verdict } = expectations.finish(run)[0]!;
  const drawing = new RunDiagram(verdict.evidence);
  runScenario(scenario, SEED, [drawing]);
  return { verdict, run, diagram: drawing.lines() };
}

function scenarioOf(text: string): Scenario {
  return readYaml('anomaly.yaml', new TextEncoder().encode(text)).scenarioFor(SEED);
}

function inWords({ check, verdict, reason }: Verdict): string {
  const [first = ''] = reason.split('; ');
  const told = first.length > REASON_MAX ? `${first.slice(0, REASON_MAX)} ...` : `${first}.`;
  return `\`${check}\` ${verdict === 'pass' ? 'holds' : 'fails'}: ${told}`;
}

/** What the plan did to links, clocks and the ring; who came and went is in the diagram. */
function changesOf({ plan: { faults } }: Run): string[] {
  const lines = faults.flatMap((step) => {
    const what = CHANGES.some((action) => action in step) ? changeInWords(step) : moveInWords(step);
    const healed = faults.find((other) => 'heal' in other && other.heal === step.id);
    const until = healed === undefined ? '' : `, until tick ${healed.at}`;
    return what === '' ? [] : [`tick ${step.at}: ${what}${until}`];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function moveInWords(step: ResolvedFault): string {
  if ('addOwner' in step) return `${nodeName(step.addOwner)} is to be on the ring`;
  return '';
}

/** The comment at the beginning of a file, after the line for editors. */
function commentOf(text: string): string {
  const lines = text.split('\n').slice(1);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.slice(2))
    .join('\n');
}

/** What is different in a cure, without whose cure it is. */
function cureOf(text: string): string {
  const [first = '', ...rest] = commentOf(text).replace(/^As \S+\.fault\.yaml, but\s/, '');
  return first.toUpperCase() + rest.join('');
}

/** What two files differ in, but for their names. */
function settingOf(fault: string, cure: string): { setting: string; values: [string, string] } {
  const different = differences({ ...parse(fault), name: '' }, { ...parse(cure), name: '' }, []);
  const { path, values } = different[0]!;
  const shown = values.map((value) =>
    JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', '),
  ) as [string, string];
  return { setting: path.join('.'), values: shown };
}

function differences(a: unknown, b: unknown, path: readonly string[]): Difference[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const isMap = (value: unknown) => typeof value === 'object' && !Array.isArray(value);
  if (!isMap(a) || !isMap(b)) return [{ path, values: [a, b] }];
  return Object.keys(a as object).flatMap((key) => {
    const part = (value: unknown) => (value as Record<string, unknown>)[key];
    return differences(part(a), part(b), [...path, key]);
  });
}

interface Difference {
  readonly path: readonly string[];
  readonly values: readonly [unknown, unknown];
}

/** Writes it into the folder above. */
if (require.main === module) {
  const top = join(__dirname, '..');
  const anomalies = anomaliesIn(join(top, 'testcases', 'anomalies'));
  writeFileSync(join(top, 'docs', 'anomalies.md'), anomalyDocs(anomalies));
}
