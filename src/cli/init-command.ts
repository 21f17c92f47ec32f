/** `init`: a scenario and a jest test of it to begin with. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { InputError, onOneLine } from '../scenario/input-error';
import { command, wordsOf } from './command';
import { OutputFiles } from './output-files';
import { PROGRAM } from './program-name';
import { commandOn } from './scenario-file';
import { printLine } from './terminal';

const SCENARIO = 'scenario.yaml';
const TEST = 'scenario.test.js';
const SCHEMA = 'scenario.schema.json';

export const init = command({
  ...{ name: 'init', words: '[folder]', describe: 'Write a scenario and a jest test of it' },
  flags: initFlags,
  run: async ({ folder: word, _: rest }) => {
    const given = wordsOf(word === undefined ? [] : [word], rest, 'init');
    const [folder = '.', ...more] = given;
    if (more.length > 0) throw new InputError(PROGRAM, 'init takes one folder at a time');
    const { jsonSchema } = await import('../scenario/yaml/schema.js');
    const texts = new Map([
      [SCENARIO, SCENARIO_TEXT],
      [TEST, TEST_TEXT],
      [SCHEMA, `${JSON.stringify(jsonSchema(), null, 2)}\n`],
    ]);
    const inTheWay = [...texts.keys()].find((name) => existsSync(join(folder, name)));
    if (inTheWay !== undefined) {
      throw new InputError(join(folder, inTheWay), 'is there already, and is left as it is');
    }
    printLine(onOneLine(`Writing ${[...texts.keys()].join(', ')} in ${folder}`));
    const files = new OutputFiles(folder, [...texts.keys()], folder);
    for (const [name, text] of texts) files.write(name, text);
    files.commit();
    const again = commandOn('run', join(folder, SCENARIO));
    printLine(`Written. To run it: ${again}; to test it: npx jest`);
    return 0;
  },
});

function initFlags(flags: Argv) {
  return flags
    .positional('folder', { type: 'string', describe: 'Where (default: here)' } as const)
    .example('$0 init', 'Here')
    .example('$0 init tests/partition', 'In a folder of its own');
}

const SCENARIO_TEXT = `# yaml-language-server: $schema=./${SCHEMA}
# All that a scenario may say is in docs/scenarios.md, and in the schema that editors go by.
name: two nodes are cut off, and come back
duration: 60s # of the simulated clock, which moves in ticks of 1ms

# Five nodes with a key-value store: three replicas of each key, quorums of two.
cluster:
  nodes: 5
  replication: { n: 3, r: 2, w: 2 }

# How long messages are under way, and how many are lost.
network:
  latency: { distribution: uniform, min: 1ms, max: 10ms }
  loss: 1%

# Three clients, each with ten operations a second.
workload:
  clients: 3
  ratePerClient: 10/s
  keys: 20
  mix: { read: 60%, update: 40% }

# What goes wrong. A range is drawn from by the seed: one value a run.
faults:
  - { at: 10s, partition: { groups: [[n1, n2], [n3, n4, n5]], for: 5s..8s } }
  - { at: 30s, crash: { random: 1, restartAfter: 3s } }

# What is to hold all the same.
expect:
  - viewsAgree
`;

const TEST_TEXT = `const { join } = require('node:path');
const { test } = require('ringsim/jest');
const { loadScenario, runScenario } = require('ringsim');

const FILE = join(__dirname, '${SCENARIO}');

test.seeds(5)('the scenario holds', ({ seed }) => {
  const run = runScenario(loadScenario(FILE, { seed }), { seed });
  expect(run.expected.filter(({ result }) => result !== 'pass')).toEqual([]);
});
`;
