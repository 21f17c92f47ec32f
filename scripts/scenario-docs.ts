/**
 * `docs/scenarios.md` and `scenario.schema.json`, made from the schema that files are read by, and the
 * tables of `docs/protocols.md`.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema } from '../src/scenario/yaml/schema';
import { withTables } from './protocol-docs';

/** As much of JSON Schema as ours has. */
interface Schema {
  readonly type?: string | string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly 'x-is'?: string;
  readonly 'x-unit'?: string;
  readonly 'x-range'?: string;
  readonly 'x-default'?: string;
}

const HEAD = `# Scenario files

A scenario in YAML says what runs, what goes wrong and what is to hold. This page is made from the
schema that files are read by (\`make schema\`); editors that know JSON Schema complete and check a
file by the same, given its first line:

\`\`\`yaml
# yaml-language-server: $schema=../scenario.schema.json
name: a minority is cut off and heals
duration: 60s
cluster: { nodes: 5, replication: { n: 3, r: 2, w: 2 } }
network: { latency: 1ms..20ms, loss: 1% }
workload: { clients: 3, ratePerClient: 50/s, keys: 20 }
faults:
  - { at: 10s, partition: { groups: [[n1, n2], [n3, n4, n5]], for: 15s } }
  - { at: 12s, crash: { replica: primary, of: "user:7", restartAfter: 20s } }
expect:
  - viewsAgree: { within: 10s }
  - acknowledgedWritesSurvive
\`\`\`

\`\`\`sh
./Application validate testcases/minority.yaml
./Application run testcases/minority.yaml --seed 7
./Application run testcases/minority.yaml --seeds 1..3
./Application init my-scenario
\`\`\`

\`validate\` tells all that is wrong with a file without running it. \`init\` writes a scenario with
comments and a jest test of it. Exit codes of \`run\`: 0 all as expected, 1 something is not, 2 bad input, 3 the run
was too short to tell.

- **Times** have a unit: \`100us\`, \`2.5ms\`, \`15s\`, \`5min\`, \`1h\`, or \`7 ticks\`. They are whole numbers
  of ticks, or refused; defaults are rounded up to whole ticks.
- **Rates** are so many in a time: \`50/s\`, \`1/20ms\`. **Sizes** are \`1400B\`, \`4KiB\`, \`1MB\`.
  **Percentages** have a sign: \`2.5%\`.
- **Ranges**, \`1ms..20ms\`, may stand for any of these, and for whole numbers. The seed draws one value a
  run, from a stream of its own for each range. In lists the stream is named for the step, the operation
  or the check, not for its place, so that nothing that is added changes what another range draws.
- **Text** stays as it is: a key \`007\`, \`1e3\` or \`yes\` is no number and no truth value.
- **Nodes** are \`n3\`, \`3:0\` or \`3.0.0.0:0\`.
- **Names**: a step without an \`id\` is called \`crash at 12s\`, by its action and its trigger. What it
  draws depends on its name alone, so that another step changes nothing about it. Where two steps would
  have one name, the second in the file is \`crash at 12s (2)\`: give such steps an \`id\`.
- A file has at most 262,144 bytes; lists and maps in each other are at most some thirty deep.

**The ring.** With \`cluster.ring: operator\` the nodes that start by themselves own the ring, whatever
becomes of them: any two strict quorums of a key (\`r + w > n\`) have a node in common. With \`auto\` the
owners are whoever is in the view of the node that is asked, at once: as long as views differ, quorums of
different views need not meet, and a write that was acknowledged may be missed. On the operator's ring
\`addOwner\` and \`removeOwner\` move owners, one at a time: a second command is refused while ranges move,
with the event \`moveRefused\`; the next may wait for \`ringChanged\`. \`./Application ring\` shows a ring.

**\`replicated\`** looks at the end of the run, and copies take a moment: let clients end before the run
does (\`workload.to\`), or the last writes may still be on their way.

**Retries.** What a coordinator stamps it stamps anew each time that a client asks again, elsewhere: a
second attempt that reaches fewer than \`w\` replicas, where the first was carried out, may later win over
writes and deletes that were acknowledged in between. With \`workload.stamp: client\` all attempts are one
write, and no clock skew, crash or loss makes it two: \`testcases/retries.yaml\`.

**Twins.** \`testcases/twins/\` has six scenarios, each of which differs from its namesake in
\`testcases/\` in one setting of the protocol, which is wrong. Under \`expectFailure\` they name the check
that fails on every seed: they show that the checks bite.
`;

/** Where the nodes of an action are described, once for all of them. */
const NODES = 'Nodes';
const NODES_IS = 'What names nodes, wherever a step has some. Exactly one, but for `of`.';

/** Longer lists of words are told by what is about each of them. */
const ENUM_MAX = 4;

/** The text of docs/scenarios.md. */
export function scenarioDocs(schema: Schema): string {
  const link = mapIn(itemOf(schema.properties!['faults']!))!.properties!['link']!;
  const nodes = mapIn(mapIn(link)!.properties!['from']!)!;
  const targets = Object.keys(nodes.properties!);
  const text: string[] = [HEAD];
  const describe = (path: string, is: string, { properties = {}, required = [] }: Schema) => {
    const keys = Object.keys(properties);
    const hasNodes = path !== NODES && targets.every((key) => keys.includes(key));
    const own = keys.filter((key) => !hasNodes || !targets.includes(key));
    const also = hasNodes
      ? `\n\nNodes: \`n3\`, \`random\`, \`introducers\`, \`[n1, n2]\`, or one of the keys of [${NODES}](#nodes).`
      : '';
    text.push(`## ${path}\n\n${is}${also}\n`);
    if (own.length > 0) text.push(tableOf(own, properties, required));
    for (const key of own) {
      const field = properties[key]!;
      const map = mapIn(itemOf(field));
      // What names nodes has its own section, and so have the checks.
      if (map === undefined || isNodes(map, targets) || key === 'expectFailure') continue;
      const inside = field.type === 'array' ? `${key}[]` : key;
      const name = path === 'The file' ? inside : `${path}.${inside}`;
      describe(name, field['x-is'] ?? '', map);
    }
  };
  describe('The file', 'What stands at the left margin.', schema);
  describe(NODES, NODES_IS, nodes);
  return text.join('\n');
}

function isNodes({ properties = {} }: Schema, targets: readonly string[]): boolean {
  return Object.keys(properties).length === targets.length && 'replicas' in properties;
}

function itemOf(schema: Schema): Schema {
  return schema.items ?? schema;
}

/** The map that a value is, or may be. */
function mapIn(schema: Schema): Schema | undefined {
  if (schema.properties !== undefined) return schema;
  return schema.anyOf?.map(mapIn).find((found) => found !== undefined);
}

function tableOf(
  keys: readonly string[],
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): string {
  const rows = keys.map((key) => {
    const field = properties[key]!;
    const given = field['x-default'] ?? (required.includes(key) ? 'required' : '');
    return row([`\`${key}\``, field['x-is'] ?? '', valueOf(field), given]);
  });
  return [
    row(['key', 'what it is', 'value', 'default']),
    row(['-', '-', '-', '-']),
    ...rows,
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** What a value may be, in words. */
function valueOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(valueOf))].join(', or ');
  if (schema.enum !== undefined && schema.enum.length > ENUM_MAX) return 'a name';
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(', ');
  if (schema.items !== undefined) return `list of ${valueOf(schema.items)}`;
  if (schema.properties !== undefined) return 'map';
  if (schema.type === 'boolean') return '`true`, `false`';
  const range = schema['x-range'];
  const unit = schema['x-unit'];
  if (unit === undefined && range === undefined) return 'text';
  if (unit === undefined) return range!;
  return range === undefined || unit === '%' ? (range ?? unit) : `${unit}, ${range}`;
}

/** Writes all of them into the folder above. */
if (require.main === module) {
  const schema = jsonSchema();
  const top = join(__dirname, '..');
  writeFileSync(join(top, 'scenario.schema.json'), JSON.stringify(schema, null, 2));
  writeFileSync(join(top, 'docs', 'scenarios.md'), scenarioDocs(schema));
  const protocols = join(top, 'docs', 'protocols.md');
  writeFileSync(protocols, withTables(readFileSync(protocols, 'utf8')));
}
