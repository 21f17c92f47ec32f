import { MemberColumns } from '../../../../src/protocol/membership/swim/member-columns';
import { ALIVE, DEAD, draw, LEFT, SUSPECT } from '../../../../src/protocol/membership/swim/members';
import { RandomRoot } from '../../../../src/simulation/random';

test('finds what was added, by indices in the order of learning', () => {
  const members = new MemberColumns();
  const model = new Map<number, number>();
  const draws = new RandomRoot('columns').stream('addresses');
  expect(members.find(1)).toBe(-1);
  for (let i = 0; i < 300; i++) {
    const address = 1 + draws.below(0x7fffffff);
    expect(members.add(address, i)).toBe(i);
    model.set(address, i);
  }
  expect(members.size).toBe(300);
  for (const [address, index] of model) {
    expect(members.find(address)).toBe(index);
    expect(members.addressAt(index)).toBe(address);
    expect(members.incarnationAt(index)).toBe(index);
    expect(members.stateAt(index)).toBe(ALIVE);
  }
});

test('counts those that are alive or suspected', () => {
  const members = MemberColumns.converged([1, 2, 3]);
  const counts = [SUSPECT, DEAD, DEAD, LEFT, ALIVE].map((state) => {
    members.set(1, state, 5);
    return members.included;
  });
  expect(counts).toEqual([3, 2, 2, 2, 3]);
  expect(members.incarnationAt(1)).toBe(5);
});

describe('a draw', () => {
  const members = MemberColumns.converged([11, 12, 13, 14, 15]);

  test('has nobody twice, nobody unacceptable, and all where so many are wanted', () => {
    const { random } = { random: new RandomRoot('draw').stream('some') };
    for (let i = 0; i < 50; i++) {
      const drawn = draw(members, random, 3, (index) => index !== 2);
      expect(new Set(drawn).size).toBe(3);
      expect(drawn).not.toContain(2);
    }
    expect(draw(members, random, 9, () => true).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('takes each with equal chances', () => {
    const random = new RandomRoot('draw').stream('one');
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 5000; i++) counts[draw(members, random, 1, () => true)[0]!]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
