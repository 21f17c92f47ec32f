/**
 * Gives writes their versions. By the wall clock alone a coordinator whose clock is behind stamps its
 * writes older than what is there, and they are lost (last write wins). A hybrid clock never gives a
 * timestamp below one it has seen (Kulkarni and others, 2014, with the logical part folded into the
 * physical): whoever has read a version writes above it.
 */

import type { Host } from '../host';
import type { Version } from './record';

/** Counters of versions start anew, and higher, at each boot: no actor is ever used twice. */
const COUNTERS_PER_BOOT = 0x1_0000_0000;

export class VersionClock {
  private latest = 0;
  private counter: number;

  constructor(
    private readonly host: Host,
    private readonly kind: 'wall' | 'hybrid',
  ) {
    this.counter = host.boot * COUNTERS_PER_BOOT;
  }

  /** A timestamp was seen, of a version or of what a client knows. */
  observe(timestamp: number): void {
    if (timestamp > this.latest) this.latest = timestamp;
  }

  /** A version for a write, never given before. */
  stamp(): Version {
    const wall = this.host.wallNow();
    const timestamp = this.kind === 'wall' ? wall : Math.max(wall, this.latest + 1);
    this.observe(timestamp);
    return { timestamp, storageId: this.host.storageId, counter: ++this.counter };
  }
}
