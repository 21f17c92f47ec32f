/** The digests of timers that fire: their names, which are few, are digested once each. */

import { Digest } from '../protocol/fields';

export class TimerDigests {
  private readonly ofNames = new Map<string, Digest>();
  private readonly digest = new Digest();

  /** Of a timer's name and number; to be read before the next call. */
  of(name: string, data: number): Digest {
    const { digest } = this;
    const named = this.ofName(name);
    digest.low = named.low;
    digest.high = named.high;
    digest.addLong(data);
    return digest;
  }

  private ofName(name: string): Digest {
    const known = this.ofNames.get(name);
    if (known !== undefined) return known;
    const digest = new Digest();
    digest.reset();
    digest.addText(name);
    this.ofNames.set(name, digest);
    return digest;
  }
}
