/** Folds over the operations of clients: what they keep does not grow with the length of a run. */

import { Availability } from '../../src/checks/availability';
import { Copies } from '../../src/checks/copies';
import { Ledger } from '../../src/checks/ledger';
import { OperationOutcomes } from '../../src/checks/operations';
import type { OperationName } from '../../src/protocol/store/store-messages';
import type { Outcome } from '../../src/protocol/store/store-events';
import type { EventSink } from '../../src/simulation/events';
import { liveBytes } from '../support/heap';
import { COURSE_PLAN } from '../support/course-plan';

/** One write of each end and a read, over and over, with now and then a coordinator that dies. */
class Busy {
  private id = 0;
  private request = 0;

  constructor(private readonly sinks: readonly EventSink[]) {}

  operate(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      this.write('create', 'ok');
      this.write('update', 'unknown');
      this.write('update', 'fail');
      this.write('delete', 'ok');
      this.dieAtWork();
    }
  }

  private write(operation: OperationName, outcome: Outcome): void {
    const told = this.ask(operation);
    this.tell('invoked', 1, told);
    const version = { timestamp: this.request, storageId: 1, counter: this.request };
    const end = { ...told, version, reason: '' };
    if (outcome !== 'fail') this.tell('served', 2, { ...end, kind: 'served', outcome: 'ok' });
    this.tell('completed', 1, { ...end, kind: 'completed', outcome });
    this.tell('answered', 1, { ...told, outcome });
  }

  private dieAtWork(): void {
    this.tell('started', 3, undefined);
    const told = this.ask('update');
    this.tell('invoked', 3, told);
    this.tell('crashed', 3, undefined);
    this.tell('answered', 1, { ...told, outcome: 'unknown' });
  }

  private ask(operation: OperationName): object {
    const request = ++this.request;
    const value = `v1.${request}`;
    const told = { client: 1, request, operation, key: `k${request % 7}`, value };
    this.tell('asked', 1, told);
    return told;
  }

  private tell(kind: string, node: number, data: unknown): void {
    const event = { id: ++this.id, time: this.id, node, kind, cause: 0, a: 0, b: 0, c: 0, data };
    for (const sink of this.sinks) if (sink.kinds.includes(kind)) sink.on(event);
  }
}

/** Enough to fill whatever is remembered up to a limit: two writes of unknown end each. */
const ROUNDS = 6_000;

/** With the bytes that its tables may still grow by: a part of what it is to let go by then. */
test.each<[string, () => EventSink, number]>([
  ['the ledger', () => new Ledger(), 500_000],
  ['copies', () => new Copies(3, COURSE_PLAN), 100_000],
  ['availability', () => new Availability(), 50_000],
  ['outcomes of operations', () => new OperationOutcomes(), 50_000],
])('%s', (_name, make, slack) => {
  const busy = new Busy([make()]);
  busy.operate(ROUNDS);
  const early = liveBytes();
  busy.operate(ROUNDS);
  expect(liveBytes() - early).toBeLessThan(slack);
});
