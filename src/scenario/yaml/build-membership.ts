/** What a scenario file says of membership into the options of a protocol. */

import type { Address } from '../../protocol/address';
import type {
  MembershipOptions,
  Parameter,
  ParameterValue,
} from '../../protocol/membership/parameters';
import {
  type AnyProtocol,
  type Protocols,
  withProtocol,
} from '../../protocol/membership/protocols';
import { fileWord } from '../membership';
import type { Path } from './document';
import type { Placed, Ranged } from './fields';
import type { Time } from './quantities';
import type { ScenarioDocument } from './schema';
import type { Values } from './values';

const PATH: Path = ['cluster', 'membership'];
/** Words that are no parameters. */
const OTHERS = ['protocol', 'preset', 'introducers'];

/** What is in the file, by word. */
type Given = Readonly<Record<string, unknown>>;

export function buildMembership(
  document: ScenarioDocument['cluster']['membership'],
  values: Values,
  nodes: number,
  protocols: Protocols,
): MembershipOptions {
  const given: Given = typeof document === 'object' ? document : {};
  const named = typeof document === 'object' ? document.protocol : document;
  const name = named ?? 'heartbeat';
  const protocol = protocols.get(name)!;
  refuseOthers(given, name, protocol, values);
  const introducers = given['introducers'] as readonly Placed<Address>[] | undefined;
  const preset = presetOf(given, protocol);
  const parameters = Object.entries<Parameter>(protocol.parameters).map(([parameter, declared]) => {
    const word = fileWord(parameter);
    const byDefault = preset[parameter] ?? declared.default;
    return [parameter, valueOf(given[word], declared, byDefault, [...PATH, word], values)] as const;
  });
  const options = {
    ...{ protocol: name, ...Object.fromEntries(parameters) },
    introducers: introducers?.map((each) => values.node(each, nodes)) ?? [1],
  };
  const problem = protocol.problem(options, nodes, 0);
  if (problem !== undefined) {
    const word = fileWord(problem.parameter);
    if (given[word] === undefined) values.report(PATH, `${word} ${problem.text}`);
    else values.report([...PATH, word], problem.text);
  }
  return withProtocol(options, protocols);
}

function refuseOthers(
  given: Given,
  name: string,
  { parameters, presets }: AnyProtocol,
  values: Values,
) {
  const words = Object.keys(parameters).map(fileWord);
  for (const word of Object.keys(given)) {
    if (given[word] === undefined) continue;
    const isKnown = word === 'preset' ? presets !== undefined : OTHERS.includes(word);
    if (isKnown || words.includes(word)) continue;
    const problem = `not for ${name}, which has ${words.join(', ')}`;
    values.report([...PATH, word], problem, [...PATH, 'protocol']);
  }
}

/** Times are in ticks of a millisecond. */
function presetOf(given: Given, { presets = {} }: AnyProtocol): Readonly<Record<string, unknown>> {
  const preset = given['preset'] as string | undefined;
  return preset === undefined ? {} : { ...presets[preset] };
}

function valueOf(
  found: unknown,
  declared: Parameter,
  byDefault: unknown,
  path: Path,
  values: Values,
): ParameterValue {
  switch (declared.kind) {
    case 'time':
      if (found !== undefined) return values.ticks(found as Ranged<Time>);
      return defaultTicks(declared, byDefault, path, values);
    case 'count':
      return found === undefined ? (byDefault as number) : values.count(found as Ranged<number>);
    case 'number':
      return found === undefined ? (byDefault as number) : values.share(found as Ranged<number>);
    default:
      return (found ?? byDefault) as ParameterValue;
  }
}

/** In the course's ticks the course's numbers hold. */
function defaultTicks(
  { inCourse }: Extract<Parameter, { kind: 'time' }>,
  byDefault: unknown,
  path: Path,
  values: Values,
): number {
  if (values.tickMicros === undefined && inCourse !== undefined) return inCourse;
  const text = typeof byDefault === 'number' ? `${byDefault}ms` : String(byDefault);
  return text.startsWith('0') ? 0 : values.defaultTicks(path, text);
}
