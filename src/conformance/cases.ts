/** The cases of the conformance suite, all of which every membership protocol has to stand. */

import { type Case, ms } from './case';

const OTHERS = ['n1', 'n2', 'n4', 'n5'] as const;

/** Groups have formed after `notice`; most cases begin then. */
export const CASES: readonly Case[] = [
  {
    ...{ name: 'join', what: 'nodes that come later join', removals: 'none' },
    ...{ nodes: 7, later: ['n5', 'n6', 'n7'] },
    faults: ({ notice, blink }) => [
      { at: ms(notice), start: 'n5' },
      { at: ms(notice + blink), start: ['n6', 'n7'] },
    ],
    last: ({ notice, blink }) => notice + blink,
  },
  {
    ...{ name: 'introducers', what: 'of several introducers any will do', removals: 'none' },
    ...{ nodes: 6, introducers: ['n1', 'n2', 'n3'], later: ['n6'] },
    faults: ({ notice }) => [
      { at: ms(notice), crash: ['n1', 'n2'] },
      { at: ms(2 * notice), start: 'n6' },
    ],
    last: ({ notice }) => 2 * notice,
  },
  {
    ...{ name: 'founders', what: 'two groups that were founded apart merge', removals: 'none' },
    introducers: ['n1', 'n2'],
    faults: ({ notice }) => [
      {
        at: '0ms',
        partition: {
          groups: [
            ['n1', 'n3'],
            ['n2', 'n4', 'n5'],
          ],
          for: ms(notice),
        },
      },
    ],
    last: ({ notice }) => notice,
  },
  {
    ...{ name: 'leave', what: 'whoever says goodbye is not suspected', removals: 'none' },
    unsuspected: 3,
    faults: ({ notice }) => [{ at: ms(notice), leave: 'n3' }],
    last: ({ notice }) => notice,
  },
  {
    ...{ name: 'leave-return', what: 'whoever left may come again', removals: 'none' },
    faults: ({ notice }) => [
      { at: ms(notice), leave: 'n3' },
      { at: ms(2 * notice), start: 'n3' },
    ],
    last: ({ notice }) => 2 * notice,
  },
  {
    ...{ name: 'crash', what: 'whoever crashes is removed', removals: 'none' },
    faults: ({ notice }) => [{ at: ms(notice), crash: 'n3' }],
    last: ({ notice }) => notice,
  },
  {
    ...{ name: 'crashes', what: 'several that crash at once are removed', removals: 'none' },
    nodes: 8,
    faults: ({ notice }) => [{ at: ms(notice), crash: ['n3', 'n4', 'n5'] }],
    last: ({ notice }) => notice,
  },
  {
    ...{ name: 'restart-unnoticed', what: 'up again before anybody noticed', removals: 'none' },
    faults: ({ notice, blink }) => [
      { at: ms(notice), crash: { nodes: 'n3', restartAfter: ms(blink) } },
    ],
    last: ({ notice, blink }) => notice + blink,
  },
  {
    ...{ name: 'restart-suspected', what: 'up again once it is suspected', removals: 'none' },
    faults: ({ notice }) => [
      { at: ms(notice), crash: 'n3' },
      { when: { event: 'suspected', member: 'n3' }, start: 'n3' },
    ],
    last: ({ notice }) => 2 * notice,
  },
  {
    ...{ name: 'restart-removed', what: 'up again after its removal', removals: 'none' },
    faults: ({ notice }) => [
      { at: ms(notice), crash: { nodes: 'n3', restartAfter: ms(1.5 * notice) } },
    ],
    last: ({ notice }) => 2.5 * notice,
  },
  {
    ...{ name: 'restart-wiped', what: 'up again with nothing in its storage', removals: 'none' },
    faults: ({ notice }) => [
      { at: ms(notice), crash: { nodes: 'n3', restartAfter: ms(1.5 * notice), wipe: true } },
    ],
    last: ({ notice }) => 2.5 * notice,
  },
  {
    ...{ name: 'restarts', what: 'three restarts in a row', removals: 'none' },
    faults: ({ notice, blink }) =>
      [0, 2, 4].map((after) => ({
        at: ms(notice + after * blink),
        crash: { nodes: 'n3', restartAfter: ms(blink) },
      })),
    last: ({ notice, blink }) => notice + 5 * blink,
  },
  {
    ...{ name: 'pause-short', what: 'a short pause removes nobody', removals: 'none' },
    promise: 'patience',
    faults: ({ notice, blink }) => [{ at: ms(notice), pause: { nodes: 'n3', for: ms(blink) } }],
    last: ({ notice, blink }) => notice + blink,
  },
  {
    ...{ name: 'pause-long', what: 'removed in a long pause, and back', removals: 'some' },
    faults: ({ notice }) => [{ at: ms(notice), pause: { nodes: 'n3', for: ms(2 * notice) } }],
    last: ({ notice }) => 3 * notice,
  },
  {
    ...{ name: 'partition-short', what: 'a short partition removes nobody', removals: 'none' },
    promise: 'patience',
    faults: ({ notice, blink }) => [
      {
        at: ms(notice),
        partition: {
          groups: [
            ['n1', 'n2'],
            ['n3', 'n4', 'n5'],
          ],
          for: ms(blink),
        },
      },
    ],
    last: ({ notice, blink }) => notice + blink,
  },
  {
    ...{ name: 'partition-long', what: 'two halves that removed each other merge' },
    removals: 'some',
    faults: ({ notice }) => [
      {
        at: ms(notice),
        partition: {
          groups: [
            ['n1', 'n2'],
            ['n3', 'n4', 'n5'],
          ],
          for: ms(2 * notice),
        },
      },
    ],
    last: ({ notice }) => 3 * notice,
  },
  {
    ...{ name: 'one-way', what: 'nobody hears n3 for long, while it hears them', removals: 'any' },
    faults: ({ notice }) => [
      {
        at: ms(notice),
        partition: { groups: [['n3'], OTHERS], oneWay: true, for: ms(2 * notice) },
      },
    ],
    last: ({ notice }) => 3 * notice,
  },
  {
    ...{ name: 'introducer-down', what: 'joiners wait for the introducer', removals: 'none' },
    ...{ nodes: 6, later: ['n5', 'n6'] },
    faults: ({ notice }) => [
      { at: ms(notice), crash: { nodes: 'n1', restartAfter: ms(2 * notice) } },
      { at: ms(1.5 * notice), start: ['n5', 'n6'] },
    ],
    last: ({ notice }) => 3 * notice,
  },
  {
    ...{ name: 'loss', what: 'a tenth of all messages is lost', removals: 'none' },
    promise: 'loss',
    network: { loss: '10%' },
    faults: ({ notice }) => [
      { at: ms(notice), crash: 'n5' },
      // The loss ends, so that everybody can be of one mind.
      { at: ms(3 * notice), link: { loss: '0%' } },
    ],
    last: ({ notice }) => 3 * notice,
  },
  {
    ...{ name: 'chaos', what: '30 % lost, 20 % twice, 20 % out of order, and then quiet' },
    removals: 'any',
    faults: ({ notice }) => [
      {
        at: '0ms',
        link: { loss: '30%', duplicate: '20%', reorder: '20%', for: ms(3 * notice) },
      },
      { at: ms(notice), crash: { nodes: 'n4', restartAfter: ms(notice) } },
    ],
    last: ({ notice }) => 3 * notice,
  },
];
