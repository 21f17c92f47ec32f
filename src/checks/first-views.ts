/** The nodes that came up in each other's views, as their `knewAll` events tell one after the other. */

import type { Address } from '../protocol/address';

export class FirstViews {
  private readonly nodes = new Set<Address>();

  /** One more came up so; returns those that did before. */
  add(node: Address): Address[] {
    const before = [...this.nodes];
    this.nodes.add(node);
    return before;
  }

  /** One more came up so; returns those that from now on are to know the subject. */
  addTo(subject: Address, node: Address): Address[] {
    if (node === subject) return [...this.add(node), node];
    this.nodes.add(node);
    return this.nodes.has(subject) ? [node] : [];
  }
}
