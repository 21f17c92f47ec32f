/** What a membership protocol is to those who name it: its messages, its parameters, its maker. */

import type { Address } from '../address';
import type { Host } from '../host';
import type { Catalogue } from '../message';
import type { Membership, MembershipListener } from './membership';
import type { Parameters } from './parameters';

interface Introduced {
  readonly introducers: readonly Address[];
}

/** A value of a parameter that makes no sense beside the others. */
export interface ParameterProblem<Name extends string = string> {
  readonly parameter: Name;
  /** What is wrong with it, and what is allowed. */
  readonly text: string;
}

/** What a protocol promises, for checks and tests to hold it to. Messages are taken to arrive. */
export interface Promises<Options> {
  /** Ticks in which every member has noticed that one failed, at the latest. */
  noticeTicks(options: Options, nodes: number): number;
  /** Ticks for which a member may stand still and nobody removes it; none are promised without. */
  patienceTicks?(options: Options, nodes: number): number;
  /** Ticks in which groups that removed each other merge, once they can; as failures without. */
  mergeTicks?(options: Options, nodes: number): number;
  /** The share of messages, 0..1, that may be lost and nobody is removed who is up; 0 without. */
  readonly lossStood?: number;
}

/** Where the nodes of one cluster keep their views, each of them seeing its own only. */
export interface ViewStore {
  /** A node went down: what it knew is gone. */
  forget(node: Address): void;
}

export interface MembershipProtocol<
  Options extends Introduced,
  Views extends ViewStore = ViewStore,
> extends Promises<Options> {
  /** What its nodes say to each other. */
  readonly messages: Catalogue;
  readonly parameters: Parameters<Omit<Options, 'introducers'>>;
  /** Sets of values that others are known for; those of parameters that are given count. */
  readonly presets?: Readonly<Record<string, Partial<Options>>>;
  /** Its nodes cannot run where messages may have fewer bytes than this; 1 without. */
  readonly leastMessageBytes?: number;
  /** Of a user's: the module that it is from, for messages. */
  readonly origin?: string;
  /**
   * What is wrong with values that are each allowed; undefined if nothing.
   * @param roundTripTicks no message is answered sooner; 0 where that is not known
   */
  problem(
    options: Options,
    nodes: number,
    roundTripTicks: number,
  ): ParameterProblem<keyof Options & string> | undefined;
  /** About how many bytes the view of one node takes, in objects and in typed columns. */
  viewBytes?(
    options: Options,
    nodes: number,
    start: 'joining' | 'converged',
  ): { readonly objects: number; readonly columns: number };
  /**
   * Makes a place for the views of one cluster; without it each node keeps its own, and all join.
   * @param converged nodes that are to come up in each other's views
   * @param isShared whether what many nodes know is stored once: that saves memory, and nothing else
   */
  views?(converged: readonly Address[], isShared: boolean): Views;
  /** @param views that of the cluster that the node is part of */
  create(host: Host, options: Options, listener: MembershipListener, views?: Views): Membership;
}
