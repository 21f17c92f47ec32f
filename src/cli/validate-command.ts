/** `validate`: whether files are scenarios, without running them. */

import type { Argv } from 'yargs';
import { titleOf } from '../report/run-summary';
import type { Protocols } from '../protocol/membership/protocols';
import { InputError, onOneLine } from '../scenario/input-error';
import { command, scenarioFiles } from './command';
import { protocolFlag, protocolsFrom, withProtocolFlag } from './protocol-module';
import { commandOn, readScenarios } from './scenario-file';
import { DEFAULT_SEED } from './seeds';
import { colours, printLine, warn } from './terminal';

const BAD_INPUT = 2;

export const validate = command({
  ...{
    name: 'validate',
    words: '[files..]',
    describe: 'Check scenarios without running them',
  },
  flags: validateFlags,
  run: async (flags) =>
    validateFiles(
      scenarioFiles(flags, 'validate'),
      flags.protocol,
      await protocolsFrom(flags.protocol),
    ),
});

function validateFlags(flags: Argv) {
  return withProtocolFlag(flags)
    .positional('files', {
      ...{ type: 'string', array: true, describe: 'Scenario files' },
    } as const)
    .example('$0 validate testcases/minority.yaml', 'Check one')
    .example('$0 validate testcases/*', 'Check all');
}

/** Returns the exit code: 0 where every file is a scenario, else 2. */
async function validateFiles(
  files: readonly string[],
  protocol: string | undefined,
  protocols: Protocols,
): Promise<number> {
  printLine(`Validating ${count(files.length, 'file')}`);
  let wrong = 0;
  for (const file of files) {
    try {
      const [read] = readScenarios([file], undefined, protocols);
      const scenario = read!.scenarioFor(DEFAULT_SEED);
      const { faults, expect, expectFailure } = scenario;
      const checks = expect.length + expectFailure.length;
      const plan = `${count(faults.length, 'fault')}, ${count(checks, 'check')}`;
      printLine(onOneLine(`${file}: ${titleOf(scenario)}; ${plan}`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      wrong++;
      warn(error.message);
    }
  }
  const colour = await colours();
  if (wrong === 0) {
    const words = files.length === 1 ? 'It is a scenario.' : `All ${files.length} are scenarios.`;
    printLine(
      `${colour.green(words)} To run: ${commandOn('run', ...files)}${protocolFlag(protocol)}`,
    );
    return 0;
  }
  printLine(colour.red(`${wrong} of ${count(files.length, 'file')} cannot be run.`));
  return BAD_INPUT;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
