/** Scenarios of one cluster, built in code: in ticks, or in real time as scenario files are. */

import type { Protocols } from '../protocol/membership/protocols';
import { cluster as clusterInTicks, type ClusterOptions } from '../scenario/cluster';
import { type FluentScenario, type Steps, withHidden } from '../scenario/fluent';
import { InputError, InputErrors } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { protocolsWith, type UsersProtocol } from '../scenario/users-protocol';
import { INSTEAD, MARKS, type ScenarioWords, type TimedOptions } from '../scenario/words';

/** How a scenario is built. */
export interface BuildOptions {
  /** What draws from ranges, such as `1ms..20ms`: that of the run, or `'1'` unless given. */
  readonly seed?: string;
  /** Membership protocols of your own, which the scenario may name. */
  readonly protocols?: readonly UsersProtocol<never>[];
}

/** None of these fields. */
export type Without<K extends string> = Readonly<Partial<Record<K, never>>>;

/** Options that mean the same in ticks and in words. */
const COMMON = ['name', 'nodes', 'ring'] as const;

type Common = (typeof COMMON)[number];
type InWords = Exclude<keyof ScenarioWords, Common>;
type InTicks = Exclude<keyof ClusterOptions, Common>;

/**
 * A scenario of one cluster.
 *
 * ```ts
 * cluster({ nodes: 10, store: true, durationTicks: 300 });
 * cluster({ nodes: 5, duration: '40s', network: { latency: '5ms', loss: '1%' } })
 *   .at('10s').partition([['n1', 'n2'], ['n3', 'n4', 'n5']]).heal('25s')
 *   .at('12s').crash({ replica: 'primary', of: 'user:7', restartAfter: '20s' });
 * ```
 *
 * Options count in ticks, and what is not given is as in the course's runs. With `duration`, `tick`,
 * `replication` or `order` they are the words of a scenario file (what stands there under `cluster`
 * beside the others), the file's defaults hold, and the scenario equals that of the file. `at`, `every`
 * and `when` add steps in those words; on `cluster({ nodes: 5 })`, of which no more than `name`, `nodes`
 * and `ring` was said, they make it such a scenario, of 60s. Steps of a scenario in ticks are `faults`.
 *
 * @throws InputError for a value that is not allowed: which, and what is
 */
export function cluster(
  options:
    | (TimedOptions & Without<Exclude<InTicks, InWords>>)
    | (Pick<ClusterOptions, Common> & Without<InTicks | InWords>),
  building?: BuildOptions,
): FluentScenario;
/**
 * A scenario whose options are in ticks. Its steps are `faults`.
 *
 * @throws InputError for a value that is not allowed: which, and what is
 */
export function cluster(
  options: ClusterOptions & Without<Exclude<InWords, InTicks>>,
  building?: Pick<BuildOptions, 'protocols'>,
): Scenario;
export function cluster(
  options: ClusterOptions | TimedOptions,
  { seed = '1', protocols: users }: BuildOptions = {},
): FluentScenario {
  // JavaScript lets a number through, and `7` would not be `'7'`.
  if (typeof seed !== 'string') throw new InputError('seed', "needs text, such as '7'");
  const protocols = protocolsWith(users);
  if (isTimed(options)) return timedScenario(options, seed, protocols);
  const scenario = clusterInTicks(options, protocols);
  const common = commonOf(options);
  const inTime = (): FluentScenario => timedScenario(common(), seed, protocols);
  const steps: Steps = {
    at: (...step) => inTime().at(...step),
    every: (...step) => inTime().every(...step),
    when: (...step) => inTime().when(...step),
  };
  return withHidden(scenario, steps);
}

/** The words are read by what reads scenario files, and only where there are some. */
function timedScenario(options: object, seed: string, protocols: Protocols): FluentScenario {
  const timed =
    // eslint-disable-next-line no-restricted-globals, @typescript-eslint/no-require-imports -- an import would load the libraries for everybody
    require('../scenario/yaml/timed-scenario') as typeof import('../scenario/yaml/timed-scenario');
  return timed.timedScenario(options, seed, protocols);
}

/** What options are, where they mean the same in ticks and in words; they may change later. */
function commonOf(options: ClusterOptions): () => object {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const others = given
    .map(([key]) => key)
    .filter((key) => !COMMON.some((common) => common === key));
  return () => {
    if (others.length === 0) return Object.fromEntries(given);
    throw new InputErrors(
      others.map((key) => {
        const instead =
          INSTEAD.get(key) ?? '`duration`, too, and all in the words of scenario files';
        return `${key}: counts in ticks, which steps that are added do not: give ${instead}`;
      }),
    );
  };
}

function isTimed(options: ClusterOptions | TimedOptions): options is TimedOptions {
  return MARKS.some((mark) => (options as Partial<TimedOptions>)[mark] !== undefined);
}
