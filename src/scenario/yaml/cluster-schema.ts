/** What a scenario file may say of the nodes, the network and the disks. */

import * as z from 'zod';
import type { Protocols } from '../../protocol/membership/protocols';
import { NODES_MAX } from '../cluster';
import { DEFAULTS } from './defaults';
import { membershipSchema } from './membership-schema';
import { replicationSchema } from './replication-schema';
import { ringSchema } from './ring-schema';
import { storageSchema } from './storage-schema';
import { count, described, duration, list, map, node, share, size, word } from './fields';

const RECORDS_MAX = 10_000_000;
const IN_FLIGHT_MAX = 10_000_000;
const MESSAGE_BYTES_MAX = 1_000_000;

const starts = map(
  {
    nodes: count('So many nodes start ...', { min: 1, max: NODES_MAX }),
    in: duration('... in so long, n1 first.'),
  },
  {},
);

/** @param protocols those that a file may name */
export const clusterSchema = (protocols: Protocols) =>
  map(
    { nodes: count('Nodes n1, n2, ...', { min: 1, max: NODES_MAX }) },
    {
      membership: described(
        membershipSchema(protocols),
        'How nodes learn of each other.',
        'heartbeat',
      ),
      replication: described(
        replicationSchema,
        'The key-value store; without it nodes keep membership only.',
      ),
      storage: described(storageSchema, 'What nodes keep their records in.', '{ kind: memory }'),
      start: word(
        "Whether nodes join, or all but those of `later` are up and in each other's views from the start (swim and lifeguard).",
        ['joining', 'converged'],
        { default: 'joining' },
      ),
      starts: described(starts, 'How fast nodes start.', 'four a tick, or all in 40 ticks'),
      later: described(
        list(node('A node that does not start by itself.')),
        'Nodes that do not start by themselves: `start` steps bring them up (joins).',
      ),
      ring: described(
        ringSchema,
        'Who owns what, in a word: the nodes that start by themselves, whatever becomes of them (`operator`), or whoever is in the view of the node that is asked, at once (`auto`). In `auto` quorums of different views need not meet. Or, in a map, more of the ring.',
        'operator; auto in the ticks of the course',
      ),
      coordinator: word(
        'Who coordinates operations: the node that a client asks, each client itself (`client`), or one server for all; these two on machines beside the nodes, which are no members.',
        ['node', 'client', 'server'],
        { default: 'node' },
      ),
      order: word(
        'Who comes first within a tick: whoever was ready first, or the highest node.',
        ['arrival', 'falling'],
        { default: 'arrival' },
      ),
    },
  );

/** The keys of each distribution of delays. */
export const DISTRIBUTIONS = {
  constant: ['delay'],
  uniform: ['min', 'max'],
  exponential: ['floor', 'mean'],
  tail: ['min', 'max', 'slowShare', 'slow'],
} as const;

export const latencySchema = z.union([
  duration('The same for every message.'),
  map(
    {
      distribution: word('Its shape.', ['constant', 'uniform', 'exponential', 'tail']),
    },
    {
      delay: duration('Of constant: every delay.'),
      min: duration('Of uniform and tail: the least delay.'),
      max: duration('Of uniform: the longest delay. Of tail: the longest of most.'),
      floor: duration('Of exponential: the least delay.'),
      mean: duration('Of exponential: the mean of all; need not be whole ticks.'),
      slowShare: share('Of tail: the messages that are slow.'),
      slow: duration('Of tail: the longest delay of those.'),
    },
  ),
]);

const loss = z.union([
  share('Messages that are lost.'),
  map(
    { probability: share('Messages that are lost ...') },
    {
      from: duration('... from this time on ...', { min: 0, default: '0s' }),
      to: duration('... to this, included.', { min: 0, default: 'the end' }),
    },
  ),
]);

export const networkSchema = map(
  {},
  {
    latency: described(latencySchema, 'How long messages are under way.', DEFAULTS.latency),
    loss: described(loss, 'Messages that are lost by chance.', '0%'),
    duplicate: share('Messages that arrive twice.', { default: '0%' }),
    reorder: share('Messages that wait for a second delay on top, so that later ones overtake.', {
      default: '0%',
    }),
    linkCapacity: count('Messages under way at once on a link; one more is dropped.', {
      ...{ min: 1, max: IN_FLIGHT_MAX, default: 'no limit' },
    }),
    maxMessageSize: size('A larger message is dropped.', {
      ...{ max: MESSAGE_BYTES_MAX, default: '3983B' },
    }),
    maxInFlight: count('Messages under way at once in all; one more is dropped.', {
      ...{ min: 1, max: IN_FLIGHT_MAX, default: 30_000 },
    }),
  },
);

export const diskSchema = map(
  {},
  {
    latency: duration('Until an operation is done; 0s is memory.', { min: 0, default: '0s' }),
    fsync: duration('What an fsync of files takes on top of that.', { min: 0, default: '0s' }),
    maxRecords: count('Records that memory holds; a write of one more fails.', {
      ...{ max: RECORDS_MAX, default: 1_000_000 },
    }),
  },
);
