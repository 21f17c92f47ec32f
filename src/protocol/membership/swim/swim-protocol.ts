/** SWIM and Lifeguard, as scenarios name them. */

import type { MembershipProtocol } from '../membership-protocol';
import type { Parameter, Parameters } from '../parameters';
import { type MemberStore, SeparateMembers } from './member-store';
import { SharedMembers } from './shared-members';
import { LEAST_MESSAGE_BYTES } from './beliefs';
import { leastSuspicionTicks } from './suspicion';
import { Swim } from './swim';
import { swimMessages } from './swim-messages';
import {
  LIFEGUARD_LAN,
  LIFEGUARD_LOCAL,
  LIFEGUARD_WAN,
  SWIM,
  type SwimOptions,
  type SwimParameters,
} from './swim-options';

const MULT_MAX = 1000;
/** Of a node that knows what all know. */
const VIEW_BYTES = 600;
/** Of a member, in what all nodes have in common. */
const MEMBER_BYTES = 30;
/** Nodes that join: a bit for each that has come and one for each that is unknown. */
const JOINING_PER_BYTE = 4;
/** In so many heal intervals a removed member is asked, but for one time in e^10. */
const HEALS = 10;
/** Helpers and gossip targets: more would be the whole of a cluster that is not small. */
const TARGETS_MAX = 100;

function protocol(
  defaults: SwimParameters,
  presets: Readonly<Record<string, SwimParameters>> = {},
): MembershipProtocol<SwimOptions, MemberStore> {
  return {
    messages: swimMessages,
    leastMessageBytes: LEAST_MESSAGE_BYTES,
    parameters: parametersWith(defaults),
    presets,
    problem,
    noticeTicks,
    // Whoever answers its helpers is not suspected; a suspect may not hear in time that it is one.
    patienceTicks: ({ probeIntervalTicks, probeTimeoutTicks }) =>
      probeIntervalTicks - probeTimeoutTicks,
    mergeTicks: ({ heal, healIntervalTicks }) => (heal ? HEALS * healIntervalTicks : 0),
    viewBytes: (_options, nodes, start) => ({
      objects: VIEW_BYTES,
      columns: start === 'converged' ? MEMBER_BYTES : nodes / JOINING_PER_BYTE,
    }),
    views: (converged, isShared) =>
      isShared ? new SharedMembers(converged) : new SeparateMembers(converged),
    create: (host, options, listener, views) => {
      const { self, boot } = host;
      const members = boot === 1 ? views?.firstView(self) : views?.newView(self);
      return new Swim(host, options, listener, members);
    },
  };
}

/** A parameter but for its default, which differs between SWIM and Lifeguard. */
type Described =
  | { readonly what: string; readonly kind: 'time'; readonly min: number }
  | { readonly what: string; readonly kind: 'count'; readonly min: number; readonly max: number }
  | { readonly what: string; readonly kind: 'flag' };

const DESCRIBED: Readonly<Record<keyof SwimParameters, Described>> = {
  probeIntervalTicks: {
    ...{ what: 'The protocol period: each node probes a member in it.', kind: 'time', min: 1 },
  },
  probeTimeoutTicks: {
    what: 'From a ping to asking helpers: a round trip or more, and less than the probe interval.',
    ...{ kind: 'time', min: 1 },
  },
  indirectChecks: {
    what: 'Helpers that are asked to ping for a node.',
    ...{ kind: 'count', min: 0, max: TARGETS_MAX },
  },
  retransmitMult: {
    what: 'Each member passes news on so many times log10(N + 1).',
    ...{ kind: 'count', min: 1, max: MULT_MAX },
  },
  suspicionMult: {
    what: 'A suspect has so many times log10(N) probe intervals to refute, log10(N) being 1 or more.',
    ...{ kind: 'count', min: 1, max: MULT_MAX },
  },
  suspicionMaxTimeoutMult: {
    what: 'Lifeguard: so many times longer while nobody else suspects it; 1 without.',
    ...{ kind: 'count', min: 1, max: MULT_MAX },
  },
  awarenessMax: {
    what: 'Lifeguard: a node that does badly probes up to so many times less often; 1 without.',
    ...{ kind: 'count', min: 1, max: MULT_MAX },
  },
  nacks: { what: 'Lifeguard: helpers say when they had no answer either.', kind: 'flag' },
  buddy: { what: 'Lifeguard: a ping to a suspect tells it that it is suspected.', kind: 'flag' },
  gossipIntervalTicks: {
    what: 'While there is news it is sent to a few members so often; 0 for probes alone.',
    ...{ kind: 'time', min: 0 },
  },
  gossipNodes: { what: 'Those few members.', kind: 'count', min: 0, max: TARGETS_MAX },
  gossipToTheDeadTicks: {
    ...{ what: 'So long after its removal a member is still sent news.', kind: 'time', min: 0 },
  },
  pushPullIntervalTicks: {
    ...{ what: 'Between two exchanges of the whole state; 0 for none.', kind: 'time', min: 0 },
  },
  joinRetryTicks: {
    ...{ what: 'Between two requests to join while none is answered.', kind: 'time', min: 1 },
  },
  heal: { what: 'Removed members are asked now and then, so that partitions merge.', kind: 'flag' },
  healIntervalTicks: { what: 'Between two such questions.', kind: 'time', min: 1 },
};

function parametersWith(defaults: SwimParameters): Parameters<SwimParameters> {
  const all = Object.entries(DESCRIBED).map(([name, described]): [string, Parameter] => {
    const value = defaults[name as keyof SwimParameters];
    const written = described.kind === 'time' ? `${String(value)}ms` : value;
    return [name, { ...described, default: written } as Parameter];
  });
  return Object.fromEntries(all) as unknown as Parameters<SwimParameters>;
}

function problem(options: SwimOptions, nodes: number, roundTripTicks: number) {
  const { probeIntervalTicks, probeTimeoutTicks, gossipIntervalTicks, gossipNodes } = options;
  if (probeTimeoutTicks >= probeIntervalTicks) {
    const text = 'is as long as the probe interval: no time is left for helpers';
    return { parameter: 'probeTimeoutTicks' as const, text };
  }
  if (probeTimeoutTicks < roundTripTicks) {
    const text = `is shorter than a round trip, which takes ${roundTripTicks} ticks or more`;
    return { parameter: 'probeTimeoutTicks' as const, text };
  }
  for (const parameter of ['indirectChecks', 'gossipNodes'] as const) {
    // What is usual may be more than a small cluster has.
    if (options[parameter] <= Math.max(nodes, LIFEGUARD_WAN[parameter])) continue;
    return { parameter, text: `is more than the ${nodes} nodes that there are` };
  }
  if (gossipIntervalTicks > 0 && gossipNodes === 0) {
    return { parameter: 'gossipNodes' as const, text: 'must be 1 or more where there is gossip' };
  }
  return undefined;
}

/** Round-robin probing reaches a member within two rounds of itself; then it has time to refute. */
function noticeTicks(options: SwimOptions, nodes: number): number {
  const { probeIntervalTicks, awarenessMax, suspicionMult, suspicionMaxTimeoutMult } = options;
  const least = leastSuspicionTicks(suspicionMult, nodes, probeIntervalTicks);
  const probed = 2 * nodes * probeIntervalTicks * awarenessMax;
  return probed + least * suspicionMaxTimeoutMult;
}

export const swim = protocol(SWIM);
export const lifeguard = protocol(LIFEGUARD_LAN, {
  lan: LIFEGUARD_LAN,
  wan: LIFEGUARD_WAN,
  local: LIFEGUARD_LOCAL,
});
