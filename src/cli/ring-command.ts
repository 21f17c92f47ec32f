/** `ring`: what a scenario's ring gives its nodes, and what a join or a leave would move. */

import type { Argv } from 'yargs';
import { type Address, parseAddress } from '../protocol/address';
import { ringOf } from '../protocol/ring/ring-of';
import type { TokenRing } from '../protocol/ring/token-ring';
import {
  type ArcShare,
  ownersOf,
  ringArcs,
  type RingLoad,
  ringLoad,
  type RingMove,
  ringMove,
} from '../report/ring-load';
import { InputError, onOneLine } from '../scenario/input-error';
import { defaultReplicas } from '../scenario/ring';
import { allNodes, ringPlan } from '../scenario/scenario';
import { command, requireWords } from './command';
import { jsonText } from './json';
import { PROGRAM } from './program-name';
import { readScenarios } from './scenario-file';
import { DEFAULT_SEED } from './seeds';
import { tableText } from './table';
import { printLine } from './terminal';

const KEYS = 10_000;
const KEYS_MAX = 10_000_000;
/** Rows that a list has on the terminal. */
const SHOWN_MAX = 16;
/** Replicas of an arc that are shown, the primary first. */
const REPLICAS_SHOWN = 5;
/** Replicas of all arcs that --json lists. */
const NAMES_MAX = 4_000_000;

export const ring = command({
  ...{
    name: 'ring',
    words: '[scenario]',
    describe: "Show a ring's load, what changes move",
  },
  flags: ringFlags,
  run: async ({ scenario, join, leave, keys, json }) => {
    const [file] = requireWords(
      scenario === undefined ? [] : [scenario],
      'scenario',
      `${PROGRAM} ring testcases/create.conf`,
    );
    const found = ringIn(file!);
    const changes = changesOf(found, join, leave);
    const { ring: of, replicas, tokens } = found;
    const counted = keysOf(keys);
    if (json) requireListable(found);
    const load = ringLoad(of, tokens, replicas);
    const moves = changes.map((change) => ringMove(of, change, replicas, counted));
    if (json) printLine(jsonText({ ...headOf(found), arcs: arcsOf(found), ...load, moves }));
    else await printRing(found, load, moves);
    return 0;
  },
});

function ringFlags(flags: Argv) {
  return flags
    .positional('scenario', { type: 'string', describe: 'A scenario file' } as const)
    .option('join', {
      ...{ type: 'string', requiresArg: true },
      describe: 'What moves when this node joins (default: the next)',
    } as const)
    .option('leave', {
      ...{ type: 'string', requiresArg: true },
      describe: 'What moves when this node leaves',
    } as const)
    .option('keys', {
      ...{ type: 'string', requiresArg: true },
      describe: 'Of how many keys moves are counted (default: 10000)',
    } as const)
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document',
    } as const)
    .example('$0 ring testcases/create.conf', "The course's ring")
    .example('$0 ring testcases/minority.yaml --leave n2', 'What n2 leaves');
}

interface FoundRing {
  readonly name: string;
  readonly ring: TokenRing;
  readonly hash: string;
  readonly tokens: number;
  readonly replicas: number;
  /** Owners below which no command takes the ring. */
  readonly leastOwners: number;
}

function ringIn(file: string): FoundRing {
  const [named] = readScenarios([file], undefined);
  const { cluster, name } = named!.scenarioFor(DEFAULT_SEED);
  const { space, owners = allNodes(cluster.nodes) } = ringPlan(cluster);
  const { hash, tokens } = cluster.ring;
  const replicas = cluster.store?.replicas ?? defaultReplicas(cluster.ring.preset);
  const isKept = cluster.ring.policy === 'operator' && cluster.store !== undefined;
  const leastOwners = isKept ? replicas : 1;
  return { name, ring: ringOf(space, owners), hash, tokens, replicas, leastOwners };
}

function headOf({ name, ring: of, hash, tokens, replicas }: FoundRing): object {
  return { name, nodes: of.owners.length, tokens, hash, positions: of.space.size, replicas };
}

/** Every arc with all its replicas. */
function arcsOf({ ring: of, replicas }: FoundRing): object[] {
  return ringArcs(of).map((arc) => ({ ...arc, replicas: ownersOf(of, arc, replicas) }));
}

/** How many replicas its arcs have in all, of which too many fit no document, nor memory. */
function namesOf({ ring: of, tokens, replicas }: FoundRing): number {
  const nodes = of.owners.length;
  return nodes * tokens * Math.min(replicas, nodes);
}

function requireListable(found: FoundRing): void {
  const names = namesOf(found);
  if (names <= NAMES_MAX) return;
  const why = `${names} replicas of arcs are more than the ${NAMES_MAX} that it lists`;
  throw new InputError('--json', `cannot be given for this ring: ${why}`);
}

type Change = { readonly joins: Address } | { readonly leaves: Address };

function changesOf({ ring: of, leastOwners }: FoundRing, join?: string, leave?: string): Change[] {
  const owners = of.owners.map(({ address }) => address);
  const changes: Change[] = [];
  if (join !== undefined || leave === undefined) {
    const joins = join === undefined ? Math.max(...owners) + 1 : nodeOf('--join', join);
    if (owners.includes(joins)) throw new InputError('--join', `${join!} is on the ring`);
    changes.push({ joins });
  }
  if (leave !== undefined) {
    const leaves = nodeOf('--leave', leave);
    if (!owners.includes(leaves)) throw new InputError('--leave', `${leave} is not on the ring`);
    if (owners.length === 1) throw new InputError('--leave', `${leave} is the only node`);
    if (owners.length <= leastOwners) {
      const why = `the operator's ring keeps as many owners as there are copies, ${leastOwners}`;
      throw new InputError('--leave', `${leave} cannot: ${why}`);
    }
    changes.push({ leaves });
  }
  return changes;
}

function keysOf(word = String(KEYS)): number {
  const keys = Number(word);
  if (/^[0-9]{1,8}$/.test(word) && keys >= 1 && keys <= KEYS_MAX) return keys;
  const shown = JSON.stringify(word.slice(0, 40));
  throw new InputError('--keys', `cannot be ${shown}: a whole number from 1 to ${KEYS_MAX}`);
}

function nodeOf(flag: string, word: string): Address {
  const address = parseAddress(word);
  if (address !== undefined) return address;
  throw new InputError(flag, `cannot be ${JSON.stringify(word.slice(0, 40))}: a node such as n3`);
}

async function printRing(
  found: FoundRing,
  load: RingLoad,
  moves: readonly RingMove[],
): Promise<void> {
  const { name, ring: of, hash, tokens } = found;
  const placed = tokens === 1 ? '' : ` with ${tokens} tokens each`;
  printLine(
    `${onOneLine(name)}: ${count(of.owners.length, 'node')}${placed} on a ring of ${of.space.size}, by ${hash}`,
  );
  printLine('');
  await printArcs(found);
  printLine('');
  await printLoad(load, found);
  for (const move of moves) printMove(move);
}

async function printArcs(found: FoundRing): Promise<void> {
  const { ring: of, replicas } = found;
  const arcs = ringArcs(of);
  const isFolded = arcs.length > SHOWN_MAX;
  const shown = isFolded ? [...arcs].sort((a, b) => b.share - a.share).slice(0, SHOWN_MAX) : arcs;
  const held = Math.min(replicas, REPLICAS_SHOWN);
  const rows = shown.map((arc: ArcShare) => {
    const { first, last, share } = arc;
    return [first, last, percent(share), ownersOf(of, arc, held).join(' ')];
  });
  const columns = ['from', 'to', 'share'].map((head) => ({ head, align: 'right' }) as const);
  const areAll = replicas <= REPLICAS_SHOWN;
  const head = areAll ? 'replicas' : `the first ${REPLICAS_SHOWN} of ${replicas} replicas`;
  printLine(await tableText([...columns, { head, align: 'left' }], rows));
  if (isFolded) printLine(`The ${SHOWN_MAX} longest of ${arcs.length} arcs${allIn(found)}.`);
}

async function printLoad(load: RingLoad, found: FoundRing): Promise<void> {
  const { loads, peakToMean, deviation, copiesPeakToMean, theory } = load;
  const nodes = loads.length;
  const held = Math.min(found.replicas, nodes);
  const isFolded = nodes > SHOWN_MAX;
  const order = [...loads].sort((a, b) => b.primary - a.primary);
  const shown = isFolded
    ? [...order.slice(0, SHOWN_MAX / 2), ...order.slice(-SHOWN_MAX / 2)]
    : loads;
  const rows = shown.map(({ node, primary, copies }) => [
    ...[node, percent(primary), times(nodes * primary)],
    ...[percent(copies), times((nodes * copies) / held)],
  ]);
  const heads = ['primary of', 'x mean', 'holds', 'x mean'];
  const columns = heads.map((head) => ({ head, align: 'right' }) as const);
  printLine(await tableText([{ head: 'node', align: 'left' }, ...columns], rows));
  if (isFolded) printLine(`Those with most and least of ${nodes}${allIn(found)}.`);
  const [low, high] = theory.ofNode;
  const within = loads.filter(({ primary }) => nodes * primary >= low && nodes * primary <= high);
  printLine(
    `Within ${band(theory.ofNode)} times the mean, as nine in ten: ${within.length} of ${nodes}.`,
  );
  const mean = theory.meanOfLargest === null ? '' : ` (${times(theory.meanOfLargest)} on average)`;
  const [least, most] = theory.ofLargest.map(times);
  printLine(`Peak to mean: ${times(peakToMean)}${mean}; by chance above ${most!} once in twenty,`);
  printLine(`  and below ${least!}, which is a bound, more rarely.`);
  printLine(`Deviation to mean: ${percent(deviation)}; by chance ${percent(theory.deviation)}.`);
  printLine(`Peak to mean of ${count(held, 'copy', 'copies')}: ${times(copiesPeakToMean)}.`);
}

function printMove({
  node,
  change,
  moved,
  copied,
  expected,
  keys,
  movedElsewhere,
  copies,
}: RingMove): void {
  printLine('');
  printLine(`When ${node} ${change}:`);
  const to = change === 'joins' ? `to ${node}` : `from ${node}`;
  const rest = movedElsewhere === 0 ? `all ${to}` : `${movedElsewhere} of them not ${to}`;
  printLine(
    `  ${percent(moved)} of the ring has another primary (mean ${percent(expected.moved)}),`,
  );
  printLine(`  of ${keys.all} keys ${keys.moved}, ${rest};`);
  if (copied === 0) {
    printLine(`  no copy is made: each key is left with ${count(copies, 'copy', 'copies')}.`);
    return;
  }
  printLine(
    `  ${percent(copied)} needs a copy made (mean ${percent(expected.copied)}), of the keys ${keys.copied}.`,
  );
}

/** Where what is folded is told in full, if anywhere. */
function allIn(found: FoundRing): string {
  return namesOf(found) <= NAMES_MAX ? '; --json has all' : '';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function times(ratio: number): string {
  return ratio.toFixed(2);
}

function band([low, high]: readonly [number, number]): string {
  return `${times(low)} to ${times(high)}`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
