/**
 * The program asked in this process: the same answers in a tenth of the time. What a process of its
 * own shows (signals, pipes, terminals, memory, what is loaded) needs `Folder.run`.
 */

import './as-application';
import { spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { runProgram } from '../../src/cli/program';
import { ENVIRONMENT, type Folder, Result, ROOT } from './cli-program';

/** In the place of what jest writes to: never a terminal. */
class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the program in a folder with these arguments. One at a time: a process has one folder. */
export async function ask(here: Folder, ...args: string[]): Promise<Result> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const replaced = [
    jest.spyOn(process, 'stdout', 'get').mockReturnValue(stdout as never),
    jest.spyOn(process, 'stderr', 'get').mockReturnValue(stderr as never),
    // What yargs prints its help with.
    jest.spyOn(console, 'log').mockImplementation((text) => stdout.write(`${text}\n`)),
  ];
  process.chdir(here.path);
  try {
    const status = await runProgram(args);
    return new Result({ status, stdout: stdout.text, stderr: stderr.text });
  } finally {
    process.chdir(ROOT);
    for (const spy of replaced) spy.mockRestore();
  }
}

/** Asks with a command that the program printed, in words that a real shell makes of it. */
export function askCommand(here: Folder, command: string): Promise<Result> {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], {
    ...{ cwd: here.path, encoding: 'utf8', env: ENVIRONMENT },
  });
  const [program, ...args] = stdout.split('\0').slice(0, -1);
  if (program !== './Application') throw new Error(`not a command of the program: ${command}`);
  return ask(here, ...args);
}
