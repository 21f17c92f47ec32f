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
  fate: 'under way' | 'arrived' | 'lost' | DropReason;
  /** The tick in which that was decided. */
  fateAt: number;
}

/** Messages that are followed; more are counted. */
const FOLLOWED_MAX = 20_000;

export class FollowedMessages {
  readonly all = new Map<number, FollowedMessage>();
  leftOut = 0;

  /** From its `sent` event on; undefined where there is no more room. */
  follow({ id, node, a, c, time }: EventView): FollowedMessage | undefined {
    if (this.all.size >= FOLLOWED_MAX) {
      this.leftOut++;
      return undefined;
    }
    const message: FollowedMessage = {
      ...{ id, from: nodeName(node), to: nodeName(a), type: typeOf(c) },
      ...{ sentAt: time, fate: 'under way', fateAt: time },
    };
    this.all.set(id, message);
    return message;
  }

  /** Takes note of a `delivered`, `lost` or `dropped`; returns the message if it is followed. */
  decide({ kind, cause, b, time }: EventView): FollowedMessage | undefined {
    const message = this.all.get(cause);
    // A second copy changes nothing.
    if (message === undefined || message.fate === 'arrived') return undefined;
    message.fate =
      kind === 'delivered' ? 'arrived' : kind === 'lost' ? 'lost' : (DROP_REASONS[b] ?? 'lost');
    message.fateAt = time;
    return message;
  }
}

/** `26 were lost, 3 cut off and 8 arrived`; the most telling first. */
export function fatesInWords(messages: readonly FollowedMessage[]): string {
  const counts = new Map<string, number>();
  for (const { fate } of messages) counts.set(fate, (counts.get(fate) ?? 0) + 1);
  const isWhole = (fate: string) => fate === 'arrived' || fate === 'under way';
  const fates = [...counts].sort(
    ([a, many], [b, more]) => Number(isWhole(a)) - Number(isWhole(b)) || more - many,
  );
  if (messages.length > 1 && fates.length === 1) return `all ${wordsFor(fates[0]![0])}`;
  return listed(fates.map(([fate, count]) => `${count} ${wordsFor(fate)}`));
}

function wordsFor(fate: string): string {
  return FATE_WORDS[fate] ?? `dropped (${fate})`;
}

const FATE_WORDS: Readonly<Record<string, string>> = {
  ...{ lost: 'lost', cut: 'cut off', arrived: 'arrived', 'under way': 'still under way' },
};

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
