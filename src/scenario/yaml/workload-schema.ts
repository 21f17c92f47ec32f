/** What a scenario file may say of clients and their operations. */

import * as z from 'zod';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../../protocol/store/record';
import { OPERATIONS } from '../../protocol/store/store-messages';
import { COURSE_TESTS } from '../../workload/course';
import { REPLICAS_MAX } from '../require-store';
import { DEFAULTS } from './defaults';
import { count, described, duration, list, map, node, rate, share, text, word } from './fields';

const CLIENTS_MAX = 1000;
const KEYS_MAX = 1_000_000;
const RETRIES_MAX = 20;

export const linesSchema = described(
  list(text('A line for the operator.')),
  'Lines for the operator, said when it happens.',
);

const operation = map(
  {
    at: duration('When.', { min: 0 }),
    operation: word('What is asked.', OPERATIONS),
    key: text(`The key: 1 to ${KEY_BYTES_MAX} bytes of UTF-8.`),
  },
  {
    value: text(
      `What is stored, ${VALUE_BYTES_MAX} bytes of UTF-8 at most; for read and delete what is expected, for the log.`,
    ),
    coordinator: node('The node it goes through; one that is up is drawn where none is given.'),
    quorum: count('Replicas that have to answer it, in the place of `r` or `w`; `n` at most.', {
      ...{ min: 1, max: REPLICAS_MAX, default: '`r` or `w`' },
    }),
    ttl: duration('How long what is stored is to stay.', { default: 'for good' }),
    id: text('Its name, of no other.', { default: 'made of the other keys' }),
    announce: linesSchema,
  },
);

const announcement = map(
  {
    at: duration('When.', { min: 0 }),
    lines: linesSchema,
  },
  {},
);

const keys = z.union([
  count('So many keys k1, k2, ..., asked for alike.', { min: 1, max: KEYS_MAX }),
  map(
    { count: count('So many keys k1, k2, ...', { min: 1, max: KEYS_MAX }) },
    {
      distribution: word('zipf: the first are asked for most.', ['uniform', 'zipf'], {
        default: 'uniform',
      }),
    },
  ),
]);

const mix = map(
  {},
  {
    read: share('Reads.', { default: '0%' }),
    update: share('Updates.', { default: '0%' }),
    delete: share('Deletes.', { default: '0%' }),
    put: share('Puts: writes, whether there is a value or not.', { default: '0%' }),
  },
);

export const workloadSchema = map(
  {},
  {
    clients: count('Clients; client c asks node c first.', { min: 1, max: CLIENTS_MAX }),
    ratePerClient: rate('Open loop: operations of a client, whether answered or not.'),
    thinkTime: duration('Closed loop: from the end of an operation to the next, on average.'),
    keys: described(keys, 'The keys of the clients.', `${DEFAULTS.keys}`),
    mix: described(mix, 'Their operations, 100% in all.', '{ read: 50%, update: 50% }'),
    ttl: duration('How long what clients store is to stay.', { default: 'for good' }),
    stamp: word(
      'Who gives a write its version: its coordinator, anew for each attempt, or the client, once for all.',
      ['coordinator', 'client'],
      { default: 'coordinator' },
    ),
    timeout: duration('How long a client waits for an answer.', {
      default: DEFAULTS.clientTimeout,
    }),
    retries: count('How often it asks again, through another node.', {
      ...{ max: RETRIES_MAX, default: DEFAULTS.retries },
    }),
    backoff: duration('How long it waits before that, twice as long each time.', {
      ...{ min: 0, default: DEFAULTS.backoff },
    }),
    from: duration('Clients begin operations from this time on ...', {
      ...{ min: 0, default: `${DEFAULTS.from}, when nodes know each other; 0s in shorter runs` },
    }),
    to: duration('... to this, included.', { min: 0, default: 'the end' }),
    operations: described(list(operation), 'Operations one by one, beside those of the clients.'),
    announcements: described(list(announcement), 'Lines for the operator.'),
    course: word("One of the course's tests; then nothing else is given.", COURSE_TESTS),
  },
  [{ what: 'pace', keys: ['ratePerClient', 'thinkTime'], atLeast: 0 }],
);
