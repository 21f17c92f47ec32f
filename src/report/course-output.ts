/** What the course's program prints while it runs. */

import { idAndPort } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';

export class CourseOutput implements EventSink {
  readonly kinds = ['started', 'note'];

  constructor(private readonly print: (line: string) => void) {}

  on({ kind, node, data }: EventView): void {
    if (kind === 'started') {
      const address = idAndPort(node);
      this.print(`${node - 1}-th introduced node is assigned with the address: ${address}`);
    } else if (node === 0) this.print((data as { text: string }).text);
  }
}
