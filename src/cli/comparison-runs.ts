/** The runs of a comparison: every combination of settings with every seed, in that order. */

import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Protocols } from '../protocol/membership/protocols';
import { InputError, InputErrors } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import type { Setting } from '../scenario/yaml/vary';
import { type ComparedRun, comparedRun } from './compared-run';
import { yamlReader } from './load-scenario';
import { IS_BUNDLE } from './program-name';
import { protocolsFrom } from './protocol-module';
import { breathe, Progress } from './terminal';

/** A value for each of the settings that are varied. */
export type Combination = readonly Setting[];

/** What is run: plain data, as workers are given it. */
export interface Comparison {
  readonly file: string;
  /** Of the file: what it holds now, whatever becomes of it meanwhile. */
  readonly bytes: Uint8Array;
  /** The settings that are compared. */
  readonly combinations: readonly Combination[];
  readonly seeds: readonly string[];
  /** A module with a protocol that they may name. */
  readonly protocol: string | undefined;
}

/** What a worker says of a run: what it came to, or why there is none. */
type Answer = { readonly run: ComparedRun } | { readonly problem: string };

/** Runs the `index`-th run of a comparison. */
class Runner {
  private readonly readings = new Map<number, (seed: string) => Scenario>();

  constructor(
    private readonly comparison: Comparison,
    private readonly protocols: Protocols,
  ) {}

  answer(index: number): Answer {
    const { seeds } = this.comparison;
    const combination = Math.floor(index / seeds.length);
    const seed = seeds[index % seeds.length]!;
    try {
      return { run: comparedRun(this.scenarioFor(combination)(seed), seed) };
    } catch (error) {
      if (error instanceof InputError) return { problem: error.message };
      throw error;
    }
  }

  private scenarioFor(combination: number): (seed: string) => Scenario {
    const known = this.readings.get(combination);
    if (known !== undefined) return known;
    const { file, bytes, combinations } = this.comparison;
    const { scenarioFor } = yamlReader().readYaml(
      ...([file, bytes, combinations[combination], this.protocols] as const),
    );
    this.readings.set(combination, scenarioFor);
    return scenarioFor;
  }
}

/** How many of so many runs go on at once, where so many threads may be used. */
export function threadsFor(count: number, workers = availableParallelism()): number {
  // A thread is started from the bundle's file, or not at all.
  return IS_BUNDLE ? Math.min(workers, count) : 1;
}

/**
 * Runs them all, on so many threads: what they come to does not depend on the number.
 * @throws InputErrors where the values that a seed draws make no sense together
 */
export async function comparisonRuns(
  comparison: Comparison,
  threads: number,
): Promise<ComparedRun[]> {
  const { combinations, seeds } = comparison;
  const count = combinations.length * seeds.length;
  const progress = new Progress(count, 'runs', true);
  try {
    const answers =
      threads > 1
        ? await onThreads(comparison, count, threads, progress)
        : await onThisThread(comparison, count, progress);
    return answers.map((answer) => {
      if ('problem' in answer) throw new InputErrors(answer.problem.split('\n'));
      return answer.run;
    });
  } finally {
    progress.stop();
  }
}

/** Runs one by one, up to the first that cannot be run. */
async function onThisThread(
  comparison: Comparison,
  count: number,
  progress: Progress,
): Promise<Answer[]> {
  const runner = new Runner(comparison, await protocolsFrom(comparison.protocol));
  const answers: Answer[] = [];
  let isGood = true;
  while (isGood && answers.length < count) {
    const answer = runner.answer(answers.length);
    answers.push(answer);
    isGood = 'run' in answer;
    await progress.update(answers.length);
    await breathe();
  }
  return answers;
}

/**
 * Gives each thread the next run as soon as it is done with one. After one that cannot be run no more
 * are begun: all before it have been, so that the first of such is always among the answers.
 */
async function onThreads(
  comparison: Comparison,
  count: number,
  threads: number,
  progress: Progress,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const workers: Worker[] = [];
  let next = 0;
  let done = 0;
  let isGood = true;
  let shown = Promise.resolve();
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(__filename, { workerData: comparison });
      workers.push(worker);
      let index = 0;
      const goOn = () => {
        if (!isGood || next >= count) {
          resolve();
          return;
        }
        index = next++;
        worker.postMessage(index);
      };
      worker.on('message', (answer: Answer) => {
        answers[index] = answer;
        isGood &&= 'run' in answer;
        // One after the other: the first of them makes the bar.
        const runsDone = ++done;
        shown = shown.then(() => progress.update(runsDone));
        goOn();
      });
      worker.on('error', reject);
      goOn();
    });
  try {
    await Promise.all(Array.from({ length: threads }, work));
    await shown;
    return answers;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** What a thread does that was started for runs, until it is ended. */
export function serveRuns(): void {
  const comparison = workerData as Comparison;
  const runner = protocolsFrom(comparison.protocol).then(
    (protocols) => new Runner(comparison, protocols),
  );
  parentPort?.on('message', (index: number) => {
    void runner.then((ready) => {
      parentPort?.postMessage(ready.answer(index));
    });
  });
}
