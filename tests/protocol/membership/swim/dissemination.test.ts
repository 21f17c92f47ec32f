import fc from 'fast-check';

import {
  Dissemination,
  retransmitLimit,
} from '../../../../src/protocol/membership/swim/dissemination';
import { ALIVE, DEAD, SUSPECT } from '../../../../src/protocol/membership/swim/members';
import type { Update, Updates } from '../../../../src/protocol/membership/swim/updates';
import { listOf, updatesOf } from '../../../support/swim-updates';
import { tries } from '../../../support/trials';

/** The members that a message is about. */
function membersOf(updates: Updates): number[] {
  return listOf(updates).map(({ member }) => member);
}

test('the limit is mult * ceil(log10(N + 1))', () => {
  const limits = [1, 5, 9, 10, 99, 100, 128, 999, 1000].map((n) => retransmitLimit(4, n));
  expect(limits).toEqual([4, 4, 4, 8, 8, 12, 12, 12, 16]);
});

test('an update is sent as often as the limit says, and no more', () => {
  const news = new Dissemination(10);
  news.add(listOf(updatesOf([SUSPECT, 7, 3, 2]))[0]!);
  expect(news.isEmpty).toBe(false);
  for (let i = 0; i < 4; i++)
    expect(listOf(news.take(4))).toEqual(listOf(updatesOf([SUSPECT, 7, 3, 2])));
  expect(news.isEmpty).toBe(true);
  expect(listOf(news.take(4))).toEqual([]);
});

test('a newer update about a member takes the place of the older, and starts from none', () => {
  const news = new Dissemination(10);
  news.add(listOf(updatesOf([SUSPECT, 7, 3, 2]))[0]!);
  news.take(2);
  news.add(listOf(updatesOf([DEAD, 7, 3, 5]))[0]!);
  expect(listOf(news.take(2))).toEqual(listOf(updatesOf([DEAD, 7, 3, 5])));
  expect(listOf(news.take(2))).toEqual(listOf(updatesOf([DEAD, 7, 3, 5])));
  expect(news.isEmpty).toBe(true);
});

test('what was sent least goes first where there is more than a message holds', () => {
  const news = new Dissemination(2);
  for (const member of [1, 2, 3]) news.add(listOf(updatesOf([ALIVE, member, 0, 0]))[0]!);
  expect(membersOf(news.take(9))).toEqual([3, 2]);
  expect(membersOf(news.take(9))).toEqual([1, 3]);
  news.add(listOf(updatesOf([ALIVE, 4, 0, 0]))[0]!);
  expect(membersOf(news.take(9))).toEqual([4, 2]);
});

test('all of many updates are sent as often as the limit says', () => {
  const news = new Dissemination(3);
  const sent = new Map<number, number>();
  for (let member = 1; member <= 10; member++)
    news.add(listOf(updatesOf([ALIVE, member, 0, 0]))[0]!);
  while (!news.isEmpty) {
    const members = membersOf(news.take(5));
    expect(members.length).toBeLessThanOrEqual(3);
    for (const member of members) sent.set(member, (sent.get(member) ?? 0) + 1);
  }
  expect([...sent.values()]).toEqual(Array(10).fill(5));
});

test('what a message was given does not change with what comes later', () => {
  const news = new Dissemination(10);
  news.add(listOf(updatesOf([ALIVE, 1, 0, 0]))[0]!);
  const first = news.take(9);
  news.add(listOf(updatesOf([ALIVE, 2, 0, 0]))[0]!);
  news.take(9);
  expect(membersOf(first)).toEqual([1]);
});

/** The same by its definition: whole lists, sorted for each message. */
class Plainly {
  private list: { readonly update: Update; sent: number }[] = [];

  constructor(private readonly capacity: number) {}

  add(update: Update): void {
    this.list = this.list.filter((known) => known.update.member !== update.member);
    this.list.push({ update, sent: 0 });
  }

  take(limit: number): Update[] {
    const newestFirst = [...this.list].reverse().sort((a, b) => a.sent - b.sent);
    const taken = this.list.length <= this.capacity ? [...this.list] : newestFirst;
    taken.length = Math.min(taken.length, this.capacity);
    for (const each of taken) each.sent++;
    this.list = this.list.filter(({ sent }) => sent < limit);
    return taken.map(({ update }) => update);
  }
}

test('what a message takes is what the definition says, and stays as it was', () => {
  // A member that there is news of, or 0 for a message.
  const member = fc.integer({ min: 1, max: 12 });
  const step = fc.oneof(member, { weight: 2, arbitrary: fc.constant(0) });
  const steps = fc.array(step, { maxLength: 200, size: 'max' });
  const words = fc.record({ steps, capacity: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 9 }), ({ steps, capacity }, limit) => {
      const news = new Dissemination(capacity);
      const plainly = new Plainly(capacity);
      const messages: { readonly taken: Updates; readonly expected: Update[] }[] = [];
      for (const [i, member] of steps.entries()) {
        const update = { state: ALIVE, member, incarnation: i, accuser: 0 };
        if (member === 0) messages.push({ taken: news.take(limit), expected: plainly.take(limit) });
        else {
          news.add(update);
          plainly.add(update);
        }
      }
      for (const { taken, expected } of messages) expect(listOf(taken)).toEqual(expected);
    }),
    { numRuns: tries(1000) },
  );
});
