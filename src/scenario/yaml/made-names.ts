/** Names of steps and operations: those that a file gives, and those that are made where it gives none. */

export class MadeNames {
  private readonly taken = new Set<string>();
  /** The next copy of each name to be tried, so that many of one name do not take long. */
  private readonly copies = new Map<string, number>();

  /** False for a name that is taken; takes it in any case. */
  take(name: string): boolean {
    const isFree = !this.taken.has(name);
    this.taken.add(name);
    return isFree;
  }

  /** Takes a name that is free: `crash at 5s`, `crash at 5s (2)`. */
  make(name: string): string {
    let copy = this.copies.get(name) ?? 1;
    const nth = () => (copy === 1 ? name : `${name} (${copy})`);
    while (!this.take(nth())) copy++;
    const made = nth();
    this.copies.set(name, copy + 1);
    return made;
  }
}
