import { TOY_TICKS, toyRun } from '../support/toy-protocol';
import { expectGolden } from '../support/golden';

test('the toy run never changes', () => {
  const world = toyRun();
  world.advance(TOY_TICKS);
  const { counts } = world.net;
  expectGolden('toy', {
    fingerprint: world.log.fingerprint.toString(),
    events: world.log.count,
    counts,
    batons: [1, 2, 3, 4, 5].map((node) => JSON.stringify(world.inspect(node))).join(' '),
  });
});
