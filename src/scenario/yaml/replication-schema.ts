/** What a scenario file may say of the key-value store. */

import { REPLICAS_MAX } from '../require-store';
import { DEFAULTS } from './defaults';
import { count, described, duration, flag, map, word } from './fields';

const REPLICAS = { min: 1, max: REPLICAS_MAX };

const hints = map(
  {},
  {
    window: duration('Each for so long.', { default: DEFAULTS.hintWindow }),
    countTowardW: flag(
      'Whether one that is kept in the place of a replica counts toward `w` (to show why not: S11).',
    ),
  },
);

const antiEntropy = map(
  {},
  {
    kind: word(
      'By lists of all keys and their versions (full), or by digests of arcs of the ring, then of the parts of those that differ (merkle).',
      ['full', 'merkle'],
      { default: 'merkle' },
    ),
    every: duration('A node begins a comparison, with one of the others in turn, so often.', {
      default: DEFAULTS.antiEntropy,
    }),
  },
);

export const replicationSchema = map(
  {},
  {
    n: count('Replicas of a key.', { ...REPLICAS, default: 3 }),
    r: count('Replicas that answer a read before it ends; `n` at most.', {
      ...{ ...REPLICAS, default: 2 },
    }),
    w: count('Replicas that acknowledge a write before it ends; `n` at most.', {
      ...{ ...REPLICAS, default: 2 },
    }),
    timeout: duration('A coordinator gives up after so long.', { default: DEFAULTS.timeout }),
    offerRetry: duration(
      'Copies, and hints, that were not acknowledged are offered again after so long.',
      { default: DEFAULTS.offerRetry },
    ),
    quorum: word(
      'strict: the replicas of a key alone, and `r` + `w` is to be more than `n`; sloppy: the next node on the ring stands in for one that is believed to be down, and keeps a hint for it (needs `hints`).',
      ['strict', 'sloppy'],
      { default: 'the replicas alone, with any `r` and `w`' },
    ),
    readRepair: word(
      'Replicas that answer a read with something older than the newest are sent that after the read (async), or before it ends (blocking).',
      ['none', 'async', 'blocking'],
      { default: 'none' },
    ),
    hints: described(
      hints,
      'Writes are kept for replicas that did not take them, and given to them later.',
      'they are not',
    ),
    antiEntropy: described(
      antiEntropy,
      'Nodes compare what they have of the keys that both keep, and give each other the newest.',
      'they do not',
    ),
    clock: word(
      "What stamps versions: the coordinator's wall clock, or a hybrid clock, which is never below what it has seen, so that who has read a version writes above it.",
      ['wall', 'hybrid'],
      { default: 'wall' },
    ),
    ties: word(
      'Which of two writes with one timestamp wins: by their actors, alike everywhere, or whichever came last (to show why not: S05).',
      ['actor', 'arrival'],
      { default: 'actor' },
    ),
    tombstoneGrace: duration('What a delete leaves is forgotten after so long.', {
      default: 'never',
    }),
    dedupe: flag('Whether a request that comes again changes nothing (false to show why: S15).', {
      default: true,
    }),
    rebalance: flag(
      'Whether keys are copied to whom the ring gives them when it changes (false to show why: S23).',
      { default: true },
    ),
  },
);
