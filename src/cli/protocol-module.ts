/** `--protocol ./mine.js`: a membership protocol from a user's module. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Argv } from 'yargs';
import { fields } from '../protocol/field-types';
import { PROTOCOLS, type Protocols } from '../protocol/membership/protocols';
import { InputError } from '../scenario/input-error';
import { knownProtocol } from '../scenario/users-protocol';
import { thrownInWords } from './advance';
import { flagOf } from './scenario-file';
import { withinTime } from './time-limit';

/** Lets a command take such a module. */
export function withProtocolFlag<T>(flags: Argv<T>) {
  return flags.option('protocol', {
    ...{ type: 'string', requiresArg: true },
    describe: 'A module with a protocol of yours',
  } as const);
}

/** The flag again, for commands that are printed; begins with a space. */
export function protocolFlag(path: string | undefined): string {
  return path === undefined ? '' : ` ${flagOf('protocol', path)}`;
}

/**
 * What scenarios may name: our protocols, and that of the module if one is given.
 * @throws InputError where it cannot be loaded, or exports no protocol
 */
export async function protocolsFrom(path: string | undefined): Promise<Protocols> {
  if (path === undefined) return PROTOCOLS;
  const [name, protocol] = knownProtocol(await exportOf(path), path);
  return new Map([...PROTOCOLS, [name, protocol]]);
}

/** What a module exports or, where that is a function, what it makes of our `fields`. */
async function exportOf(path: string): Promise<unknown> {
  try {
    const loaded = (await loadedFrom(resolve(path))) as { readonly default?: unknown };
    const exported = loaded.default ?? loaded;
    if (typeof exported !== 'function') return exported;
    return withinTime(() => (exported as (given: object) => unknown)({ fields }));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (isNotThere(error, resolve(path))) {
      const what = existsSync(path) ? 'a folder, not a module' : 'no such file or folder';
      throw new InputError(path, `cannot be loaded: ${what}`);
    }
    throw new InputError(path, `cannot be loaded: ${thrownInWords(error)}`);
  }
}

/** The module itself, not one that it asks for. */
function isNotThere(error: unknown, file: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && message.startsWith(`Cannot find module '${file}'`);
}

/** Errors that say that a module is of the other kind. */
const OTHER_KIND = ['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'];

async function loadedFrom(file: string): Promise<unknown> {
  try {
    return withinTime(() => createRequire(file)(file) as unknown);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!OTHER_KIND.includes(code)) throw error;
    return import(pathToFileURL(file).href);
  }
}
