/** Gossiped heartbeats, as scenarios name them. */

import type { MembershipProtocol } from './membership-protocol';
import { Heartbeat, type HeartbeatOptions, LEAST_MESSAGE_BYTES } from './heartbeat';
import { heartbeatMessages } from './heartbeat-messages';

/** Of a member in a node's table. */
const ROW_BYTES = 45;

export const heartbeat: MembershipProtocol<HeartbeatOptions> = {
  messages: heartbeatMessages,
  leastMessageBytes: LEAST_MESSAGE_BYTES,
  parameters: {
    periodTicks: {
      ...{ what: 'Time between two rounds of gossip.', kind: 'time' },
      ...{ min: 1, default: '1s', inCourse: 1 },
    },
    failTicks: {
      ...{ what: 'A member not heard of for so long is suspected.', kind: 'time' },
      ...{ min: 1, default: '5s', inCourse: 5 },
    },
    removeTicks: {
      ...{ what: 'A member not heard of for so long is removed; `fail` or more.', kind: 'time' },
      ...{ min: 1, default: '20s', inCourse: 20 },
    },
    joinRetryTicks: {
      ...{ what: 'Time between two requests to join while none is answered.', kind: 'time' },
      ...{ min: 1, default: '5s', inCourse: 5 },
    },
    fanOut: {
      what: 'To whom each round of gossip goes: as few random members as are safe, or all.',
      ...{ kind: 'word', words: ['auto', 'all'], default: 'auto' },
    },
    incarnations: {
      what: 'A restarted node is newer by its count of boots (`kept`) or its wall clock, or only once it is told that it was removed (`learned`), or never.',
      ...{ kind: 'word', words: ['kept', 'clock', 'learned', 'forgotten'], default: 'kept' },
    },
  },
  problem: ({ failTicks, removeTicks }) =>
    removeTicks < failTicks
      ? { parameter: 'removeTicks', text: 'a member cannot be removed before it is suspected' }
      : undefined,
  // In a silence of that length nobody is even suspected.
  patienceTicks: ({ failTicks }) => failTicks,
  // What the fan-out is chosen for.
  lossStood: 0.1,
  noticeTicks: ({ removeTicks, periodTicks }) => removeTicks + periodTicks,
  viewBytes: (_options, nodes) => ({ objects: 1000, columns: ROW_BYTES * nodes }),
  create: (host, options, listener) => new Heartbeat(host, options, listener),
};
