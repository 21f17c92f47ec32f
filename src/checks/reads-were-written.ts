/** No read gives a value that no coordinator was asked to write under its key (I1). */

import type { CompletedEvent } from '../protocol/store/store-events';
import type { EventSink, EventView } from '../simulation/events';
import { Findings } from './findings';
import { endOf } from './operation-span';
import type { Verdict } from './verdict';
import { WrittenValues } from './written-values';

const CHECK = 'readsWereWritten';

export class ReadsWereWritten implements EventSink {
  readonly kinds = ['invoked', 'completed', 'answered'];
  private readonly written = new WrittenValues();
  private readonly findings = new Findings();

  on({ kind, id, time, data }: EventView): void {
    const told = data as CompletedEvent;
    const { operation, key, value } = told;
    if (kind === 'invoked') {
      if (operation !== 'read' && operation !== 'delete') this.written.add(key, value);
      return;
    }
    if (operation !== 'read' || kind !== endOf(told) || told.outcome !== 'ok') return;
    if (this.written.has(key, value)) return;
    const what = `a read of ${JSON.stringify(key)} gave ${JSON.stringify(value)}`;
    this.findings.add(`${what} at tick ${time}, which was never written`, id);
  }

  verdict(): Verdict {
    return this.findings.verdict(CHECK, 'every value that was read was written');
  }
}
