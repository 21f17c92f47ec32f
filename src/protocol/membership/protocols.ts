/** The membership protocols that scenarios can name. */

import type { Address } from '../address';
import { heartbeat } from './heartbeat-protocol';
import type { HeartbeatOptions } from './heartbeat';
import type { MembershipProtocol } from './membership-protocol';
import type { MembershipOptions } from './parameters';
import { phi } from './phi/phi-protocol';
import type { PhiOptions } from './phi/phi';
import { lifeguard, swim } from './swim/swim-protocol';
import type { SwimOptions } from './swim/swim-options';

/** Any protocol, whose options are known to be its own because its parameters were checked. */
export type AnyProtocol = MembershipProtocol<MembershipOptions>;
export type Protocols = ReadonlyMap<string, AnyProtocol>;

/** What a scenario says of membership. */
export type KnownMembership =
  | ({ readonly protocol: 'heartbeat' } & HeartbeatOptions)
  | ({ readonly protocol: 'swim' | 'lifeguard' } & SwimOptions)
  | ({ readonly protocol: 'phi' } & PhiOptions);

/** The name of a user's protocol, as `membershipProtocol` gives it. */
export type UsersName = string & { readonly ofProtocol: 'user' };

/** A user's protocol and some of its parameters; times are whole ticks. */
export interface UsersMembership {
  readonly protocol: UsersName;
  readonly introducers?: readonly Address[];
  readonly [parameter: string]: unknown;
}

/** A protocol, heartbeats unless given, and some of its parameters. */
export type GivenOptions =
  | ({ readonly protocol?: 'heartbeat' } & Partial<HeartbeatOptions>)
  | ({ readonly protocol: 'swim' | 'lifeguard' } & Partial<SwimOptions>)
  | ({ readonly protocol: 'phi' } & Partial<PhiOptions>)
  | UsersMembership;

/** What a scenario may name without being given more. */
export const PROTOCOLS: Protocols = new Map(
  Object.entries({ heartbeat, swim, lifeguard, phi }) as unknown as [string, AnyProtocol][],
);

/**
 * Where options hold the protocol that a user gave. It is code, and no part of what a scenario says:
 * neither JSON nor whoever lists the parameters sees it, and copies of the options keep it.
 */
const USERS = Symbol('the protocol of a user');

/** The protocol of a user that options are of; undefined where they are of one of ours. */
export function usersProtocolOf(options: object): AnyProtocol | undefined {
  return (options as { readonly [USERS]?: AnyProtocol })[USERS];
}

/** Options of this name that know their protocol. */
export function withProtocol<T extends { readonly protocol: string }>(
  options: T,
  protocols: Protocols,
): T {
  const protocol = protocols.get(options.protocol);
  if (protocol === undefined || PROTOCOLS.get(options.protocol) === protocol) return options;
  return { ...options, [USERS]: protocol };
}

/** The protocol that options are of. */
export function protocolOf(options: MembershipOptions): AnyProtocol {
  const protocol = usersProtocolOf(options) ?? PROTOCOLS.get(options.protocol);
  if (protocol === undefined) throw new RangeError(`no membership protocol ${options.protocol}`);
  return protocol;
}

/** The options where their protocol is gossiped heartbeats. */
export function asHeartbeat(options: MembershipOptions): HeartbeatOptions | undefined {
  return options.protocol === 'heartbeat'
    ? (options as KnownMembership & HeartbeatOptions)
    : undefined;
}
