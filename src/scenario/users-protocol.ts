/** Membership protocols that users bring: what they are made of, and whether it is all there. */

import type { Address } from '../protocol/address';
import type { Field } from '../protocol/fields';
import type { Host } from '../protocol/host';
import { HeldToContract } from '../protocol/membership/contract';
import type { Membership, MembershipListener } from '../protocol/membership/membership';
import type { ParameterProblem, Promises } from '../protocol/membership/membership-protocol';
import type { Parameter, ParameterValue } from '../protocol/membership/parameters';
import {
  type AnyProtocol,
  PROTOCOLS,
  type Protocols,
  type UsersName,
} from '../protocol/membership/protocols';
import { Catalogue } from '../protocol/message';
import { nodeMessages } from '../protocol/node';
import { InputError } from './input-error';
import { fileWord, requireParameter, ticksByDefault } from './membership';

/** A kind of message of a user's protocol. */
export interface UsersMessage {
  /** What it is on the wire: 224 to 255, each once. */
  readonly number: number;
  /** Its fields, `kind` aside, in the order in which they are encoded; made with `fields`. */
  readonly fields: Readonly<Record<string, Field<never>>>;
}

/** What a node of a user's protocol is given: its parameters, times in ticks, and the introducers. */
export type UsersOptions = Readonly<Record<string, ParameterValue>> & {
  readonly introducers: readonly Address[];
};

/**
 * A membership protocol that is not one of ringsim's. What `create` gives is asked from outside, in the
 * order of events; it learns of the world by its host alone, is done when its handlers return, and keeps
 * nothing outside of itself. `docs/protocols.md` builds one.
 */
export interface UsersProtocol<Options = UsersOptions> extends Promises<Options> {
  /** What scenarios call it: a word of letters and digits. */
  readonly name: string;
  /** The kinds of its messages, by name. */
  readonly messages: Readonly<Record<string, UsersMessage>>;
  /** Its parameters, by name; a time whose name ends in `Ticks` lacks that in scenario files. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What is wrong with values that are each allowed; undefined if nothing. */
  problem?(options: Options, nodes: number): ParameterProblem | undefined;
  /** A node's membership, made at each of its boots. */
  create(host: Host, options: Options, listener: MembershipListener): Membership;
}

/** A user's protocol of which all is there. */
export interface KnownProtocol<Options = UsersOptions> extends UsersProtocol<Options> {
  readonly name: UsersName;
}

const NUMBER_MIN = 224;
const NUMBER_MAX = 255;
const PLACE = 'protocol';

/**
 * A user's protocol, looked at: `cluster` takes its `name` as that of a protocol, and
 * `loadScenario` where it is among the `protocols`.
 *
 * @throws InputError for what is missing or not allowed
 */
export function membershipProtocol<Options = UsersOptions>(
  protocol: UsersProtocol<Options>,
): KnownProtocol<Options> {
  requireProtocol(protocol, PLACE);
  return protocol as KnownProtocol<Options>;
}

/**
 * What scenarios may name: our protocols and these.
 * @throws InputError for one that is not a protocol, or has the name of another
 */
export function protocolsWith(users: readonly unknown[] = []): Protocols {
  if (users.length === 0) return PROTOCOLS;
  const all = new Map(PROTOCOLS);
  for (const user of users) {
    const [name, protocol] = knownProtocol(user, PLACE);
    if (all.has(name)) throw new InputError(`${PLACE}.name`, `there is a ${name} already`);
    all.set(name, protocol);
  }
  return all;
}

/**
 * What a user gave as a protocol, by its name.
 * @param origin what it is from, for messages
 * @throws InputError for what is missing or not allowed
 */
export function knownProtocol(given: unknown, origin: string): [string, AnyProtocol] {
  const messages = requireProtocol(given, origin);
  const protocol = given as UsersProtocol<unknown>;
  const { name, parameters } = protocol;
  /** What a function of its own says, asked before there is a run. */
  const said = <T>(part: string, ask: () => T): T => {
    try {
      return ask();
    } catch (error) {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new InputError(`${origin}: ${part}`, `threw ${what}`);
    }
  };
  const ticksOf = (
    part: 'noticeTicks' | 'patienceTicks' | 'mergeTicks',
    options: unknown,
    nodes: number,
  ): number => {
    const ticks: unknown = said(part, () => protocol[part]?.(options, nodes) ?? 0);
    if (Number.isSafeInteger(ticks) && Number(ticks) >= 0) return Number(ticks);
    const allowed = 'a whole number of ticks, 0 or more';
    throw new InputError(`${origin}: ${part}`, `gave ${String(ticks)}: ${allowed}`);
  };
  const known = {
    ...{ messages, parameters, origin },
    problem: (options: unknown, nodes: number) =>
      said('problem', () => protocol.problem?.(options, nodes)),
    noticeTicks: (options: unknown, nodes: number) => ticksOf('noticeTicks', options, nodes),
    patienceTicks: (options: unknown, nodes: number) => ticksOf('patienceTicks', options, nodes),
    mergeTicks: (options: unknown, nodes: number) => ticksOf('mergeTicks', options, nodes),
    lossStood: protocol.lossStood ?? 0,
    create: (host: Host, options: unknown, listener: MembershipListener) =>
      new HeldToContract(protocol.create(host, options, listener)),
  };
  // Its parameters are checked before any options reach it.
  return [name, known as unknown as AnyProtocol];
}

/** @returns the catalogue of its messages */
function requireProtocol(given: unknown, origin: string): Catalogue {
  const refuse = (part: string, problem: string): never => {
    throw new InputError(part === '' ? origin : `${origin}: ${part}`, problem);
  };
  if (typeof given !== 'object' || given === null) refuse('', 'is no protocol: an object');
  const { name, messages, parameters, ...rest } = given as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,30}$/i.test(name)) {
    refuse('name', 'needs a word of up to 31 letters, digits and dashes');
  }
  if (PROTOCOLS.has(name as string)) refuse('name', `there is a ${String(name)} already`);
  for (const method of ['noticeTicks', 'create']) {
    if (typeof rest[method] !== 'function') refuse(method, 'needs a function');
  }
  for (const [parameter, declared] of Object.entries(tableOf(parameters, 'parameters', refuse))) {
    if (['protocol', 'introducers', 'preset'].includes(parameter)) {
      refuse(`parameters.${parameter}`, 'every protocol has one already');
    }
    const place = `${origin}: parameters.${parameter}`;
    requireDeclared(place, declared as Parameter);
    requireOwnWord(place, parameter, declared as Parameter);
  }
  return catalogueOf(tableOf(messages, 'messages', refuse), refuse);
}

type Refuse = (part: string, problem: string) => never;

function tableOf(value: unknown, part: string, refuse: Refuse): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  return refuse(part, 'needs an object, which may be empty');
}

const KINDS: readonly string[] = ['time', 'count', 'number', 'flag', 'word'];

/** A parameter whose default is one of the values that it allows. */
function requireDeclared(place: string, declared: Parameter): void {
  const { kind, what } = (declared as Partial<Parameter> | undefined) ?? {};
  if (kind === undefined || !KINDS.includes(kind)) {
    throw new InputError(`${place}.kind`, `needs one of ${KINDS.join(', ')}`);
  }
  if (typeof what !== 'string') throw new InputError(`${place}.what`, 'needs what it is, as text');
  if (declared.kind === 'word' && !Array.isArray(declared.words)) {
    throw new InputError(`${place}.words`, 'needs a list of words');
  }
  for (const limit of limitsOf(declared)) {
    if (!Number.isFinite(limit)) throw new InputError(place, 'needs min and max as numbers');
  }
  requireParameter(`${place}.default`, ticksByDefault(declared), declared);
}

/** A word of files that one of our protocols has means the same kind of value in all of them. */
function requireOwnWord(place: string, parameter: string, declared: Parameter): void {
  const word = fileWord(parameter);
  for (const [protocol, { parameters }] of PROTOCOLS) {
    for (const [name, known] of Object.entries<Parameter>(parameters)) {
      if (fileWord(name) !== word || isLike(known, declared)) continue;
      throw new InputError(place, `${protocol} has a \`${word}\` of another kind`);
    }
  }
}

function isLike(known: Parameter, declared: Parameter): boolean {
  if (known.kind !== 'word' || declared.kind !== 'word') return known.kind === declared.kind;
  return known.words.join() === declared.words.join();
}

function limitsOf(declared: Parameter): readonly unknown[] {
  if (declared.kind === 'time') return [declared.min];
  return 'min' in declared ? [declared.min, declared.max] : [];
}

function catalogueOf(messages: Readonly<Record<string, unknown>>, refuse: Refuse): Catalogue {
  const ours = nodeMessages.kinds().map(({ name }) => name);
  const numbers = new Set<unknown>();
  for (const [kind, declared] of Object.entries(messages)) {
    const { number, fields } = (declared as Partial<UsersMessage> | null) ?? {};
    const part = `messages.${kind}`;
    if (ours.includes(kind)) refuse(part, 'ringsim has a message of that name');
    const isInRange = Number.isInteger(number) && number! >= NUMBER_MIN && number! <= NUMBER_MAX;
    if (!isInRange || numbers.has(number)) {
      const allowed = `a whole number from ${NUMBER_MIN} to ${NUMBER_MAX}, each once`;
      refuse(`${part}.number`, `cannot be ${String(number)}: ${allowed}`);
    }
    numbers.add(number);
    for (const [field, type] of Object.entries(tableOf(fields, `${part}.fields`, refuse))) {
      const { size, digest, write, read } = (type as Partial<Field<unknown>> | null) ?? {};
      const isWhole = [size, digest, write, read].every((each) => typeof each === 'function');
      if (!isWhole) refuse(`${part}.fields.${field}`, 'needs a type, one that `fields` makes');
    }
  }
  return Catalogue.of(messages as Parameters<typeof Catalogue.of>[0]);
}
