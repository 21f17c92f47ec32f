/** The tables of `docs/protocols.md`, made from what the protocols declare. */

import type { Parameter } from '../src/protocol/membership/parameters';
import { type AnyProtocol, PROTOCOLS } from '../src/protocol/membership/protocols';
import { fileWord } from '../src/scenario/membership';

/** The text between these is made: `<!-- parameters of phi -->` and `<!-- end -->`. */
const MADE = /(<!-- parameters of (\w+) -->\n)[^]*?(<!-- end -->)/g;

/** A document with its tables as they should be. */
export function withTables(document: string): string {
  return document.replace(MADE, (_, begin: string, name: string, end: string) => {
    return `${begin}\n${tableOf(name, PROTOCOLS.get(name)!)}\n${end}`;
  });
}

function tableOf(name: string, { parameters, presets = {} }: AnyProtocol): string {
  const others = Object.keys(presets).slice(1);
  const [first = name] = Object.keys(presets);
  const entries = Object.entries<Parameter>(parameters);
  const rows = entries.map(([parameter, declared]) => {
    const more = others.map((preset) => valueOf(presets[preset]!, parameter, declared));
    return [
      `\`${fileWord(parameter)}\``,
      declared.what,
      rangeOf(declared),
      defaultOf(declared),
      ...more,
    ];
  });
  const head = ['parameter', 'what it is', 'value', others.length === 0 ? 'default' : first];
  const lines = [[...head, ...others], [...head, ...others].map(() => '-'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function rangeOf(declared: Parameter): string {
  switch (declared.kind) {
    case 'time':
      return declared.min === 0 ? 'time, or 0' : 'time';
    case 'count':
    case 'number':
      return `${declared.min} to ${declared.max}`;
    case 'flag':
      return '`true`, `false`';
    case 'word':
      return declared.words.map((word) => `\`${word}\``).join(', ');
  }
}

function defaultOf(declared: Parameter): string {
  return String(declared.default);
}

/** What a preset has for a parameter: times in milliseconds. */
function valueOf(preset: object, parameter: string, declared: Parameter): string {
  const value = (preset as Readonly<Record<string, unknown>>)[parameter];
  return declared.kind === 'time' ? `${String(value)}ms` : String(value);
}
