/** Scenarios that go on: each call gives another scenario, with a step more. */

import type { Scenario } from './scenario';
import type { Duration } from './value-words';
import type {
  ActionWords,
  EventWords,
  EveryWords,
  NamingWords,
  TargetWords,
  WhenWords,
} from './words';

/** What adds a step to a scenario, in the words of scenario files; the former stays as it was. */
export interface Steps {
  /**
   * A step at this time: `.at('10s').crash('n3')`.
   * @throws InputError where the options were in ticks and more than `name`, `nodes` and `ring`
   */
  at(time: Duration, naming?: NamingWords): HealableStep;
  /**
   * A step again and again: `.every('5s', { from: '20s' }).pause({ random: 1, for: '1s' })`.
   * @throws InputError as for `at`
   */
  every(time: Duration, more?: EveryWords & NamingWords): Step;
  /**
   * A step when an event happens: `.when('removed', { after: '1s' }).start('n3')`.
   * @throws InputError as for `at`
   */
  when(event: EventWords, more?: WhenWords & NamingWords): Step;
}

/** A scenario to which steps can be added. It is plain data: what adds them is not enumerable. */
export interface FluentScenario extends Scenario, Steps {}

/** A scenario whose last step is a partition or a link, which can be ended. */
export interface HealableScenario extends FluentScenario {
  /**
   * The step ends at this time: as `for` says how long it lasts.
   * @throws InputError for a time that is not after the step's or not in the run, and beside `for`
   */
  heal(time: Duration): FluentScenario;
}

/**
 * What a step does. Each action takes what a scenario file has after its name and gives the scenario
 * with the step; what is wrong is an InputError, a line for each thing.
 */
export interface Step {
  /** Nodes go down without a word; with `restartAfter` they come up again. */
  crash(nodes: ActionWords['crash']): FluentScenario;
  /** Nodes come up: again (a restart), or for the first time (a join). */
  start(nodes: ActionWords['start']): FluentScenario;
  /** Nodes say goodbye and go down. */
  leave(nodes: ActionWords['leave']): FluentScenario;
  /** Nodes stand still: their timers and their mail wait. */
  pause(nodes: ActionWords['pause']): FluentScenario;
  /** Nodes that stand still go on. */
  resume(nodes: ActionWords['resume']): FluentScenario;
  /** No group of nodes reaches another: groups, or those with more to be said. */
  partition(groups: ActionWords['partition'] | readonly TargetWords[]): FluentScenario;
  /** Links change; a later change wins. */
  link(link: ActionWords['link']): FluentScenario;
  /** Undoes the `partition` or `link` of an earlier step, by its id. */
  heal(id: ActionWords['heal']): FluentScenario;
  /** One message is lost. */
  lose(message: ActionWords['lose']): FluentScenario;
  /** Clocks of nodes go wrong. */
  clock(nodes: ActionWords['clock']): FluentScenario;
  /** Disks of nodes go wrong. */
  disk(nodes: ActionWords['disk']): FluentScenario;
  /** A node is to be an owner of the ring, on the operator's command. */
  addOwner(node: ActionWords['addOwner']): FluentScenario;
  /** An owner of the ring is to be none, on the operator's command. */
  removeOwner(node: ActionWords['removeOwner']): FluentScenario;
}

/** A step at a time, so that what it cuts can be healed at another. */
export interface HealableStep extends Step {
  /** As of any step; `.heal('25s')` after it ends it. */
  partition(groups: ActionWords['partition'] | readonly TargetWords[]): HealableScenario;
  /** As of any step; `.heal('25s')` after it ends it. */
  link(link: ActionWords['link']): HealableScenario;
}

/** Gives an object methods that nobody sees who looks at its data. */
export function withHidden<T extends object, M extends object>(data: T, methods: M): T & M {
  const entries = Object.entries(methods) as [string, unknown][];
  const properties = Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
  return Object.defineProperties(data, properties) as T & M;
}
