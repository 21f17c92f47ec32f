/** `locate`: where a cluster keeps keys. */

import type { Argv } from 'yargs';
import { ringOf } from '../protocol/ring/ring-of';
import { COURSE_RING } from '../protocol/ring/ring-settings';
import { ringSpace } from '../protocol/ring/ring-space';
import type { TokenRing } from '../protocol/ring/token-ring';
import { KEY_BYTES_MAX } from '../protocol/store/record';
import { utf8Length } from '../protocol/utf8';
import { type Placement, placements } from '../report/placement';
import { InputError, onOneLine } from '../scenario/input-error';
import { defaultReplicas } from '../scenario/ring';
import { allNodes, ringPlan } from '../scenario/scenario';
import { command, requireWords, wordsOf } from './command';
import { jsonText } from './json';
import { PROGRAM } from './program-name';
import { readScenarios } from './scenario-file';
import { DEFAULT_SEED } from './seeds';
import { type Column, tableText } from './table';
import { printLine } from './terminal';

export const locate = command({
  ...{ name: 'locate', words: '[keys..]', describe: 'Show which nodes keep a key' },
  flags: locateFlags,
  run: async ({ keys: words, _: rest, scenario, json }) => {
    const example = `${PROGRAM} locate user:7`;
    const keys = requireWords(wordsOf(words, rest, 'locate'), 'key', example);
    keys.forEach(requireKey);
    const cluster = clusterOf(scenario);
    const found = placements(keys, cluster.ring, cluster.replicas);
    if (json) printLine(jsonText(found));
    else await printPlacements(found, cluster);
    return 0;
  },
});

function locateFlags(flags: Argv) {
  return flags
    .positional('keys', { type: 'string', array: true, describe: 'Keys, any text' } as const)
    .option('scenario', {
      ...{ type: 'string', requiresArg: true },
      describe: "Whose cluster (default: the course's ten nodes)",
    } as const)
    .option('json', {
      ...{ type: 'boolean', default: false },
      describe: 'Print a JSON array',
    } as const)
    .example('$0 locate user:7 007', 'Two keys')
    .example('$0 locate x --scenario testcases/read.conf', 'In its cluster')
    .example('$0 locate -- -x', 'A dash first');
}

interface Cluster {
  readonly ring: TokenRing;
  /** Of a key, N. */
  readonly replicas: number;
  readonly whose: string;
}

function clusterOf(file: string | undefined): Cluster {
  if (file === undefined) {
    const ring = ringOf(ringSpace(COURSE_RING), allNodes(10));
    return { ring, replicas: defaultReplicas(undefined), whose: "the course's placement" };
  }
  const [named] = readScenarios([file], undefined);
  const { cluster, name } = named!.scenarioFor(DEFAULT_SEED);
  const { space, owners = allNodes(cluster.nodes) } = ringPlan(cluster);
  return {
    ring: ringOf(space, owners),
    replicas: cluster.store?.replicas ?? defaultReplicas(cluster.ring.preset),
    whose: `the placement of ${onOneLine(name)}`,
  };
}

/** Characters of a key that a message shows. */
const SHOWN_MAX = 40;

function requireKey(key: string): void {
  const bytes = utf8Length(key);
  if (bytes >= 1 && bytes <= KEY_BYTES_MAX) return;
  const short = key.length > SHOWN_MAX ? `${key.slice(0, SHOWN_MAX)}...` : key;
  const problem = `has ${bytes} bytes, a key has 1 to ${KEY_BYTES_MAX}`;
  throw new InputError(`key ${JSON.stringify(short)}`, problem);
}

/** There are words for three. */
const SHOWN_REPLICAS = 3;
const COLUMNS: readonly Column[] = [
  { head: 'key', align: 'left' },
  { head: 'position', align: 'right' },
  { head: 'primary', align: 'left' },
  { head: 'secondary', align: 'left' },
  { head: 'tertiary', align: 'left' },
];

async function printPlacements(
  found: readonly Placement[],
  { ring, replicas, whose }: Cluster,
): Promise<void> {
  const nodes = ring.owners.length;
  printLine(`${count(nodes, 'node')} on a ring of ${ring.space.size}: ${whose}`);
  const rows = found.map(({ key, position, primary, secondary, tertiary }) => [
    ...[onOneLine(key), position, primary ?? '-', secondary ?? '-', tertiary ?? '-'],
  ]);
  printLine(await tableText(COLUMNS, rows));
  const copies = count(replicas, 'replica');
  const kept = nodes < replicas ? `${nodes} of ${copies}, one a node` : `${copies} each`;
  const shown = Math.min(nodes, replicas) > SHOWN_REPLICAS ? ', the first three of them shown' : '';
  printLine(`${count(found.length, 'key')} with ${kept}${shown}, the same for every seed.`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
