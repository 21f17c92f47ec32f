/** A scenario's membership protocol and its parameters: defaults, and what is allowed. */

import type { Address } from '../protocol/address';
import {
  type MembershipOptions,
  type Parameter,
  parameterOf,
  type ParameterValue,
} from '../protocol/membership/parameters';
import {
  type AnyProtocol,
  PROTOCOLS,
  type Protocols,
  usersProtocolOf,
  withProtocol,
} from '../protocol/membership/protocols';
import { InputError } from './input-error';
import { hintOf } from './nearest-word';
import { requireNodes, whole } from './require';
import { timeOf } from './yaml/quantities';

const TICKS_MAX = 0x7fff_ffff;
const DEFAULT_PROTOCOL = 'heartbeat';

/** Some of the parameters of a protocol, by their names in a scenario. */
export type GivenMembership = {
  readonly protocol?: string;
  readonly introducers?: readonly Address[];
} & Readonly<Record<string, unknown>>;

/** How a file calls a parameter: a time has a unit there, and need not say that it is in ticks. */
export function fileWord(parameter: string): string {
  return parameter.replace(/Ticks$/, '');
}

/**
 * All options of a protocol. A parameter that is not given is as in the course's runs or, where they
 * do not have it, as in a file, a tick being a millisecond.
 * @param protocols those that it may name
 * @throws InputError for a protocol that there is not
 */
export function membershipOptions(
  given: GivenMembership = {},
  protocols: Protocols = PROTOCOLS,
): MembershipOptions {
  const { protocol = DEFAULT_PROTOCOL, introducers = [1] } = given;
  const { parameters } = usersProtocolOf(given) ?? protocolNamed(protocol, protocols);
  const defaults = Object.entries<Parameter>(parameters).map(([name, parameter]) => {
    return [name, ticksByDefault(parameter)] as const;
  });
  const options = { protocol, ...Object.fromEntries(defaults), ...given, introducers };
  return withProtocol(options, protocols);
}

/** A parameter's value where nothing is said of it; a time in ticks. */
export function ticksByDefault(parameter: Parameter): ParameterValue {
  if (parameter.kind !== 'time') return parameter.default;
  if (parameter.inCourse !== undefined) return parameter.inCourse;
  const time = timeOf(parameter.default);
  if (time === undefined) return NaN;
  return 'ticks' in time ? time.ticks : Math.ceil(time.micros / 1000);
}

function protocolNamed(name: unknown, protocols: Protocols): AnyProtocol {
  const protocol = protocols.get(name as string);
  if (protocol !== undefined) return protocol;
  const hint = hintOf(String(name), [...protocols.keys()]);
  throw new InputError('membership.protocol', `there is no ${JSON.stringify(name)}, ${hint}`);
}

/**
 * Whether the options of a membership protocol make sense.
 * @param roundTripTicks no message is answered sooner
 * @throws InputError for one that does not: which, and what is allowed
 */
export function requireMembership(
  options: MembershipOptions,
  nodes: number,
  roundTripTicks: number,
): void {
  const { protocol: name, introducers } = options;
  const protocol = usersProtocolOf(options) ?? protocolNamed(name, PROTOCOLS);
  if (introducers.length === 0) throw new InputError('membership.introducers', 'needs one or more');
  requireNodes('membership.introducers', introducers, nodes);
  for (const given of Object.keys(options)) {
    if (given === 'protocol' || given === 'introducers' || given in protocol.parameters) continue;
    const hint = hintOf(given, Object.keys(protocol.parameters));
    throw new InputError(`membership.${given}`, `${name} has no such parameter, ${hint}`);
  }
  for (const [parameter, declared] of Object.entries<Parameter>(protocol.parameters)) {
    requireParameter(`membership.${parameter}`, parameterOf(options, parameter), declared);
  }
  const problem = protocol.problem(options, nodes, roundTripTicks);
  if (problem === undefined) return;
  throw new InputError(`membership.${problem.parameter}`, problem.text);
}

/** @throws InputError for a value that a parameter cannot have */
export function requireParameter(place: string, value: unknown, declared: Parameter): void {
  switch (declared.kind) {
    case 'time':
      whole(place, value as number, declared.min, TICKS_MAX);
      return;
    case 'count':
      whole(place, value as number, declared.min, declared.max);
      return;
    case 'number': {
      const { min, max } = declared;
      if (Number.isFinite(value) && Number(value) >= min && Number(value) <= max) return;
      throw new InputError(place, `cannot be ${String(value)}: a number from ${min} to ${max}`);
    }
    case 'flag':
      if (typeof value === 'boolean') return;
      throw new InputError(place, `cannot be ${String(value)}: true or false`);
    case 'word':
      if (declared.words.includes(value as string)) return;
      throw new InputError(place, `cannot be ${String(value)}: ${declared.words.join(' or ')}`);
  }
}
