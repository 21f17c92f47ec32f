import { requireMemory } from '../../src/cli/enough-memory';
import { cluster } from '../../src/scenario/cluster';
import { estimatedMemory } from '../../src/scenario/memory';

const swim = (nodes: number) =>
  cluster({ nodes, start: 'converged', membership: { protocol: 'swim' } });
const heartbeat = (nodes: number) => cluster({ nodes });

test('a view of all members in each node takes the square, one that is shared does not', () => {
  const growth = (of: typeof swim) =>
    estimatedMemory(of(200_000)).all / estimatedMemory(of(100_000)).all;
  expect(growth(swim)).toBeLessThan(2.05);
  expect(growth(heartbeat)).toBeGreaterThan(3.9);
});

test('a million converged nodes fit 4 GB, 20,000 with a table each do not', () => {
  const memory = { all: 4e9, objects: 4e9 };
  expect(() => {
    requireMemory(swim(1_000_000), 1, memory);
  }).not.toThrow();
  expect(() => {
    requireMemory(heartbeat(20_000), 1, memory);
  }).toThrow(/^nodes: 20000 nodes of heartbeat take about 18 GB; this machine has 4.0 GB$/);
});

test('where only the limit of Node.js is in the way, it is said how to raise it', () => {
  expect(() => {
    requireMemory(swim(1_000_000), 1, { all: 4e9, objects: 5e8 });
  }).toThrow(
    'more than Node.js takes here (0.50 GB): NODE_OPTIONS=--max-old-space-size=980 lets it',
  );
});

test('runs that go on at once need it all at once, each with objects of its own', () => {
  const memory = { all: 4e9, objects: 1e9 };
  const run = (atOnce: number) => {
    requireMemory(swim(1_000_000), atOnce, memory);
  };
  expect(() => {
    run(2);
  }).not.toThrow();
  expect(() => {
    run(3);
  }).toThrow(
    /^nodes: 1000000 nodes of swim take about 1\.5 GB, and 3 such runs go on at once; this machine has 4\.0 GB: --workers 2 fits$/,
  );
});
