/** Scenario files in YAML. */

import { PROTOCOLS, type Protocols } from '../../protocol/membership/protocols';
import { InputErrors } from '../input-error';
import type { Scenario } from '../scenario';
import { type Problem, YamlDocument } from './document';
import { readTree, refusal, type Source } from './read-tree';
import { pathText } from './values';
import { type Setting, settingAt, withSettings } from './vary';

/** Larger files are refused. */
export const YAML_BYTES_MAX = 262_144;

/** A scenario file that was read. */
export interface ReadYaml {
  /**
   * The scenario that a seed makes of it, which draws from the ranges.
   * @throws InputErrors where only the values that it draws make no sense together
   */
  readonly scenarioFor: (seed: string) => Scenario;
  /** What makes sense, and is hardly meant, a line each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a scenario file's bytes.
 * @param file its path, for messages; its last part names the scenario where the file does not
 * @param settings what is to stand in the file in the place of what does
 * @param protocols those that it may name
 * @throws InputErrors, `file:line:column: path: what is wrong, what is allowed`, a line each
 */
export function readYaml(
  file: string,
  bytes: Uint8Array,
  settings: readonly Setting[] = [],
  protocols: Protocols = PROTOCOLS,
): ReadYaml {
  const yaml = new YamlDocument(textOf(file, bytes));
  const { problems } = yaml;
  const tree = yaml.tree === undefined ? undefined : withSettings(yaml.tree, settings);
  const source: Source = {
    ...{ tree, problems, place: file, protocols },
    name: file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, ''),
    linesOf: (found) => linesOf(file, yaml, found, settings),
  };
  if (tree === undefined) {
    const empty = { path: [], offset: 0, text: 'empty: needs `duration` and `cluster`' };
    throw refusal(source, problems.length > 0 ? problems : [empty]);
  }
  const { scenarioFor, doubts } = readTree(source);
  return { scenarioFor, warnings: linesOf(file, yaml, doubts, settings) };
}

/** A line each, in the order of the text. */
function linesOf(
  file: string,
  yaml: YamlDocument,
  problems: readonly Problem[],
  settings: readonly Setting[],
): string[] {
  const placed = problems.map((problem) => ({ problem, offset: yaml.offsetOfProblem(problem) }));
  placed.sort((a, b) => a.offset - b.offset);
  return placed.map(({ problem, offset }) => {
    const path = pathText(problem.path);
    const setting = settingAt(problem.path, settings);
    const place =
      setting === undefined
        ? `${file}:${yaml.lineAndColumn(offset)}`
        : `--vary ${pathText(setting.path)}=${setting.text}`;
    return `${place}: ${path === '' ? '' : `${path}: `}${problem.text}`;
  });
}

/** UTF-8 text of a file, its byte-order mark taken off. */
function textOf(file: string, bytes: Uint8Array): string {
  if (bytes.length > YAML_BYTES_MAX) {
    throw new InputErrors([`${file}:1:1: larger than ${YAML_BYTES_MAX} bytes: not a scenario`]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputErrors([`${file}:1:1: not UTF-8 text`]);
  }
}
