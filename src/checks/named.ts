/** Nodes in the words of a verdict. */

import { type Address, nodeName } from '../protocol/address';

/** `n1, n2, n3 and 7 more`. */
export function named(nodes: readonly Address[]): string {
  const first = nodes.slice(0, 3).map(nodeName).join(', ');
  return nodes.length > 3 ? `${first} and ${nodes.length - 3} more` : first;
}
