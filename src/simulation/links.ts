/** What messages meet on a directed link: the network's settings, changed by rules. */

import type { Delay } from './delay';

/** A link as a number is from * LINK_SPAN + to; nodes are numbered below it. */
export const LINK_SPAN = 0x400_0000;

/** What holds on a directed link. */
export interface LinkSettings {
  /** How long each message is under way. */
  readonly delay: Delay;
  /** Share of the messages that are lost, 0..1. */
  readonly loss: number;
  /** Share of the messages that arrive twice, 0..1. */
  readonly duplicate: number;
  /** Share of the messages that wait for a second delay on top, 0..1. */
  readonly reorder: number;
  /** Messages under way at once, 1 or more; one more is dropped. Infinity for no limit. */
  readonly capacity: number;
  /** Nothing that is sent gets through; what is under way still arrives. */
  readonly cut: boolean;
  /**
   * What is sent waits, in order, until no rule holds the link. It leaves under the settings of
   * that time, even where the link is cut by then, for a cut is decided at sending.
   */
  readonly hold: boolean;
}

/**
 * What is different on some links while the rule is there. A later rule wins over an earlier one,
 * field by field. A node's mail to itself goes over a link as any other.
 */
export interface LinkRule extends Partial<LinkSettings> {
  /** The senders whose links it is about, by address. */
  readonly from: readonly number[] | 'all';
  /** The receivers. */
  readonly to: readonly number[] | 'all';
}

interface StandingRule {
  readonly from: ReadonlySet<number> | 'all';
  readonly to: ReadonlySet<number> | 'all';
  readonly changes: Partial<LinkSettings>;
  /** The settings that it changed last, and into what: mostly they are the same again. */
  last: { readonly settings: LinkSettings; readonly changed: LinkSettings } | undefined;
}

/** The rules that stand, in the order they came. Nothing is kept for a link. */
export class LinkRules {
  private readonly rules = new Map<string, StandingRule>();

  /** Throws if there is one of the name. */
  add(name: string, { from, to, ...changes }: LinkRule): void {
    if (this.rules.has(name)) throw new Error(`there is a link rule ${name} already`);
    this.rules.set(name, { from: setOf(from), to: setOf(to), changes, last: undefined });
  }

  /** Throws if there is none of the name. */
  remove(name: string): void {
    if (!this.rules.delete(name)) throw new Error(`there is no link rule ${name}`);
  }

  /** What holds on a link that would have these settings without rules. */
  applyTo(settings: LinkSettings, from: number, to: number): LinkSettings {
    if (this.rules.size === 0) return settings;
    let applied = settings;
    for (const rule of this.rules.values()) {
      if (has(rule.from, from) && has(rule.to, to)) applied = changedBy(rule, applied);
    }
    return applied;
  }
}

/**
 * The rules of a partition between groups of nodes that have none in common; nodes of no group go
 * on as they were. Symmetric: no group reaches another. One way: what the first group sends to the
 * others does not get through; all else does, the others' messages to the first included.
 */
export function cutBetween(groups: readonly (readonly number[])[], oneWay: boolean): LinkRule[] {
  const senders = oneWay ? groups.slice(0, 1) : groups;
  return senders.map((from) => ({
    from,
    to: groups.filter((group) => group !== from).flat(),
    cut: true,
  }));
}

function setOf(nodes: readonly number[] | 'all'): ReadonlySet<number> | 'all' {
  return nodes === 'all' ? nodes : new Set(nodes);
}

function has(nodes: ReadonlySet<number> | 'all', node: number): boolean {
  return nodes === 'all' || nodes.has(node);
}

function changedBy(rule: StandingRule, settings: LinkSettings): LinkSettings {
  if (rule.last?.settings === settings) return rule.last.changed;
  const changed = changedSettings(settings, rule.changes);
  rule.last = { settings, changed };
  return changed;
}

/** Spelled out: one shape of object for all. */
function changedSettings(settings: LinkSettings, changes: Partial<LinkSettings>): LinkSettings {
  return {
    delay: changes.delay ?? settings.delay,
    loss: changes.loss ?? settings.loss,
    duplicate: changes.duplicate ?? settings.duplicate,
    reorder: changes.reorder ?? settings.reorder,
    capacity: changes.capacity ?? settings.capacity,
    cut: changes.cut ?? settings.cut,
    hold: changes.hold ?? settings.hold,
  };
}
