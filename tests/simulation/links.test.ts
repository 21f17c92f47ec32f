import { cutBetween, LinkRules, type LinkSettings } from '../../src/simulation/links';
import { constant } from '../support/toy-protocol';

const settings: LinkSettings = {
  ...{ delay: constant(1), loss: 0, duplicate: 0, reorder: 0, capacity: Infinity },
  ...{ cut: false, hold: false },
};

/** The directed links, `12` for 1 to 2, that the groups' rules cut between four nodes. */
function cuts(groups: readonly (readonly number[])[], oneWay: boolean): string[] {
  const rules = new LinkRules();
  cutBetween(groups, oneWay).forEach((rule, i) => {
    rules.add(`rule ${i}`, rule);
  });
  const nodes = [1, 2, 3, 4];
  const links = nodes.flatMap((from) => nodes.map((to) => [from, to] as const));
  return links
    .filter(([from, to]) => rules.applyTo(settings, from, to).cut)
    .map(([from, to]) => `${from}${to}`);
}

describe('a rule', () => {
  test('is about the directed links from its senders to its receivers', () => {
    const rules = new LinkRules();
    rules.add('slow', { from: [1, 2], to: [2, 3], loss: 0.5 });
    const lossOf = (from: number, to: number) => rules.applyTo(settings, from, to).loss;
    expect([lossOf(1, 2), lossOf(1, 3), lossOf(2, 3), lossOf(2, 2)]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect([lossOf(2, 1), lossOf(3, 1), lossOf(3, 2), lossOf(1, 1)]).toEqual([0, 0, 0, 0]);
  });

  test('can be about all senders or all receivers', () => {
    const rules = new LinkRules();
    rules.add('from all', { from: 'all', to: [1], loss: 0.5 });
    rules.add('to all', { from: [1], to: 'all', duplicate: 0.5 });
    expect(rules.applyTo(settings, 9, 1)).toEqual({ ...settings, loss: 0.5 });
    expect(rules.applyTo(settings, 1, 9)).toEqual({ ...settings, duplicate: 0.5 });
    expect(rules.applyTo(settings, 1, 1)).toEqual({ ...settings, loss: 0.5, duplicate: 0.5 });
  });

  test('changes each setting, and none that it leaves out', () => {
    const changes: LinkSettings = {
      ...{ delay: constant(9), loss: 0.1, duplicate: 0.2, reorder: 0.3, capacity: 5 },
      ...{ cut: true, hold: true },
    };
    for (const [field, value] of Object.entries(changes)) {
      const rules = new LinkRules();
      rules.add('one', { from: [1], to: [2], [field]: value as never });
      expect(rules.applyTo(settings, 1, 2)).toEqual({ ...settings, [field]: value as never });
    }
  });

  test('leaves other links the very settings they had', () => {
    const rules = new LinkRules();
    expect(rules.applyTo(settings, 1, 2)).toBe(settings);
    rules.add('one', { from: [1], to: [2], cut: true });
    expect(rules.applyTo(settings, 2, 1)).toBe(settings);
  });
});

describe('rules that overlap', () => {
  test('the later wins, field by field, zero and false included', () => {
    const rules = new LinkRules();
    rules.add('early', { from: 'all', to: 'all', loss: 0.5, cut: true, capacity: 3 });
    rules.add('late', { from: [1], to: 'all', loss: 0, cut: false });
    expect(rules.applyTo(settings, 1, 2)).toEqual({ ...settings, capacity: 3 });
    expect(rules.applyTo(settings, 2, 1)).toMatchObject({ loss: 0.5, cut: true, capacity: 3 });
  });

  test('taking the later away brings the earlier back, and the other way round', () => {
    const rules = new LinkRules();
    rules.add('early', { from: 'all', to: 'all', loss: 0.5, reorder: 0.5 });
    rules.add('late', { from: [1], to: [2], loss: 0.1 });
    rules.remove('late');
    expect(rules.applyTo(settings, 1, 2)).toEqual({ ...settings, loss: 0.5, reorder: 0.5 });
    rules.add('late', { from: [1], to: [2], loss: 0.1 });
    rules.remove('early');
    expect(rules.applyTo(settings, 1, 2)).toEqual({ ...settings, loss: 0.1 });
    rules.remove('late');
    expect(rules.applyTo(settings, 1, 2)).toBe(settings);
  });

  test('a rule added again is the latest', () => {
    const rules = new LinkRules();
    rules.add('a', { from: 'all', to: 'all', loss: 0.1 });
    rules.add('b', { from: 'all', to: 'all', loss: 0.2 });
    rules.remove('a');
    rules.add('a', { from: 'all', to: 'all', loss: 0.1 });
    expect(rules.applyTo(settings, 1, 2).loss).toBe(0.1);
  });
});

test('a name is for one rule at a time', () => {
  const rules = new LinkRules();
  rules.add('a', { from: 'all', to: 'all' });
  expect(() => {
    rules.add('a', { from: 'all', to: 'all' });
  }).toThrow('there is a link rule a already');
  rules.remove('a');
  expect(() => {
    rules.remove('a');
  }).toThrow('there is no link rule a');
});

describe('a partition', () => {
  test('cuts every link between two groups, in both directions, and none within', () => {
    expect(cuts([[1, 2], [3]], false)).toEqual(['13', '23', '31', '32']);
  });

  test('of many groups cuts each from each', () => {
    expect(cuts([[1], [2, 3], [4]], false).join(' ')).toBe('12 13 14 21 24 31 34 41 42 43');
  });

  test('one way: the first group does not reach the others, which reach all', () => {
    expect(cuts([[1, 2], [3], [4]], true)).toEqual(['13', '14', '23', '24']);
  });
});
