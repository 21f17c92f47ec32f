/** `schema`: the JSON Schema of scenario files, for editors. */

import type { Argv } from 'yargs';
import { InputError } from '../scenario/input-error';
import { command, wordsOf } from './command';
import { jsonText } from './json';
import { printLine } from './terminal';

export const schema = command({
  ...{ name: 'schema', words: '', describe: 'Print the JSON Schema of YAML scenarios' },
  flags: schemaFlags,
  run: async ({ _: rest }) => {
    const [word] = wordsOf([], rest, 'schema');
    if (word !== undefined)
      throw new InputError(word, 'schema takes no words, and prints the schema');
    const { jsonSchema } = await import('../scenario/yaml/schema.js');
    printLine(jsonText(jsonSchema()));
    return 0;
  },
});

function schemaFlags(flags: Argv) {
  return flags
    .example('$0 schema > scenario.schema.json', 'For an editor')
    .example('$0 schema | grep x-range', 'What is allowed');
}
