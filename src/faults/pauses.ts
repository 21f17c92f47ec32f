/** Which pauses hold which nodes. A node that several of them hold goes on when the last has ended. */

import type { Address } from '../protocol/address';

const END = ' resume';

/** The name of the step that ends a pause after its `for`. */
export function endOf(pause: string): string {
  return `${pause}${END}`;
}

export class Pauses {
  /** The pauses that hold a node, by name; none for a node that does not stand still. */
  private readonly holding = new Map<Address, Set<string>>();
  private readonly names = new Set<string>();

  /** Begins a pause of these nodes; returns those that did not stand still before. */
  begin(pause: string, nodes: readonly Address[]): Address[] {
    this.names.add(pause);
    const fresh = nodes.filter((node) => !this.holding.has(node));
    for (const node of nodes) {
      this.holding.set(node, (this.holding.get(node) ?? new Set()).add(pause));
    }
    return fresh;
  }

  /** The one pause that a step ends, by the step's name; undefined for a step that ends all. */
  endedBy(step: string): string | undefined {
    const pause = step.endsWith(END) ? step.slice(0, -END.length) : undefined;
    return pause !== undefined && this.names.has(pause) ? pause : undefined;
  }

  /** True where this pause holds the node; or any, where none is given. */
  holds(node: Address, pause: string | undefined): boolean {
    const all = this.holding.get(node);
    return all !== undefined && (pause === undefined || all.has(pause));
  }

  /** Ends this pause, or all, of nodes that it holds; returns those that go on. */
  end(nodes: readonly Address[], pause: string | undefined): Address[] {
    return nodes.filter((node) => {
      const all = this.holding.get(node);
      if (pause === undefined) all?.clear();
      else all?.delete(pause);
      return all?.size === 0 && this.holding.delete(node);
    });
  }

  /** A node that went down is held by nothing. */
  forget(node: Address): void {
    this.holding.delete(node);
  }
}
