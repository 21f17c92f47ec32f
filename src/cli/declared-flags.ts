/** What a command takes, read off its own declarations. */

import type { Argv, Options } from 'yargs';
import type { Command } from './command';

/** A flag, or a word of a command. */
export interface Declared {
  readonly name: string;
  readonly describe: string;
  readonly takesValue: boolean;
  /** What it may be, where it is one of a few. */
  readonly choices: readonly string[];
}

export interface Declarations {
  readonly flags: readonly Declared[];
  readonly words: readonly Declared[];
}

/** What every command takes besides. */
const COMMON: readonly Declared[] = [
  { name: 'help', describe: 'Show help', takesValue: false, choices: [] },
  { name: 'version', describe: 'Show version number', takesValue: false, choices: [] },
];

export function declarationsOf({ flags: declare }: Command): Declarations {
  const flags: Declared[] = [];
  const words: Declared[] = [];
  // Whatever is called on it answers with itself, as a parser does.
  const recorder: object = new Proxy(
    {},
    {
      get: (_, method) => (name: string, options: Options) => {
        if (method === 'option') flags.push(declared(name, options));
        if (method === 'positional') words.push(declared(name, options));
        return recorder;
      },
    },
  );
  declare(recorder as Argv);
  return { flags: [...flags, ...COMMON], words };
}

function declared(name: string, options: Options): Declared {
  const { describe = '', type, choices = [] } = options;
  return { name, describe, takesValue: type !== 'boolean', choices: choices.map(String) };
}
