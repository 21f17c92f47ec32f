/**
 * How a membership protocol declares its parameters, once: scenario files, their schema and
 * documentation, validation and comparisons all follow from it.
 */

import type { Address } from '../address';

/** What is said of one parameter. */
export type Parameter = {
  /** What it does, in a sentence. */
  readonly what: string;
} & (
  | {
      /** A time: whole ticks in a scenario, with a unit in a file, where its name lacks `Ticks`. */
      readonly kind: 'time';
      /** The least, in ticks: 0 or 1. */
      readonly min: number;
      /** As it would be written in a file. */
      readonly default: string;
      /** In ticks, where a tick is the course's; as in the file, a tick being 1 ms, unless given. */
      readonly inCourse?: number;
    }
  | {
      readonly kind: 'count';
      readonly min: number;
      readonly max: number;
      readonly default: number;
    }
  | {
      /** Any number, whole or not. */
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly default: number;
    }
  | { readonly kind: 'flag'; readonly default: boolean }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly default: string }
);

/** What a parameter may be. */
export type ParameterValue = number | boolean | string;

/** By their names in a scenario. */
export type Parameters<T> = { readonly [K in keyof T]: Parameter };

/** A protocol by name; beside it, in what a scenario holds, stand all its parameters. */
export interface MembershipOptions {
  readonly protocol: string;
  /** Contact addresses; a node that is one of them starts a group by itself. */
  readonly introducers: readonly Address[];
}

/** The value of a parameter; undefined where the protocol of the options does not have it. */
export function parameterOf(
  options: MembershipOptions,
  parameter: string,
): ParameterValue | undefined {
  return (options as unknown as Readonly<Record<string, ParameterValue>>)[parameter];
}
