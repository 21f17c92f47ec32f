/** What became of some messages of a run. */

import { typeOf } from '../library/event';
import type { NodeName } from '../protocol/address';
import { nodeName } from '../protocol/address';
import { DROP_REASONS, type DropReason, type EventView } from '../simulation/events';

/** One message, as far as the run has come. */
export interface FollowedMessage {
  /** Of its `sent` event. */
  readonly id: number;
  readonly from: NodeName;
  readonly to: NodeName;
  readonly type: string;
  readonly sentAt: number;
  /** Its number among those of its link and tick, from 0. */
  readonly order: number;
  fate: 'under way' | 'arrived' | 'lost' | DropReason;
  /** The tick in which that was decided, and the event that says so. */
  fateAt: number;
  fateId: number;
}

/** Messages that are followed; more are counted. */
const FOLLOWED_MAX = 20_000;

export class FollowedMessages {
  readonly all = new Map<number, FollowedMessage>();
  leftOut = 0;

  /** From its `sent` event on; undefined where there is no more room. */
  follow(event: EventView, order: number): FollowedMessage | undefined {
    const { id, node, a, time } = event;
    if (this.all.size >= FOLLOWED_MAX) {
      this.leftOut++;
      return undefined;
    }
    const message: FollowedMessage = {
      ...{ id, from: nodeName(node), to: nodeName(a), type: typeOf(event), order },
      ...{ sentAt: time, fate: 'under way', fateAt: time, fateId: id },
    };
    this.all.set(id, message);
    return message;
  }

  /** Takes note of a `delivered`, `lost` or `dropped`; returns the message if it is followed. */
  decide({ kind, id, cause, b, time }: EventView): FollowedMessage | undefined {
    const message = this.all.get(cause);
    // A second copy changes nothing.
    if (message === undefined || message.fate === 'arrived') return undefined;
    message.fate =
      kind === 'delivered' ? 'arrived' : kind === 'lost' ? 'lost' : (DROP_REASONS[b] ?? 'lost');
    message.fateAt = time;
    message.fateId = id;
    return message;
  }
}
