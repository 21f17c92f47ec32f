/**
 * The files of a machine, as POSIX promises them: what is written is read back at once, and survives
 * the death of the process, but is on the disk only once the file was synced; and so are names of
 * files, once those were. A loss of power takes what is not on the disk, or all but a beginning of it.
 */

/** Draws whole numbers, uniform in 0..bound-1. */
export interface Draws {
  below(bound: number): number;
}

/** What a loss of power takes of what was not synced: all of it or, `torn`, all but a drawn beginning. */
export type Unsynced = 'lost' | 'torn';

type Names = ReadonlyMap<string, SimulatedFile>;

/** Bytes of a file that wait for a sync; with more, all of them go to the disk unasked. */
const UNSYNCED_BYTES_MAX = 4_194_304;
/** Changes of names that do; with more, the first goes to the disk. */
const UNSYNCED_NAMES_MAX = 64;

export class Files {
  /** Every state of the names that may be on the disk: the first is, the last is what is seen. */
  private states: Names[] = [new Map()];

  append(name: string, bytes: Uint8Array): void {
    this.fileToWrite(name).append(bytes);
  }

  /** Gives a file this content, and makes one where there is none. */
  write(name: string, bytes: Uint8Array): void {
    const file = this.fileToWrite(name);
    file.truncate(0);
    file.append(bytes);
  }

  /** What a file holds; undefined where there is none. */
  read(name: string): Uint8Array | undefined {
    return this.file(name)?.read();
  }

  sync(name: string): void {
    this.file(name)?.sync();
  }

  /** Cuts a file down to a size. */
  truncate(name: string, size: number): void {
    this.file(name)?.truncate(size);
  }

  /** One file takes the place of another at once: nobody ever sees both or none. */
  rename(from: string, to: string): void {
    const file = this.file(from);
    if (file === undefined) return;
    this.changeNames((names) => {
      names.delete(from);
      names.set(to, file);
    });
  }

  unlink(name: string): void {
    this.changeNames((names) => names.delete(name));
  }

  /** Has all names on the disk as they are now: an fsync of the directory. */
  syncNames(): void {
    this.states = [this.names];
  }

  /** Names and contents are lost apart from each other: each keeps a beginning of its own. */
  losePower(unsynced: Unsynced, draws: Draws): void {
    const kept = unsynced === 'torn' ? draws.below(this.states.length) : 0;
    const names = this.states[kept]!;
    for (const file of new Set(names.values())) file.losePower(unsynced, draws);
    this.states = [names];
  }

  /**
   * Turns one bit of what a file has on the disk, drawn from a range of bytes, both ends included.
   * Returns the offset of its byte; undefined where the file has none there.
   */
  rot(name: string, range: readonly [number, number], draws: Draws): number | undefined {
    return this.file(name)?.rot(range, draws);
  }

  private get names(): Names {
    return this.states.at(-1)!;
  }

  private file(name: string): SimulatedFile | undefined {
    return this.names.get(name);
  }

  private fileToWrite(name: string): SimulatedFile {
    const known = this.file(name);
    if (known !== undefined) return known;
    const file = new SimulatedFile();
    this.changeNames((names) => names.set(name, file));
    return file;
  }

  private changeNames(change: (names: Map<string, SimulatedFile>) => void): void {
    const names = new Map(this.names);
    change(names);
    this.states.push(names);
    if (this.states.length > UNSYNCED_NAMES_MAX) this.states.shift();
  }
}

/** Bytes to add, or a size to cut down to. */
type Change = Uint8Array | number;

const NO_BYTES = new Uint8Array(0);

class SimulatedFile {
  /** What is on the disk, in a buffer that has room for more. */
  private disk = NO_BYTES;
  private size = 0;
  /** What is not there yet, in the order in which it was written. */
  private changes: Change[] = [];
  private weight = 0;

  append(bytes: Uint8Array): void {
    this.change(bytes);
  }

  truncate(size: number): void {
    this.change(size);
  }

  sync(): void {
    for (const change of this.takeChanges()) this.carryOut(change);
  }

  read(): Uint8Array {
    const seen = new SimulatedFile();
    seen.add(this.disk.subarray(0, this.size));
    for (const change of this.changes) seen.carryOut(change);
    return seen.disk.subarray(0, seen.size);
  }

  losePower(unsynced: Unsynced, draws: Draws): void {
    const { weight } = this;
    const changes = this.takeChanges();
    if (unsynced === 'lost') return;
    // A beginning of the changes, to the byte.
    let left = draws.below(weight + 1);
    for (const change of changes) {
      if (left < weightOf(change)) {
        if (typeof change !== 'number') this.tear(change, left, draws);
        return;
      }
      left -= weightOf(change);
      this.carryOut(change);
    }
  }

  rot([from, to]: readonly [number, number], draws: Draws): number | undefined {
    const bytes = Math.min(to + 1, this.size) - from;
    if (bytes <= 0) return undefined;
    const offset = from + draws.below(bytes);
    this.disk[offset]! ^= 1 << draws.below(8);
    return offset;
  }

  /** Of what was being added some bytes are there; the file may have grown before they came: zeros. */
  private tear(bytes: Uint8Array, there: number, draws: Draws): void {
    this.add(bytes.subarray(0, there));
    if (draws.below(2) === 1) this.add(new Uint8Array(bytes.length - there));
  }

  private change(change: Change): void {
    this.changes.push(change);
    this.weight += weightOf(change);
    if (this.weight > UNSYNCED_BYTES_MAX) this.sync();
  }

  private takeChanges(): readonly Change[] {
    const { changes } = this;
    this.changes = [];
    this.weight = 0;
    return changes;
  }

  private carryOut(change: Change): void {
    if (typeof change === 'number') this.size = Math.min(this.size, change);
    else this.add(change);
  }

  private add(bytes: Uint8Array): void {
    const size = this.size + bytes.length;
    if (size > this.disk.length) {
      const roomy = new Uint8Array(Math.max(size, 2 * this.disk.length));
      roomy.set(this.disk.subarray(0, this.size));
      this.disk = roomy;
    }
    this.disk.set(bytes, this.size);
    this.size = size;
  }
}

/** What a change counts for: a file is torn at any byte, and cut down at once. */
function weightOf(change: Change): number {
  return typeof change === 'number' ? 1 : change.length;
}
