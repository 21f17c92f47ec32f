/** Accrual failure detection, as scenarios name it. */

import type { MembershipProtocol } from '../membership-protocol';
import { silenceLimit } from './accrual';
import { Intervals } from './intervals';
import { LEAST_MESSAGE_BYTES, Phi, type PhiOptions } from './phi';
import { phiMessages } from './phi-messages';

/** Of 10^-threshold nothing is left in a double beyond this. */
const THRESHOLD_MAX = 100;

/** In so many periods for each member one that was removed is told, but for one time in e^10. */
const TELLINGS = 10;

/** Of a member of whom intervals are remembered, and of an interval. */
const MEMBER_BYTES = 300;
const INTERVAL_BYTES = 4;

export const phi: MembershipProtocol<PhiOptions> = {
  messages: phiMessages,
  leastMessageBytes: LEAST_MESSAGE_BYTES,
  parameters: {
    periodTicks: {
      ...{ what: 'Time between two heartbeats.', kind: 'time', min: 1, default: '1s' },
    },
    distribution: {
      what: 'What the intervals between heartbeats are taken to be like: Cassandra’s, or Akka’s.',
      ...{ kind: 'word', words: ['exponential', 'normal'], default: 'exponential' },
    },
    threshold: {
      what: 'The suspicion level at which a member is suspected.',
      ...{ kind: 'number', min: 0.1, max: THRESHOLD_MAX, default: 8 },
    },
    window: {
      what: 'Intervals that are remembered of each member.',
      ...{ kind: 'count', min: 2, max: 100_000, default: 1000 },
    },
    minDeviationTicks: {
      what: 'Of normal: intervals are taken to deviate by so much at least.',
      ...{ kind: 'time', min: 1, default: '100ms' },
    },
    pauseTicks: {
      what: 'Of normal: a pause that is nothing to suspect.',
      ...{ kind: 'time', min: 0, default: '3s' },
    },
    removeTicks: {
      what: 'A member that is suspected for so long is removed.',
      ...{ kind: 'time', min: 1, default: '10s' },
    },
    joinRetryTicks: {
      what: 'Time between two requests to join while none is answered.',
      ...{ kind: 'time', min: 1, default: '1s' },
    },
  },
  problem: () => undefined,
  noticeTicks: (options) => {
    const { periodTicks, removeTicks, window } = options;
    return periodTicks + silenceLimit(options)(new Intervals(periodTicks, window)) + removeTicks;
  },
  // Whoever is removed was suspected for so long.
  patienceTicks: ({ removeTicks }) => removeTicks,
  // Each period a node tells one of those that it removed, drawn, that it is there.
  mergeTicks: ({ periodTicks }, nodes) => TELLINGS * nodes * periodTicks,
  viewBytes: ({ window }, nodes) => ({
    objects: MEMBER_BYTES * nodes,
    columns: INTERVAL_BYTES * window * nodes,
  }),
  create: (host, options, listener) => new Phi(host, options, listener),
};
