/** What scripted operations came to: a fold over a run's events. */

import type { Run } from '../application/run';
import type { CompletedEvent, Outcome } from '../protocol/store/store-events';
import type { Expectation } from '../scenario/expectation';
import type { EventSink, EventView } from '../simulation/events';
import { against, pass, type Verdict } from './verdict';

interface End {
  readonly event: number;
  readonly outcome: Outcome;
  readonly value: string;
  readonly reason: string;
}

const CHECK = 'outcome';

export class ScriptedOutcomes implements EventSink {
  readonly kinds = ['completed'];
  /** By the number of the operation in the run. */
  private readonly ends = new Map<number, End>();

  on({ id, data }: EventView): void {
    const { client, request, outcome, value, reason } = data as CompletedEvent;
    if (client === 0) this.ends.set(request, { event: id, outcome, value, reason });
  }

  verdict({ plan }: Run, expected: Extract<Expectation, { check: 'outcome' }>): Verdict {
    const { operation, is, value } = expected;
    const step = plan.operations.find(({ id }) => id === operation);
    if (step === undefined) {
      return against(CHECK, 'fail', [`no operation ${JSON.stringify(operation)} was begun`], []);
    }
    const end = this.ends.get(step.request);
    // Nothing was done where its coordinator was down; what never ended is not known.
    const outcome = end?.outcome ?? (step.coordinator === undefined ? 'fail' : 'unknown');
    const what = end?.outcome === 'ok' ? end.value : end?.reason;
    const found = `${operation} came to ${outcome}${what === undefined ? '' : ` (${what})`}`;
    const isRight = outcome === is && (value === undefined || end?.value === value);
    if (isRight) return pass(CHECK, found);
    return against(CHECK, 'fail', [found], end === undefined ? [] : [end.event]);
  }
}
