import {
  Dissemination,
  retransmitLimit,
} from '../../../../src/protocol/membership/swim/dissemination';
import type { Updates } from '../../../../src/protocol/membership/swim/swim-messages';
import { ALIVE, DEAD, SUSPECT } from '../../../../src/protocol/membership/swim/members';
import { updatesOf } from '../../../support/swim-updates';

/** The members that a message is about. */
function membersOf(updates: Updates): number[] {
  return updates.map(({ member }) => member);
}

test('the limit is mult * ceil(log10(N + 1))', () => {
  const limits = [1, 5, 9, 10, 99, 100, 128, 999, 1000].map((n) => retransmitLimit(4, n));
  expect(limits).toEqual([4, 4, 4, 8, 8, 12, 12, 12, 16]);
});

test('an update is sent as often as the limit says, and no more', () => {
  const news = new Dissemination(10);
  news.add(updatesOf([SUSPECT, 7, 3, 2])[0]!);
  expect(news.isEmpty).toBe(false);
  for (let i = 0; i < 4; i++) expect(news.take(4)).toEqual(updatesOf([SUSPECT, 7, 3, 2]));
  expect(news.isEmpty).toBe(true);
  expect(news.take(4)).toEqual([]);
});

test('a newer update about a member takes the place of the older, and starts from none', () => {
  const news = new Dissemination(10);
  news.add(updatesOf([SUSPECT, 7, 3, 2])[0]!);
  news.take(2);
  news.add(updatesOf([DEAD, 7, 3, 5])[0]!);
  expect(news.take(2)).toEqual(updatesOf([DEAD, 7, 3, 5]));
  expect(news.take(2)).toEqual(updatesOf([DEAD, 7, 3, 5]));
  expect(news.isEmpty).toBe(true);
});

test('what was sent least goes first where there is more than a message holds', () => {
  const news = new Dissemination(2);
  for (const member of [1, 2, 3]) news.add(updatesOf([ALIVE, member, 0, 0])[0]!);
  expect(membersOf(news.take(9))).toEqual([3, 2]);
  expect(membersOf(news.take(9))).toEqual([1, 3]);
  news.add(updatesOf([ALIVE, 4, 0, 0])[0]!);
  expect(membersOf(news.take(9))).toEqual([4, 2]);
});

test('all of many updates are sent as often as the limit says', () => {
  const news = new Dissemination(3);
  const sent = new Map<number, number>();
  for (let member = 1; member <= 10; member++) news.add(updatesOf([ALIVE, member, 0, 0])[0]!);
  while (!news.isEmpty) {
    const members = membersOf(news.take(5));
    expect(members.length).toBeLessThanOrEqual(3);
    for (const member of members) sent.set(member, (sent.get(member) ?? 0) + 1);
  }
  expect([...sent.values()]).toEqual(Array(10).fill(5));
});

test('what a message was given does not change with what comes later', () => {
  const news = new Dissemination(10);
  news.add(updatesOf([ALIVE, 1, 0, 0])[0]!);
  const first = news.take(9);
  news.add(updatesOf([ALIVE, 2, 0, 0])[0]!);
  news.take(9);
  expect(membersOf(first)).toEqual([1]);
});
