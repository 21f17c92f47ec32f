/** What is wrong with a scenario as code builds it, at the place where a file says it. */

import { type InputError, ItemError } from '../input-error';
import { fileWord } from '../membership';
import type { Path, Problem } from './document';

/** The parts of a scenario that a file has elsewhere. */
const PARTS: Readonly<Record<string, Path>> = {
  ...{ network: ['network'], disk: ['disk'], workload: ['workload'], faults: ['faults'] },
  ...{ expect: ['expect'], expectFailure: ['expectFailure'], durationTicks: ['duration'] },
  ...{ store: ['cluster', 'replication'], nodeOrder: ['cluster', 'order'] },
};
const OF_THE_CLUSTER = [
  'nodes',
  'start',
  'starts',
  'later',
  'membership',
  'ring',
  'coordinator',
  'storage',
];

/** What a file calls otherwise, beyond that times there are not in ticks. */
const WORDS: Readonly<Record<string, string>> = {
  ...{ replicas: 'n', readQuorum: 'r', writeQuorum: 'w', operationTimeoutTicks: 'timeout' },
  ...{ graceTicks: 'tombstoneGrace', maxMessageBytes: 'maxMessageSize', delay: 'latency' },
  batchTicks: 'batchTime',
};

/** @param error whose place is in words of code: `store.readQuorum`, `faults, crash at 5s: at` */
export function problemInFile(error: InputError): Problem {
  const { place, problem, message } = error;
  const [words = ''] = /^[a-zA-Z.]*/.exec(place)!;
  const [part = '', ...inner] = words.split('.');
  const ofTheCluster = OF_THE_CLUSTER.includes(part) ? ['cluster', part] : undefined;
  const path = PARTS[part] ?? ofTheCluster;
  if (path === undefined) return { path: [], text: message };
  if (error instanceof ItemError) {
    return { path: [...path, ...inner, error.index], text: error.inItem };
  }
  const rest = place.slice(words.length).replace(/^[,:] /, '');
  const inFile = inner.map((word) => WORDS[word] ?? fileWord(word));
  return { path: [...path, ...inFile], text: rest === '' ? problem : `${rest}: ${problem}` };
}
