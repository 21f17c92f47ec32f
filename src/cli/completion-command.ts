/** `completion`: a script by which a shell completes our commands. */

import type { Argv } from 'yargs';
import { type Command, command, requireWords, wordsOf } from './command';
import { COMPLETED_SHELLS, completionScript } from './completion-script';
import { InputError } from '../scenario/input-error';
import { PROGRAM } from './program-name';

/** @param commands all there are, this one too, the one that may be left out first */
export function completionOf(commands: () => readonly Command[]): Command {
  return command({
    ...{ name: 'completion', words: '[shell]', describe: 'Print completions for bash or zsh' },
    flags: completionFlags,
    run: ({ shell, _: rest }) => {
      const given = shell === undefined ? [] : [shell];
      const example = `${PROGRAM} completion bash`;
      const [name, ...more] = requireWords(wordsOf(given, rest, 'completion'), 'shell', example);
      const known = COMPLETED_SHELLS.find((each) => each === name);
      if (known === undefined || more.length > 0) {
        throw new InputError(PROGRAM, `completions are for one of bash and zsh, as in ${example}`);
      }
      process.stdout.write(completionScript(known, commands()));
      return 0;
    },
  });
}

function completionFlags(flags: Argv) {
  return flags
    .positional('shell', { choices: COMPLETED_SHELLS, describe: 'Whose script' } as const)
    .example('source <($0 completion bash)', 'For this bash')
    .example('$0 completion zsh >> ~/.zshrc', 'For every zsh to come');
}
