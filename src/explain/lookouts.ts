/** What to look for, for each kind of event. */

import { asHeartbeat } from '../protocol/membership/protocols';
import type { Scenario } from '../scenario/scenario';
import type { Ancestry } from './ancestry';
import { AwaitedAnswer } from './awaited-answer';
import { AwaitedDelivery } from './awaited-delivery';
import { AwaitedMessage } from './awaited-message';
import { AwaitedNews } from './awaited-news';
import { AwaitedReplies } from './awaited-replies';
import { AwaitedRefutation } from './awaited-refutation';
import type { Awaited, Lookout } from './explained';
import type { KeptHints } from './kept-hints';
import { hasProbes, newsWordsOf } from './news-words';

const ROUNDS_MAX = 10_000;
const NOTHING: Awaited = { why: '', parts: [], marks: [], nodes: [] };

/** For an event that was waiting for nothing. */
export const NO_LOOKOUT: Lookout = { on: () => undefined, awaited: () => NOTHING };

/** Rounds of a node without news until it suspects and removes a member. */
function roundsOf({ membership }: Scenario['cluster']): { suspect: number; remove: number } {
  const heartbeat = asHeartbeat(membership);
  // Others have no rounds of which each could have brought news.
  if (heartbeat === undefined) return { suspect: 0, remove: 0 };
  const { failTicks, removeTicks, periodTicks } = heartbeat;
  const rounds = (ticks: number) => Math.min(ROUNDS_MAX, Math.ceil(ticks / periodTicks));
  return { suspect: rounds(failTicks), remove: rounds(removeTicks) };
}

/** How many rounds the first look must keep of each node. */
export function roundsToKeep({ cluster }: Scenario): number {
  return roundsOf(cluster).remove;
}

/**
 * @param ancestry after the first look, with the event found
 * @param kept hints of the key that the event is about, where there may be any
 */
export function lookoutFor(
  { cluster }: Scenario,
  ancestry: Ancestry,
  kept: KeptHints | undefined,
): Lookout {
  const event = ancestry.event!;
  switch (event.kind) {
    case 'removed':
    case 'suspected': {
      const { membership } = cluster;
      const words = newsWordsOf(membership);
      if (hasProbes(membership)) return new AwaitedRefutation(event, words);
      if (words.isFirstHand) return new AwaitedNews(event, 0, words);
      if (asHeartbeat(membership) === undefined) return NO_LOOKOUT;
      const { suspect, remove } = roundsOf(cluster);
      const rounds = event.kind === 'removed' ? remove : suspect;
      return new AwaitedNews(event, ancestry.roundBefore(rounds), words);
    }
    case 'answered':
      return new AwaitedAnswer(event, kept);
    case 'completed':
      return new AwaitedReplies(event, kept);
    case 'hinted':
    case 'hintDelivered':
    case 'hintExpired': {
      const hint = kept?.of(event.id);
      return hint === undefined
        ? NO_LOOKOUT
        : new AwaitedDelivery(event, hint, kept!.writeOf(hint));
    }
    case 'lost':
    case 'dropped':
      return new AwaitedMessage(event);
    default:
      return NO_LOOKOUT;
  }
}
