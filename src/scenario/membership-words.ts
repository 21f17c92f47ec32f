/** The words of scenario files for membership, as types: made from the options of the protocols. */

import type { HeartbeatOptions } from '../protocol/membership/heartbeat';
import type { PhiOptions } from '../protocol/membership/phi/phi';
import type { UsersName } from '../protocol/membership/protocols';
import type { SwimOptions } from '../protocol/membership/swim/swim-options';
import type { Count, Duration, NodeWord } from './value-words';

/** What a file has for a parameter: a time with its unit, under a name without `Ticks`. */
export type ParameterWords<Options> = {
  readonly [
    K in Exclude<keyof Options, 'introducers'> & string as K extends `${infer Word}Ticks` ? Word : K
  ]?: K extends `${string}Ticks` ? Duration : Options[K] extends number ? Count : Options[K];
};

/** Whom to join through. */
export interface IntroducerWords {
  /** Nodes that others join through; n1 unless given. */
  readonly introducers?: readonly NodeWord[];
}

/** How nodes learn of each other, by the names of the protocols; docs/scenarios.md has the defaults. */
export interface MembershipWordsOf {
  readonly heartbeat: ParameterWords<HeartbeatOptions>;
  readonly swim: ParameterWords<SwimOptions>;
  readonly lifeguard: ParameterWords<SwimOptions> & {
    /** What memberlist has by default for a network of this kind; `lan` unless given. */
    readonly preset?: 'lan' | 'wan' | 'local';
  };
  readonly phi: ParameterWords<PhiOptions>;
}

/** A protocol of your own, by the name that `membershipProtocol` gives, with any of its parameters. */
export interface UsersMembershipWords extends IntroducerWords {
  readonly protocol: UsersName;
  readonly [parameter: string]: unknown;
}

/** A protocol, heartbeats unless given, with any of its parameters. */
export type MembershipWords =
  | UsersMembershipWords
  | (MembershipWordsOf['heartbeat'] & IntroducerWords & { readonly protocol?: 'heartbeat' })
  | {
      [P in keyof MembershipWordsOf]: MembershipWordsOf[P] &
        IntroducerWords & { readonly protocol: P };
    }[keyof MembershipWordsOf];
