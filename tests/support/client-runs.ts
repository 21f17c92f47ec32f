/** Clients on nodes that answer as a test says: no store is behind them. */

import type { Address } from '../../src/protocol/address';
import type { Host, TimerKind } from '../../src/protocol/host';
import { nodeEvents, nodeMessages } from '../../src/protocol/node';
import { NO_VERSION } from '../../src/protocol/store/record';
import type { Outcome } from '../../src/protocol/store/store-events';
import type { Operation, Reason } from '../../src/protocol/store/store-messages';
import { Simulation } from '../../src/simulation/simulation';
import type { ClientsOptions } from '../../src/workload/clients';
import { ClientRunner } from '../../src/workload/client-runner';
import { THROUGH_NODES } from '../../src/workload/through';
import { constant } from './toy-protocol';

/** What a client asked of a node. */
export interface Attempt extends Operation {
  readonly time: number;
  readonly node: Address;
}

/** What came of an operation for its client. */
export interface Answer extends Operation {
  readonly time: number;
  readonly node: Address;
  readonly outcome: Outcome;
}

/** How a node ends an operation, and after how many ticks; undefined for never. */
export type Respond = (attempt: Attempt) => Response | undefined;

interface Response {
  readonly outcome: Outcome;
  readonly after?: number;
  readonly value?: string;
  readonly reason?: Reason;
  /** The version that is told has this timestamp; there is none unless given. */
  readonly timestamp?: number;
}

export const CLIENTS: ClientsOptions = {
  ...({ count: 1, loop: 'open', intervalTicks: 10 } as const),
  keys: { count: 1, distribution: 'uniform' },
  mix: { read: 0.5, update: 0.4, delete: 0.1 },
  ...{ timeoutTicks: 100, retries: 0, backoffTicks: 0, firstTick: 0, lastTick: 1000 },
};

const ANSWER: TimerKind = { name: 'answer', layer: 'store' };

export class ClientRun {
  readonly asked: Attempt[] = [];
  readonly attempts: Attempt[] = [];
  readonly answered: Answer[] = [];
  readonly simulation: Simulation;

  constructor(
    options: Partial<ClientsOptions>,
    respond: Respond = () => ({ outcome: 'ok' }),
    { nodes = 5, seed = '1', down = [] as readonly Address[], isHybrid = false } = {},
  ) {
    this.simulation = new Simulation({
      ...{ seed, nodes, nodeOrder: 'arrival' },
      network: { delay: constant(1), maxMessageBytes: 3983, maxInFlight: 1000 },
      disk: { latencyTicks: 0, maxRecords: 0 },
      program: {
        ...{ messages: nodeMessages, events: nodeEvents },
        create: (host) => this.program(host, respond),
      },
    });
    this.simulation.subscribe({
      kinds: ['asked', 'answered'],
      on: ({ kind, time, node, data }) => {
        if (kind === 'asked') this.asked.push({ ...(data as Operation), time, node });
        else this.answered.push({ ...(data as Answer), time, node });
      },
    });
    for (let node = 1; node <= nodes; node++) {
      if (!down.includes(node)) this.simulation.start(node);
    }
    const through = { ...THROUGH_NODES, isHybrid };
    new ClientRunner(this.simulation, { ...CLIENTS, ...options }, nodes, through);
  }

  run(ticks = 2000): this {
    this.simulation.advance(ticks);
    return this;
  }

  /** The attempts at a request of a client. */
  attemptsAt(request: number, client = 1): Attempt[] {
    return this.attempts.filter((each) => each.request === request && each.client === client);
  }

  private program(host: Host, respond: Respond) {
    const waiting: (() => void)[] = [];
    const onCommand = (command: unknown) => {
      const attempt = { ...(command as Operation), time: host.monotonicNow(), node: host.self };
      this.attempts.push(attempt);
      const response = respond(attempt);
      if (response === undefined) return;
      const { client, request, operation, key } = attempt;
      const { outcome, after = 1, value = attempt.value, reason = '', timestamp } = response;
      const version = timestamp === undefined ? NO_VERSION : { ...NO_VERSION, timestamp };
      const end = {
        ...{ kind: 'completed', client, request, operation, key, value, outcome },
        ...{ reason, version },
      };
      host.setTimer(
        after,
        ANSWER,
        waiting.push(() => {
          host.record(end);
        }) - 1,
      );
    };
    return {
      ...{ start: () => undefined, leave: () => undefined, onDisk: () => undefined },
      ...{ onMessage: () => true, inspect: () => undefined, onCommand },
      onTimer: (_kind: TimerKind, index: number) => {
        waiting[index]!();
      },
    };
  }
}
