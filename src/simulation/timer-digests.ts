/** The digests of timers that fire: their names, which are few, are digested once each. */

import { Digest } from '../protocol/fields';

export class TimerDigests {
  private readonly ofNames = new Map<string, Digest>();
  /** The name that was asked for last: mostly it is again. */
  private latest: { readonly name: string; readonly digest: Digest } | undefined;
  private readonly digest = new Digest();

  /** Of a timer's name and number; to be read before the next call. */
  of(name: string, data: number): Digest {
    const { digest } = this;
    if (this.latest?.name !== name) this.latest = { name, digest: this.ofName(name) };
    const named = this.latest.digest;
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
