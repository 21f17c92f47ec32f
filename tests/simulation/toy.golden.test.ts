import { DROP_REASONS } from '../../src/simulation/events';
import { TOY_TICKS, toyRun } from '../support/toy-protocol';
import { expectGolden } from '../support/golden';

test('the toy run never changes', () => {
  const world = toyRun();
  world.advance(TOY_TICKS);
  // What the network learnt to do and to count later does not happen here, nor stand in the file.
  const { duplicated, dropped, ...counts } = world.net.counts;
  const known = DROP_REASONS.slice(0, 4);
  const all = Object.values(dropped).reduce((sum, count) => sum + count, duplicated);
  const reasons = Object.fromEntries(known.map((reason) => [reason, dropped[reason]]));
  expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBe(all);
  expectGolden('toy', {
    fingerprint: world.log.fingerprint.toString(),
    events: world.log.count,
    counts: { ...counts, dropped: reasons },
    batons: [1, 2, 3, 4, 5].map((node) => JSON.stringify(world.inspect(node))).join(' '),
  });
});
