/** The command line: runs the program with its arguments, exits with its code. */

import { isMainThread } from 'node:worker_threads';
import { runProgram } from './program';
import { standUpToWriteErrors } from './terminal';

if (isMainThread) {
  standUpToWriteErrors();
  void runProgram(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
} else {
  // A thread that the program started for some of its runs.
  void import('./comparison-runs.js').then(({ serveRuns }) => {
    serveRuns();
  });
}
