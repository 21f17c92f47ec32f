/** What a scenario file may say of the ring. */

import * as z from 'zod';
import { TOKENS_MAX } from '../../protocol/ring/ring-settings';
import { RING_PRESETS } from '../ring';
import { count, map, word } from './fields';

export const ringSchema = z.union([
  word('Who owns what.', ['operator', 'auto']),
  map(
    {},
    {
      preset: word(
        "What the others are unless given. `course` has the course's hash. `dstore` is a naive ring: `murmur3`, one token a node, the operator's policy and, unless `replication` says otherwise, n, r and w of 1.",
        RING_PRESETS,
        { default: 'course' },
      ),
      policy: word(
        'Who owns what: the nodes that start by themselves and whom `addOwner` and `removeOwner` steps add and remove, or whoever is in the view, at once.',
        ['operator', 'auto'],
        { default: 'operator; auto in the ticks of the course' },
      ),
      hash: word(
        "What places keys and nodes: `course` is the course's, on 512 slots; `murmur3` MurmurHash3 on 2^32.",
        ['course', 'murmur3'],
        { default: 'course' },
      ),
      tokens: count('Tokens of a node; with the hash of the course it has 1.', {
        ...{ min: 1, max: TOKENS_MAX, default: '150 with murmur3, 1 with course' },
      }),
      ties: word(
        'Who comes first of owners on one token: the lower address, as all agree, or whoever the node that is asked knew first, which is a mistake to be shown.',
        ['address', 'arrival'],
        { default: 'address' },
      ),
      pending: word(
        'Whom operations ask while ranges move: the present replicas only, those that are to be as well, with so many more answers (`inflate`), or with the replaced and the pending replica as one, which has answered when both have (`slot`).',
        ['none', 'inflate', 'slot'],
        { default: 'none' },
      ),
      streamFrom: word(
        'Whom a replica that is to be has its copies from: any, or the one whose place it takes.',
        ['any', 'replaced'],
        { default: 'any' },
      ),
      epochCheck: word(
        'Whether replicas refuse requests made by another ring than theirs.',
        [...(['on', 'off'] as const)],
        { default: 'off' },
      ),
    },
  ),
]);
