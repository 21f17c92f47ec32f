/** What was measured of a run's store, for its summary: rows only for what there was. */

import type { Damage, DamagedFile } from '../measures/damage';
import type { HintCounts } from '../measures/hint-counts';
import type { RefusedMove } from '../measures/refused-moves';
import type { StoreMeasures } from '../measures/store-measures';
import { type Address, nodeName } from '../protocol/address';
import { FILES } from '../protocol/storage/log-files';

type Row = [name: string, value: string];

/** Rows of a summary, in words that no grader looks for. */
export function storeRows({ damage, refusedMoves, hints }: StoreMeasures): Row[] {
  return [...damageRows(damage), ...refusalRows(refusedMoves), ...hintRows(hints)];
}

function damageRows({ damagedFiles, tornTails, rebuilt }: Damage): Row[] {
  const often = rebuilt.length === 1 ? 'once' : `${rebuilt.length} times`;
  return [
    ...rowOf('damage', `${filesInWords(damagedFiles)} given up`, damagedFiles),
    ...rowOf('torn tails', `${tornTails.length} cut off`, tornTails),
    ...rowOf('rebuilt', `${often} from other replicas`, rebuilt),
  ];
}

/** `2 logs and 1 snapshot`. */
function filesInWords(damaged: readonly DamagedFile[]): string {
  const counts = FILES.map((name) => [name, damaged.filter(({ file }) => file === name).length]);
  const told = counts.filter(([, count]) => count !== 0);
  return told.map(([name, count]) => `${count} ${name}${count === 1 ? '' : 's'}`).join(' and ');
}

/** `value: n1, n2 and 3 more`; none where it was nobody. */
function rowOf(name: string, value: string, where: readonly { readonly node: Address }[]): Row[] {
  if (where.length === 0) return [];
  return [[name, `${value}: ${nodesInWords(where.map(({ node }) => node))}`]];
}

/** Nodes that are named; the rest are counted. */
const NAMED_MAX = 3;

function nodesInWords(nodes: readonly Address[]): string {
  const names = [...new Set(nodes)].map(nodeName);
  const more = names.length - NAMED_MAX;
  const told = more > 0 ? [...names.slice(0, NAMED_MAX), `${more} more`] : names;
  return told.length === 1 ? told[0]! : `${told.slice(0, -1).join(', ')} and ${told.at(-1)!}`;
}

function refusalRows(refused: readonly RefusedMove[]): Row[] {
  const [first] = refused;
  if (first === undefined) return [];
  const whose = `${refused.length === 1 ? '' : 'first '}${nodeName(first.member)}'s`;
  return [['moves', `${refused.length} refused, ${whose} at tick ${first.at}: ${first.reason}`]];
}

function hintRows({ stored, ...fates }: HintCounts): Row[] {
  if (stored === 0) return [];
  const became = Object.entries(fates).filter(([, count]) => count > 0);
  const words = became.map(([fate, count]) => `${count} ${fate}`);
  return [['hints', `${stored} stored: ${words.join(', ')}`]];
}
