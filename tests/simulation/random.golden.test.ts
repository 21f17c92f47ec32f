import { RandomRoot } from '../../src/simulation/random';
import { expectGolden } from '../support/golden';

test('the first draws of a seed never change', () => {
  const draws = (seed: string) => {
    const root = new RandomRoot(seed);
    const stream = root.stream('node 1');
    const loss = root.keyed('loss');
    return {
      stream: Array.from({ length: 4 }, () => stream.next()).join(' '),
      dice: Array.from({ length: 8 }, () => stream.below(6)).join(' '),
      keyed: [loss.of(1, 2, 3, 0), loss.of(1, 2, 3, 1), loss.of(2, 1, 2 ** 40, 0)].join(' '),
    };
  };
  expectGolden('random', { '7': draws('7'), '007': draws('007'), é: draws('é') });
});
