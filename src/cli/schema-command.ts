/** `schema`: the JSON Schema of scenario files, for editors. */

import type { Argv } from 'yargs';
import { command } from './command';
import { jsonText } from './json';
import { printLine } from './terminal';

export const schema = command({
  ...{ name: 'schema', words: '', describe: 'Print the JSON Schema of YAML scenarios' },
  flags: schemaFlags,
  run: async () => {
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
