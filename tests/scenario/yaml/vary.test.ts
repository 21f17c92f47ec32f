import type { Scenario } from '../../../src/scenario/scenario';
import { pathOf } from '../../../src/scenario/yaml/path-of';
import { readYaml } from '../../../src/scenario/yaml/read';

const FILE = `duration: 60s
cluster: { nodes: 5, membership: heartbeat }
network: { loss: 1% }
faults:
  - { at: 10s, crash: n2 }
  - { at: 20s, partition: { groups: [[n1], [n3]], for: 5s } }
`;

/** The file with these in it, each `path=value`. */
function withThese(...given: string[]): Scenario {
  const settings = given.map((each) => {
    const [path = '', text = ''] = each.split('=');
    return { path: pathOf(path), text };
  });
  return readYaml('x.yaml', Buffer.from(FILE), settings).scenarioFor('1');
}

function problem(...given: string[]): string {
  try {
    withThese(...given);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('a value takes the place of one that is there', () => {
  expect(withThese('cluster.nodes=7').cluster.nodes).toBe(7);
  expect(withThese('duration=90s', 'network.loss=5%')).toMatchObject({
    ...{ durationTicks: 90_000, network: { loss: { probability: 0.05 } } },
  });
});

test('in lists, too', () => {
  const { faults } = withThese('faults[0].at=15s', 'faults[1].partition.for=7s');
  expect(faults).toMatchObject([{ at: 15_000 }, { at: 20_000, for: 7000 }]);
});

test('or is a new one', () => {
  expect(withThese('network.duplicate=2%').network).toMatchObject({
    ...{ duplicate: 0.02, loss: { probability: 0.01 } },
  });
  expect(withThese('disk.latency=3ms').disk.latencyTicks).toBe(3);
});

test('what stands there in short is the same at length', () => {
  const { membership } = withThese(
    'cluster.membership=heartbeat',
    'cluster.membership.fail=3s',
  ).cluster;
  expect(membership).toMatchObject({ failTicks: 3000, removeTicks: 20_000 });
  const { loss } = withThese('network.loss=3%', 'network.loss.from=5s').network;
  expect(loss).toMatchObject({ probability: 0.03, firstTick: 5000 });
});

test.each([
  [
    ['cluster.membership=hartbeat'],
    /^--vary cluster\.membership=hartbeat: cluster\.membership: cannot be "hartbeat", (did you mean|only) heartbeat/,
  ],
  [
    ['cluster.membrship=heartbeat'],
    '--vary cluster.membrship=heartbeat: cluster.membrship: unknown key "membrship", did you mean membership?',
  ],
  [['cluster.nodes=0'], /^--vary cluster\.nodes=0: cluster\.nodes: cannot be "0", a whole number/],
  [['network.loss=120%'], /^--vary network\.loss=120%: network\.loss: cannot be "120%", a perc/],
  [
    ['duration=5s'],
    /^x\.yaml:5:11: faults\[0\]\.at: cannot be "10s": 4999ms at most\nx\.yaml:6:11: /,
  ],
  [['faults[2].at=1s'], '--vary faults[2].at: faults has 2 items, from [0]'],
  [['disk[0]=1s'], '--vary disk[0]: disk has 0 items, from [0]'],
  [['faults.at=1s'], '--vary faults.at: faults is a list: faults[0] is its first item'],
  [['cluster.nodes.x=1'], '--vary cluster.nodes.x: cluster.nodes is "5" and has no keys'],
])('%j is refused', (given, expected) => {
  if (typeof expected === 'string') expect(problem(...given)).toBe(expected);
  else expect(problem(...given)).toMatch(expected);
});

test.each(['', '.', 'a.', '.a', 'a b', 'a[', 'a[x]', '[0]', '__proto__.x', 'a[0]b'])(
  '%j is no path',
  (text) => {
    expect(() => pathOf(text)).toThrow(
      `--vary: cannot be ${JSON.stringify(text)}: keys of the file, such as cluster.membership.fail or faults[0].at`,
    );
  },
);
