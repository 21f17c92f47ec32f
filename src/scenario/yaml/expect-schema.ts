/** What a scenario file may say of its outcome. */

import * as z from 'zod';
import { REPLICAS_MAX } from '../require-store';
import { count, described, duration, list, map, node, rate, share, text, word } from './fields';

const within = duration('... within so long after the last fault.', { min: 0 });
const after = word('What `within` counts from.', ['lastFault'], { default: 'lastFault' });

/** The checks, by their names. */
export const CHECKS = {
  viewsAgree: described(
    map({}, { within, after }),
    'In the end every node that is up sees exactly the nodes that are up ...',
  ),
  failedRemoved: described(map({}, { within, after }), 'Whoever failed is out of every view ...'),
  noFalseRemovals: described(
    map(
      {},
      {
        except: described(
          list(node('A node that may be removed.')),
          'Nodes that may be: those that are ill.',
        ),
        atMost: count('It may happen so often.', { default: 0 }),
      },
    ),
    'Nobody removed a node that was up.',
  ),
  replicated: described(
    map(
      {},
      {
        copies: count('So many nodes keep each key.', {
          ...{ min: 1, max: REPLICAS_MAX, default: '`replication.n`' },
        }),
        within,
        after,
      },
    ),
    'In the end every acknowledged value is on as many nodes as it should be ...',
  ),
  acknowledgedWritesSurvive: described(
    map({}, {}),
    'No read that begins after a write was acknowledged gives an older value, or nothing.',
  ),
  deletesStayDeleted: described(
    map({}, {}),
    'No read that begins after a delete was acknowledged gives a value from before it.',
  ),
  readsWereWritten: described(map({}, {}), 'No read gives a value that nobody wrote.'),
  writesReachQuorum: described(
    map({}, {}),
    'A write is acknowledged only when its quorum of distinct nodes has stored it.',
  ),
  replicasAgree: described(
    map({}, { within, after }),
    'In the end the replicas of every key have one version of it, and nobody else keeps it ...',
  ),
  readsAreMonotone: described(
    map({}, {}),
    'A read that begins after another of its key has ended gives the same version or a newer one.',
  ),
  versionsNeverFall: described(
    map({}, {}),
    "No replica's version of a key falls, whatever is merged.",
  ),
  quorumsMeet: described(
    map({}, {}),
    'What a read asks meets what a write that was acknowledged before it has reached, whatever became of the ring.',
  ),
  oneVersionPerRequest: described(
    map({}, {}),
    'However often a client asks for the same thing, it is done once.',
  ),
  storageKeepsAcknowledged: described(
    map({}, {}),
    'What a log has acknowledged is there again when it is read back after a start.',
  ),
  availability: described(
    map({ atLeast: share('This share or more.') }, {}),
    'Of the operations that ended this share was answered: carried out, or refused by the state of the key (a read, update or delete of a key that is not there, a create of one that is). What a full disk or the want of a quorum refused, or what nobody answered, was not.',
  ),
  messageLoad: described(
    map({ atMost: rate('This or less.') }, {}),
    'Messages that each node sends, on average over the run.',
  ),
  detectionTime: described(
    map(
      {},
      {
        first: duration('By the first node that does ...'),
        all: duration('... and by the last of those that were up all the time.'),
        of: word('What is meant.', ['removal', 'suspicion'], { default: 'removal' }),
      },
    ),
    'Whoever goes down without a word is removed, or suspected, within this time.',
  ),
  disseminationTime: described(
    map({ atMost: duration('This or less.') }, {}),
    'From the first removal of a node that failed to the last.',
  ),
  falseSuspicions: described(
    map({ atMost: count('So many or fewer.') }, {}),
    'Times that a node suspected one that was up.',
  ),
  outcome: described(
    map(
      {
        operation: text('The id of the operation.'),
        is: word('How it ends.', ['ok', 'fail', 'unknown']),
      },
      { value: text('The value that is read, or was written.') },
    ),
    'An operation comes to an end, and to a value where one is given.',
  ),
};

const names = Object.keys(CHECKS) as (keyof typeof CHECKS)[];

export const expectationSchema = z.union([
  word('A check without parameters.', names),
  map({}, CHECKS, [{ what: 'check', keys: names, atLeast: 1 }]),
]);

export type ExpectationDocument = z.output<typeof expectationSchema>;
