/** Why a node that failed is in somebody's view to the end: what the observer heard of it since then. */

import type { LifeEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import { parseAddress } from '../protocol/address';
import { News } from './awaited-news';
import { partsOf } from './awaited-refutation';
import type { Awaited, Lookout, Scene } from './explained';
import type { NewsWords } from './news-words';
import { Suspicions } from './suspicions';
import { inWords } from './words';

export class StillInView implements Lookout {
  private readonly news: News;
  /** Where members are probed. */
  private readonly suspicions: Suspicions | undefined;

  /** @param event the failure of the member */
  constructor(
    private readonly event: LifeEvent,
    private readonly observer: string,
    words: NewsWords,
  ) {
    this.news = new News(observer, event.node, event.time, words);
    if (words.isRefuted) {
      this.suspicions = new Suspicions(parseAddress(observer)!, parseAddress(event.node)!);
    }
  }

  on(event: EventView, sendOrder: () => number): void {
    this.news.on(event, sendOrder);
    this.suspicions?.on(event, sendOrder);
  }

  awaited(scene: Scene): Awaited {
    const { observer, event, news } = this;
    const noticed = news.noticed.at(-1);
    const { durationTicks } = scene.scenario;
    const words = noticed === undefined ? '' : `: ${inWords(noticed, scene.plan)}`;
    const what =
      noticed === undefined
        ? `had not gone without news of it for long enough to suspect it`
        : noticed.kind === 'suspected'
          ? `had suspected it, and not waited for long enough to remove it${words}`
          : `had news of it after that${words}`;
    const told = news.told(scene);
    const first = this.suspicions?.firstAccuser;
    return {
      ...told,
      parts: [...told.parts, ...partsOf(first, first?.event.node === observer, event.node, scene)],
      why: `and ${observer} still has ${event.node} in its view at the end, tick ${durationTicks}, because it ${what}`,
    };
  }
}
