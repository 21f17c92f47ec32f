import { readConf } from '../../src/scenario/conf';
import { startTick } from '../../src/scenario/scenario';
import { expectMembership, expectOperations, MEMBERSHIP_NAMES } from '../support/cli-membership';

/** 200 and more are in `slow/large.slow.ts`. */
const NODES = 100;

test.each(MEMBERSHIP_NAMES)(
  `%s at ${NODES} nodes: all join, survivors remove the failed, nobody else goes without loss`,
  (name) => {
    expectMembership(name, NODES);
  },
);

test(`read at ${NODES} nodes keeps its outcomes`, () => {
  expectOperations('READ', NODES);
});

test('all nodes have started by tick 40, at any size, and four a tick where that is enough', () => {
  for (const nodes of [1, 10, 160, 161, 164, 165, 200, 500, 999, 1000]) {
    const text = `MAX_NNB: ${nodes}\nSINGLE_FAILURE: 1\n`;
    const { scenario } = readConf('x.conf', Buffer.from(text));
    const ticks = Array.from({ length: nodes }, (_, index) => startTick(scenario, index + 1));
    expect(Math.max(...ticks)).toBeLessThanOrEqual(40);
    if (nodes <= 164) expect(ticks).toEqual(ticks.map((_, index) => Math.floor(index / 4)));
  }
});
