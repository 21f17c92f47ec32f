/** The course's `.conf` files: `KEY: value` lines, in any order, into a scenario. */

import { closest, distance } from 'fastest-levenshtein';
import type { FaultStep } from '../faults/plan';
import { COURSE_TESTS, type CourseTest } from '../workload/course';
import { cluster } from './cluster';
import { InputError, onOneLine } from './input-error';
import type { CourseScenario, Rubric } from './scenario';

/** What the course's tables are made for. */
const NODES_MAX = 1000;
export const CONF_BYTES_MAX = 65_536;
export const PARTS = ['membership', 'store'] as const;
/** A part of the course: which half of a node a run is about. */
export type Part = (typeof PARTS)[number];

/** What a file came to. */
export interface ReadScenario {
  readonly scenario: CourseScenario;
  /** What was put up with, a line each. */
  readonly warnings: readonly string[];
}

/** What an old fork writes. */
const ALIASES: ReadonlyMap<string, Key> = new Map([['NODES', 'MAX_NNB']]);

const KEYS = ['MAX_NNB', 'SINGLE_FAILURE', 'DROP_MSG', 'MSG_DROP_PROB', 'CRUD_TEST'] as const;
type Key = (typeof KEYS)[number];
const MEMBERSHIP_KEYS: readonly Key[] = ['SINGLE_FAILURE', 'DROP_MSG', 'MSG_DROP_PROB'];
/** A word further than this from every known one is not taken for a slip of the pen. */
const SLIP_MAX = 4;

interface Setting {
  readonly value: string;
  readonly line: number;
  readonly keyColumn: number;
  readonly valueColumn: number;
}

type Settings = ReadonlyMap<Key, Setting>;

/**
 * Reads a `.conf` file's bytes.
 * @param file its path, for messages; its last part without `.conf` names the scenario
 * @param part which part to run, where the keys alone are not to decide
 * @throws InputError, `file:line:column: what is wrong, what is allowed`
 */
export function readConf(file: string, bytes: Uint8Array, part?: Part): ReadScenario {
  const { settings, lines } = parse(file, textOf(file, bytes));
  const reader = new SettingReader(file, settings, lines);
  const isMembership = MEMBERSHIP_KEYS.some((key) => settings.has(key));
  const chosen = part ?? (isMembership ? 'membership' : 'store');
  const name = onOneLine(file.replace(/^.*[\\/]/, '').replace(/\.conf$/, ''));
  const warnings: string[] = [];
  const crud = settings.get('CRUD_TEST');
  if (isMembership && chosen === 'membership' && crud !== undefined) {
    const place = `${file}:${crud.line}:${crud.keyColumn}`;
    warnings.push(`${place}: CRUD_TEST is ignored in a membership run (--part store runs it)`);
  }
  // Both parts are read, so that a bad value never passes because the other part was chosen.
  const nodes = reader.whole('MAX_NNB', 1, NODES_MAX);
  const membership = readMembership(reader, chosen === 'membership');
  const test = reader.oneOf('CRUD_TEST', COURSE_TESTS, chosen === 'store');
  const scenario =
    chosen === 'membership' || test === undefined
      ? membershipScenario(name, nodes, membership)
      : storeScenario(name, nodes, test);
  return { scenario, warnings };
}

interface MembershipSettings {
  readonly single: boolean;
  readonly drops: boolean;
  readonly probability: number;
}

function readMembership(reader: SettingReader, required: boolean): MembershipSettings {
  const single = reader.flag('SINGLE_FAILURE', required);
  const drops = reader.flag('DROP_MSG', false) ?? false;
  const probability = reader.probability('MSG_DROP_PROB', required && drops) ?? 0;
  return { single: single ?? true, drops, probability };
}

/** UTF-8 text of a file, its byte-order mark taken off. */
function textOf(file: string, bytes: Uint8Array): string {
  if (bytes.length > CONF_BYTES_MAX) {
    throw new InputError(`${file}:1:1`, `larger than ${CONF_BYTES_MAX} bytes: not a scenario`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${file}:1:1`, 'not UTF-8 text: a .conf file has lines of "KEY: value"');
  }
  return text;
}

function parse(file: string, text: string): { settings: Settings; lines: number } {
  const settings = new Map<Key, Setting>();
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, content] of lines.entries()) {
    if (/^\s*(#|\/\/|$)/.test(content)) continue;
    const [key, setting] = parseLine(file, content, index + 1);
    const earlier = settings.get(key);
    if (earlier !== undefined) {
      const place = `${file}:${setting.line}:${setting.keyColumn}`;
      throw new InputError(place, `${key} is given twice, first in line ${earlier.line}`);
    }
    settings.set(key, setting);
  }
  if (settings.size === 0) {
    throw new InputError(`${file}:1:1`, `empty: needs MAX_NNB and more, see testcases/create.conf`);
  }
  return { settings, lines: lines.length };
}

function parseLine(file: string, content: string, line: number): [Key, Setting] {
  const control = content.search(/[^\P{Cc}\t]/u);
  if (control >= 0) {
    throw new InputError(`${file}:${line}:${control + 1}`, 'a control character: not a text file');
  }
  const match = /^(\s*)([^\s:]+)(\s*:\s*)/.exec(content);
  if (match === null) {
    const column = content.search(/\S/) + 1;
    throw new InputError(`${file}:${line}:${column}`, `expected "KEY: value", ${KEYS.join(', ')}`);
  }
  const [start, indent = '', word = '', colon = ''] = match;
  const value = content
    .slice(start.length)
    .split(/#|\/\//, 1)[0]!
    .trimEnd();
  const keyColumn = indent.length + 1;
  const key = KEYS.find((known) => known === word) ?? ALIASES.get(word);
  if (key === undefined) {
    throw new InputError(`${file}:${line}:${keyColumn}`, unknownKey(word));
  }
  const valueColumn = keyColumn + word.length + colon.length;
  return [key, { value, line, keyColumn, valueColumn }];
}

function unknownKey(word: string): string {
  const known = closest(word.toUpperCase(), KEYS);
  const isSlip = distance(word.toUpperCase(), known) <= SLIP_MAX;
  const hint = isSlip ? `did you mean ${known}?` : `known are ${KEYS.join(', ')}`;
  return `unknown key ${shown(word)}, ${hint}`;
}

/** Reads values of their kinds; where one is wrong or missing, says so at its place. */
class SettingReader {
  constructor(
    private readonly file: string,
    private readonly settings: Settings,
    private readonly lines: number,
  ) {}

  whole(key: Key, min: number, max: number): number {
    const allowed = `a whole number from ${min} to ${max}`;
    const setting = this.required(key, allowed);
    const value = /^[0-9]{1,15}$/.test(setting.value) ? Number(setting.value) : NaN;
    if (!(value >= min && value <= max)) throw this.wrong(key, setting, allowed);
    return value;
  }

  flag(key: Key, required: boolean): boolean | undefined {
    const value = this.oneOf(key, ['0', '1'], required);
    return value === undefined ? undefined : value === '1';
  }

  probability(key: Key, required: boolean): number | undefined {
    const allowed = 'a number from 0 to 1, such as 0.1';
    const setting = this.find(key, required, allowed);
    if (setting === undefined) return undefined;
    const isNumber = /^([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)$/.test(setting.value);
    const value = isNumber ? Number(setting.value) : NaN;
    if (!(value >= 0 && value <= 1)) throw this.wrong(key, setting, allowed);
    return value;
  }

  oneOf<T extends string>(key: Key, words: readonly T[], required: boolean): T | undefined {
    const allowed = words.length === 2 ? words.join(' or ') : `one of ${words.join(', ')}`;
    const setting = this.find(key, required, allowed);
    if (setting === undefined) return undefined;
    const word = words.find((known) => known === setting.value);
    if (word === undefined) throw this.wrong(key, setting, allowed);
    return word;
  }

  private find(key: Key, required: boolean, allowed: string): Setting | undefined {
    return required ? this.required(key, allowed) : this.settings.get(key);
  }

  private required(key: Key, allowed: string): Setting {
    const setting = this.settings.get(key);
    if (setting !== undefined) return setting;
    throw new InputError(`${this.file}:${this.lines}:1`, `${key} is missing: ${allowed}`);
  }

  private wrong(key: Key, { line, valueColumn, value }: Setting, allowed: string): InputError {
    const place = `${this.file}:${line}:${valueColumn}`;
    return new InputError(place, `${key} cannot be ${shown(value)}: ${allowed}`);
  }
}

/** A word from a file as it is shown in a message: short, and on one line. */
function shown(word: string): string {
  const short = word.length > 40 ? `${word.slice(0, 40)}...` : word;
  return JSON.stringify(short);
}

/** The course's fixed numbers. */
const FAILURE_TICK = 100;
const FIRST_LOSS_TICK = 51;
const LAST_LOSS_TICK = 300;

function membershipScenario(
  name: string,
  nodes: number,
  settings: MembershipSettings,
): CourseScenario {
  const { single, drops, probability } = settings;
  const failure: FaultStep = {
    ...{ id: 'failure', at: FAILURE_TICK, crash: { draw: single ? 'one' : 'half' } },
  };
  const rubric: Rubric = { part: 'membership', failures: single ? 'single' : 'multi', drops };
  const loss = { probability, firstTick: FIRST_LOSS_TICK, lastTick: LAST_LOSS_TICK };
  const network = drops ? { loss } : {};
  const course = cluster({ name, nodes, nodeOrder: 'falling', network, faults: [failure] });
  return { ...course, rubric };
}

function storeScenario(name: string, nodes: number, test: CourseTest): CourseScenario {
  const workload = { course: test };
  const course = cluster({ name, nodes, nodeOrder: 'falling', store: true, workload });
  return { ...course, rubric: { part: 'store', test } };
}
