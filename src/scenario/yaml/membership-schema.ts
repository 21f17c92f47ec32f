/** What a scenario file may say of membership: made from what the protocols declare. */

import * as z from 'zod';
import type { Parameter } from '../../protocol/membership/parameters';
import type { Protocols } from '../../protocol/membership/protocols';
import { fileWord } from '../membership';
import { count, decimal, described, duration, flag, list, map, node, word } from './fields';

/** A word of the file, and what each of the protocols that have it says of it. */
type Uses = readonly { readonly protocol: string; readonly parameter: Parameter }[];

/** @param protocols those that a file may name */
export function membershipSchema(protocols: Protocols) {
  const names = [...protocols.keys()];
  const presets = [...protocols.values()].flatMap((each) => Object.keys(each.presets ?? {}));
  const fields = Array.from(usesByWord(protocols), ([name, uses]) => [name, fieldOf(uses)]);
  return z.union([
    word('The protocol.', names),
    map(
      {},
      {
        protocol: word('The protocol.', names, { default: 'heartbeat' }),
        preset: word(
          'Of lifeguard: what memberlist has by default for a network of this kind.',
          presets,
          { default: 'lan' },
        ),
        introducers: described(
          list(node('A node that others join through.')).min(1, { error: 'needs one or more' }),
          'Nodes that others join through.',
          'n1',
        ),
        ...(Object.fromEntries(fields) as Readonly<Record<string, z.ZodType>>),
      },
    ),
  ]);
}

function usesByWord(protocols: Protocols): ReadonlyMap<string, Uses> {
  const found = new Map<string, { protocol: string; parameter: Parameter }[]>();
  for (const [protocol, { parameters }] of protocols) {
    for (const [name, parameter] of Object.entries<Parameter>(parameters)) {
      const uses = found.get(fileWord(name)) ?? [];
      found.set(fileWord(name), uses);
      uses.push({ protocol, parameter });
    }
  }
  return found;
}

function fieldOf(uses: Uses): z.ZodType {
  const { parameter } = uses[0]!;
  const is = isWhat(uses);
  const limits = { ...defaultOf(uses), ...limitsOf(uses) };
  switch (parameter.kind) {
    case 'time':
      return duration(is, limits);
    case 'count':
      return count(is, limits);
    case 'number':
      return decimal(is, limits);
    case 'flag':
      return flag(is, limits);
    case 'word':
      return word(is, parameter.words, limits);
  }
}

/** What each protocol says, said once where they say the same. */
function isWhat(uses: Uses): string {
  const sayings = new Set(uses.map(({ parameter }) => parameter.what));
  return Array.from(sayings, (what) => {
    const who = uses.filter(({ parameter }) => parameter.what === what);
    return `Of ${who.map(({ protocol }) => protocol).join(', ')}: ${what}`;
  }).join(' ');
}

function defaultOf(uses: Uses) {
  const all = new Set(uses.map(({ parameter }) => parameter.default));
  if (all.size === 1) return { default: uses[0]!.parameter.default };
  const each = uses.map(({ protocol, parameter }) => `${String(parameter.default)} (${protocol})`);
  return { default: each.join(', ') };
}

/** The widest that any of them allows; each protocol's own limits are looked at later. */
function limitsOf(uses: Uses): { min?: number; max?: number } {
  const [first] = uses;
  if (first === undefined || !('min' in first.parameter)) return {};
  const all = uses.map(({ parameter }) => parameter as { min: number; max?: number });
  const min = Math.min(...all.map((each) => each.min));
  const tops = all.flatMap(({ max }) => (max === undefined ? [] : [max]));
  return tops.length === 0 ? { min } : { min, max: Math.max(...tops) };
}
