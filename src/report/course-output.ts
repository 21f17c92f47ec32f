/** What the course's program prints while it runs. */

import { idAndPort } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';

/** First starts that are told one by one: a large cluster has more than anybody reads. */
const STARTS_TOLD = 100;

export class CourseOutput implements EventSink {
  readonly kinds = ['started', 'note'];
  private starts = 0;

  constructor(private readonly print: (line: string) => void) {}

  on({ kind, node, a: boot, data }: EventView): void {
    if (kind === 'started') {
      if (boot === 1 && ++this.starts > STARTS_TOLD) {
        if (this.starts === STARTS_TOLD + 1)
          this.print(`... (of first starts, no more than ${STARTS_TOLD} are listed)`);
        return;
      }
      const address = idAndPort(node);
      this.print(`${node - 1}-th introduced node is assigned with the address: ${address}`);
    } else if (node === 0) this.print((data as { text: string }).text);
  }
}
