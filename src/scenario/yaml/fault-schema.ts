/** What a scenario file may say of faults: steps, each with a trigger and an action. */

import * as z from 'zod';
import { REPLICA_RANKS } from '../../faults/plan';
import { RING_SIZE } from '../../protocol/ring/course-hash';
import { FILES } from '../../protocol/storage/log-files';
import { NODES_MAX } from '../cluster';
import { REPLICAS_MAX } from '../require-store';
import { latencySchema } from './cluster-schema';
import {
  count,
  described,
  duration,
  flag,
  list,
  map,
  node,
  nodeOr,
  type OneOf,
  placedText,
  share,
  shift,
  text,
  word,
} from './fields';
import { unknownStepKey } from './step-hints';
import { linesSchema } from './workload-schema';

const DRIFT_PPM_MAX = 900_000;
const OCCURRENCES_MAX = 100_000;
const IN_FLIGHT_MAX = 10_000_000;

const nodes = z.union([node('One node.'), list(node('A node.'))]);

/** The keys by which an action names its nodes. */
const TARGETS = {
  nodes: described(nodes, 'This node, or these: `n3`, `[n1, n2]`.'),
  random: count('So many of the nodes that are up, drawn.', { min: 1, max: NODES_MAX }),
  replica: word('A replica of the key `of`, among the nodes that are up.', REPLICA_RANKS),
  replicas: count('So many replicas of the key `of`, drawn.', { min: 1, max: REPLICAS_MAX }),
  noReplicaOf: text('The lowest node that is no replica of this key.'),
  coordinatorOf: text('Whoever took on the latest operation on this key.'),
  introducers: flag('The introducers.'),
  slots: described(
    list(count('A slot of the ring.', { max: RING_SIZE - 1 })).length(2, {
      error: 'needs two slots: [from, to]',
    }),
    'A range of tokens: nodes in the slots from the first to the second, clockwise, both included.',
  ),
  draw: word("The course's draws: one node, or half of them in a row.", ['one', 'half']),
};

const of = text('The key of `replica` or `replicas`.');

const ONE_TARGET: OneOf = { what: 'target', keys: Object.keys(TARGETS), atLeast: 1 };

const SHORT = nodeOr('A node, a drawn one, or the introducers.', ['random', 'introducers']);

/** Nodes in short: `n3`, `random`, `introducers`, `[n1, n2]`; or in a map. */
export const targetSchema = z.union([
  SHORT,
  list(node('A node.')),
  map({}, { ...TARGETS, of }, [ONE_TARGET]),
]);

/** An action on nodes: the nodes in short or, where more is to be said, in a map with it. */
function onNodes<F extends Readonly<Record<string, z.ZodType>>>(is: string, fields: F) {
  const full = map({}, { ...TARGETS, of, ...fields }, [ONE_TARGET]);
  return described(z.union([SHORT, list(node('A node.')), full]), is);
}

const wipe = flag('What it stored is lost.');
const undone = duration('It is undone after so long.');

const capacity = count('Messages under way at once on each link; one more is dropped.', {
  ...{ min: 1, max: IN_FLIGHT_MAX },
});

const link = map(
  {},
  {
    from: described(targetSchema, 'Links from these nodes ...', 'all'),
    to: described(targetSchema, '... to these.', 'all'),
    latency: described(latencySchema, 'How long their messages are under way.'),
    loss: share('Messages that are lost.'),
    duplicate: share('Messages that arrive twice.'),
    reorder: share('Messages that wait for a second delay on top.'),
    capacity,
    cut: flag('Nothing that is sent gets through.'),
    hold: flag('What is sent waits, in order, until nothing holds the link.'),
    for: undone,
  },
);

function moved(is: string) {
  const full = map(
    { node: node('Who comes or goes.') },
    { by: node('Who is told, and ends the movement; the lowest owner that is up unless given.') },
  );
  return described(z.union([node('Who comes or goes.'), full]), is);
}

/** What a step does, by its key. */
export const ACTIONS = {
  crash: onNodes('Nodes go down without a word.', {
    restartAfter: duration('They come up again after so long ...'),
    wipe: flag('What they stored is lost: whoever starts them finds an empty disk.'),
    unsynced: word(
      'The power fails: files lose all that was not synced (`lost`), or all but a drawn beginning of it (`torn`). Only the process dies unless given.',
      ['lost', 'torn'],
    ),
  }),
  start: onNodes('Nodes come up: again (a restart), or for the first time (a join).', { wipe }),
  leave: onNodes('Nodes say goodbye and go down.', {}),
  pause: onNodes('Nodes stand still: their timers and their mail wait.', { for: undone }),
  resume: onNodes('Nodes that stand still go on.', {}),
  partition: described(
    map(
      {
        groups: described(
          list(targetSchema).min(2, { error: 'needs two groups or more' }),
          'Groups of nodes; other nodes go on as they were.',
        ),
      },
      {
        oneWay: flag('Only what the first group sends to the others is cut.'),
        for: undone,
      },
    ),
    'No group reaches another.',
  ),
  link: described(link, 'Links change; a later change wins.'),
  heal: described(
    placedText('The id of a step.'),
    'Undoes the `partition` or `link` of the step with this id.',
  ),
  lose: described(
    map(
      {
        from: node('Its sender.'),
        to: node('Its receiver.'),
      },
      {
        order: count('Of those sent over that link in that tick: the first is 0.', { default: 0 }),
      },
    ),
    'One message is lost.',
  ),
  clock: onNodes('Clocks of nodes go wrong.', {
    drift: count('They run fast by so much, slow below 0.', {
      ...{ min: -DRIFT_PPM_MAX, max: DRIFT_PPM_MAX, unit: 'ppm' },
    }),
    step: shift('The wall clock steps by so much; timers do not notice.'),
  }),
  addOwner: moved("A node is to be an owner of the ring, on the operator's command."),
  removeOwner: moved("An owner of the ring is to be none, on the operator's command."),
  disk: onNodes('Disks of nodes go wrong.', {
    slow: duration('Every operation takes so much longer; 0s ends it.', { min: 0 }),
    full: flag('Nothing more fits; `full: false` ends it.'),
    rot: word('A drawn bit of what this file has on the disk turns over ...', FILES),
    bytes: described(
      list(count('An offset in the file.')).length(2, { error: 'needs two offsets: [from, to]' }),
      '... in one of the bytes from the first to the second; in any unless given.',
    ),
  }),
};

const event = map(
  { event: placedText('The kind of event, such as removed or crashed.') },
  {
    node: node('Only where it happens on this node.'),
    member: node('Only where it is about this node.'),
    key: text('Only where it is about this key.'),
  },
);

const TRIGGERS = {
  at: duration('At this time.', { min: 0 }),
  every: duration('At `from` and again and again after so long, up to `to`.'),
  when: described(
    z.union([placedText('The kind of event.'), event]),
    'When an event happens: its kind, or a map.',
  ),
};

const ONE_TRIGGER: OneOf = { what: 'trigger', keys: Object.keys(TRIGGERS), atLeast: 1 };

export const stepSchema = map(
  {},
  {
    id: text('Its name, of no other step: what it draws depends on it.', {
      default: 'made of the action and the trigger',
    }),
    ...TRIGGERS,
    from: duration('Of `every`: the first time.', { min: 0, default: 'that of `every`' }),
    to: duration('Of `every`: not after this.', { min: 0, default: 'the end' }),
    after: duration('Of `when`: so long after the event.', { default: '1 tick' }),
    times: count('Of `when`: for so many of the events, the first ones.', {
      ...{ min: 1, max: OCCURRENCES_MAX, default: 1 },
    }),
    ...ACTIONS,
    announce: linesSchema,
  },
  [ONE_TRIGGER, { what: 'action', keys: Object.keys(ACTIONS), atLeast: 1 }],
  (key, step, known) => unknownStepKey(key, step, known, ONE_TRIGGER, ACTIONS),
);

export type StepDocument = z.output<typeof stepSchema>;
export type TargetDocument = z.output<typeof targetSchema>;
