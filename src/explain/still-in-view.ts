/** Why a node that failed is in somebody's view to the end: what the observer heard of it since then. */

import type { LifeEvent } from '../library/event';
import type { EventView } from '../simulation/events';
import { News } from './awaited-news';
import type { Awaited, Lookout, Scene } from './explained';
import { inWords } from './words';

export class StillInView implements Lookout {
  private readonly news: News;

  /** @param event the failure of the member */
  constructor(
    private readonly event: LifeEvent,
    private readonly observer: string,
  ) {
    this.news = new News(observer, event.node, event.time);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.news.on(event, sendOrder);
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
    return {
      ...news.told(scene),
      why: `and ${observer} still has ${event.node} in its view at the end, tick ${durationTicks}, because it ${what}`,
    };
  }
}
