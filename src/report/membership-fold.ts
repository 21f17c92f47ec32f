/** The joins and removals of a dbg.log, a line for each node that logged them. */

import { type Address, nodeName, parseAddress } from '../protocol/address';
import type { LogEntry } from './dbg-log';

/** Nodes, and members of each, that are kept. */
const NODES_MAX = 1000;
const CHANGE = /^Node ([0-9.]{1,15}:0) (joined|removed) at time [0-9]{1,15}$/;

interface Changes {
  count: number;
  first: number;
  last: number;
  /** At most `NODES_MAX`: the count goes on, the list does not. */
  readonly members: Set<Address>;
}

interface Observed {
  readonly joined: Changes;
  readonly removed: Changes;
}

/** A line of the fold. */
export interface FoldedLine {
  readonly node: Address;
  readonly text: string;
}

/** Keeps so much a node, and at most `NODES_MAX` nodes. */
export class MembershipFold {
  /** Entries of nodes beyond the bound, which are in no line. */
  leftOut = 0;
  private readonly nodes = new Map<Address, Observed>();

  /** Takes an entry that is a join or a removal; returns false for any other. */
  add({ address, time, text }: LogEntry): boolean {
    const [, named, kind] = CHANGE.exec(text) ?? [];
    if (named === undefined) return false;
    const member = parseAddress(named);
    const node = parseAddress(address);
    if (member === undefined || node === undefined) return false;
    let observed = this.nodes.get(node);
    if (observed === undefined) {
      if (this.nodes.size === NODES_MAX) {
        this.leftOut++;
        return true;
      }
      observed = { joined: noChanges(), removed: noChanges() };
      this.nodes.set(node, observed);
    }
    const changes = kind === 'joined' ? observed.joined : observed.removed;
    changes.count++;
    changes.first = Math.min(changes.first, time);
    changes.last = Math.max(changes.last, time);
    if (changes.members.size < NODES_MAX) changes.members.add(member);
    return true;
  }

  /** In order of the nodes. */
  lines(): FoldedLine[] {
    const nodes = [...this.nodes].sort(([a], [b]) => a - b);
    const parts = nodes.map(([node, { joined, removed }]) => {
      return { node, joins: textOf('joined', joined), removals: textOf('removed', removed) };
    });
    const width = parts.reduce((widest, { joins }) => Math.max(widest, joins.length), 0);
    return parts.map(({ node, joins, removals }) => {
      const isAlone = removals === '' || width === 0;
      return { node, text: isAlone ? joins + removals : `${joins.padEnd(width)}  ${removals}` };
    });
  }
}

function noChanges(): Changes {
  return { count: 0, first: Infinity, last: 0, members: new Set() };
}

function textOf(what: string, { count, first, last, members }: Changes): string {
  if (count === 0) return '';
  const ticks = first === last ? first : `${first}..${last}`;
  return `${what} ${count}: ${namesOf(members)} at ${ticks}`;
}

/** So wide is a list of nodes, so that a line with two of them fits 80 columns. */
const LIST_WIDTH = 11;

/** `n1..n4, n6`, and ` +3` for three nodes more. */
function namesOf(members: ReadonlySet<Address>): string {
  const sorted = [...members].sort((a, b) => a - b);
  let shown = `${nodeName(sorted[0]!)} +${sorted.length - 1}`;
  let list = '';
  for (let i = 0; i < sorted.length && list.length <= LIST_WIDTH;) {
    let end = i + 1;
    while (sorted[end] === sorted[end - 1]! + 1) end++;
    const [from, to] = [nodeName(sorted[i]!), nodeName(sorted[end - 1]!)];
    list += `${list === '' ? '' : ', '}${from === to ? from : `${from}..${to}`}`;
    const fitting = end === sorted.length ? list : `${list} +${sorted.length - end}`;
    if (fitting.length <= LIST_WIDTH) shown = fitting;
    i = end;
  }
  return shown;
}
