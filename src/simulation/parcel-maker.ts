/** Makes parcels of messages: sized and digested once for all nodes they are sent to in a row. */

import { Digest } from '../protocol/fields';
import type { Catalogue, Message } from '../protocol/message';
import type { Parcel } from './emulnet';
import type { SentMessages } from './sent-messages';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class ParcelMaker {
  private readonly digest = new Digest();
  /** One for all: the network keeps nothing of it but what is in it. */
  private readonly parcel: Mutable<Parcel> = {
    ...{ content: undefined, bytes: 0, type: 0, digestLow: 0, digestHigh: 0 },
  };

  /** @param sent is told of each message, where messages are checked at arrival */
  constructor(
    private readonly messages: Catalogue,
    private readonly sent: SentMessages | undefined,
  ) {}

  /** The parcel of a message, until the next call. */
  of(message: Message): Parcel {
    const { parcel, digest } = this;
    if (parcel.content === message) return parcel;
    digest.reset();
    this.messages.digest(message, digest);
    parcel.content = message;
    parcel.bytes = this.messages.size(message);
    parcel.type = this.messages.numberOf(message.kind);
    parcel.digestLow = digest.low;
    parcel.digestHigh = digest.high;
    this.sent?.note(message, digest.low, digest.high);
    return parcel;
  }
}
