/** One case of the conformance suite: what happens to a cluster, whatever its protocol. */

import type { NodeWord } from '../scenario/value-words';
import type { NetworkWords, StepWords } from '../scenario/words';

/** A protocol's own measure of time, in milliseconds, by which the cases are timed. */
export interface Pace {
  /** Every member has noticed by then that one failed. */
  readonly notice: number;
  /** Whatever happened, views agree again by then. */
  readonly settle: number;
  /** Too short for anybody to be removed. */
  readonly blink: number;
}

export interface Case {
  readonly name: string;
  /** What it shows that a protocol can stand. */
  readonly what: string;
  /** Five unless given. */
  readonly nodes?: number;
  readonly introducers?: readonly NodeWord[];
  readonly later?: readonly NodeWord[];
  readonly network?: NetworkWords;
  readonly faults: (pace: Pace) => readonly StepWords[];
  /** When, in milliseconds, the last thing goes wrong or right. */
  readonly last: (pace: Pace) => number;
  /** Whether anybody may be removed who is up: nobody, somebody has to be, or as it comes. */
  readonly removals: 'none' | 'some' | 'any';
  /** What a protocol has to promise for nobody to be removed, which not every one does. */
  readonly promise?: 'patience' | 'loss';
  /** Nobody suspects this node. */
  readonly unsuspected?: number;
}

/** A time as scenario files have it. */
export function ms(milliseconds: number): `${number}ms` {
  return `${Math.ceil(milliseconds)}ms`;
}
