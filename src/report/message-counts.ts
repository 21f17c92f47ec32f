/** The course's msgcount.log: messages sent and received per node and tick. */

import type { Scenario } from '../scenario/scenario';
import { DROP_REASONS, type EventSink, type EventView } from '../simulation/events';

const PER_LINE = 10;
/** Why a message is dropped only when it arrives. */
const AT_ARRIVAL = ['nobody there', 'unknown kind', 'mailbox full'] as const;
const AT_ARRIVAL_NUMBERS: readonly number[] = AT_ARRIVAL.map((reason) =>
  DROP_REASONS.indexOf(reason),
);

export class MessageCounts implements EventSink {
  readonly kinds = ['sent', 'lost', 'dropped', 'delivered'];
  private readonly sent: Int32Array;
  private readonly received: Int32Array;
  private readonly nodes: number;
  private readonly ticks: number;

  constructor({ cluster, durationTicks }: Scenario) {
    this.nodes = cluster.nodes;
    this.ticks = durationTicks;
    this.sent = new Int32Array(this.nodes * this.ticks);
    this.received = new Int32Array(this.nodes * this.ticks);
  }

  on({ kind, node, time, b }: EventView): void {
    const cell = (node - 1) * this.ticks + time;
    if (kind === 'sent') this.sent[cell]!++;
    else if (kind === 'delivered') this.received[cell]!++;
    else if (kind === 'lost') this.sent[cell]!--;
    // The course counts what its buffer took, and so what waits for a dead node for ever.
    else if (!AT_ARRIVAL_NUMBERS.includes(b)) this.sent[cell]!--;
  }

  /** The file, a node at a time. */
  *text(): Generator<string> {
    for (let node = 1; node <= this.nodes; node++) yield this.textOf(node);
  }

  private textOf(node: number): string {
    const first = (node - 1) * this.ticks;
    const name = `node ${pad(node, 3)}`;
    let text = `${name} `;
    let sentTotal = 0;
    let receivedTotal = 0;
    for (let tick = 0; tick < this.ticks; tick++) {
      const sent = this.sent[first + tick]!;
      const received = this.received[first + tick]!;
      sentTotal += sent;
      receivedTotal += received;
      text += ` (${pad(sent, 4)}, ${pad(received, 4)})`;
      if (tick % PER_LINE === PER_LINE - 1) text += `\n${' '.repeat(9)}`;
    }
    const totals = `sent_total ${pad(sentTotal, 6)}  recv_total ${pad(receivedTotal, 6)}`;
    return `${text}\n${name} ${totals}\n\n`;
  }
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}
