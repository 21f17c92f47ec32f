import { cluster } from '../../../src/index';
import { yamlText } from '../../../src/scenario/yaml/write';
import { problemsIn, scenarioOf } from '../../support/yaml-files';

function fileWith(antiEntropy: string, before = 'duration: 60s'): string {
  return `${before}\ncluster:\n  nodes: 5\n  replication: { antiEntropy: ${antiEntropy} }\n`;
}

test.each([
  ['{}', { kind: 'merkle', everyTicks: 1000 }],
  ['{ kind: full }', { kind: 'full', everyTicks: 1000 }],
  ['{ kind: merkle, every: 250ms }', { kind: 'merkle', everyTicks: 250 }],
])('anti-entropy as %s is what it says, and survives being written', (text, expected) => {
  const read = scenarioOf(fileWith(text));
  expect(read.cluster.store?.antiEntropy).toEqual(expected);
  expect(scenarioOf(yamlText(read), 'another')).toEqual(read);
});

test('in the course’s ticks it begins every 20', () => {
  const read = scenarioOf(fileWith('{}', 'tick: course\nduration: 700 ticks'));
  expect(read.cluster.store?.antiEntropy).toEqual({ kind: 'merkle', everyTicks: 20 });
  expect(scenarioOf(yamlText(read))).toEqual(read);
});

test('it is said in code by the same words', () => {
  const replication = { antiEntropy: { kind: 'full', every: '2s' } } as const;
  const built = cluster({ name: 'x', duration: '60s', nodes: 5, replication });
  expect(built).toEqual(scenarioOf(fileWith('{ kind: full, every: 2s }')));
});

test('there is none unless it is given', () => {
  expect(
    scenarioOf('duration: 60s\ncluster: { nodes: 5, replication: {} }').cluster.store,
  ).not.toHaveProperty('antiEntropy');
});

test.each([
  ['{ every: 0s }', 'x.yaml:4:40: cluster.replication.antiEntropy.every: cannot be "0s"'],
  ['{ kind: some }', 'x.yaml:4:39: cluster.replication.antiEntropy.kind: cannot be "some"'],
  ['{ often: 1s }', 'x.yaml:4:33: cluster.replication.antiEntropy.often: '],
])('a file with %s is refused, saying where', (text, problem) => {
  expect(problemsIn(fileWith(text))).toEqual([expect.stringContaining(problem)]);
});

test.each([
  [{ kind: 'merkle', everyTicks: 0 }, 'store.antiEntropy.everyTicks: cannot be 0'],
  [{ kind: 'sometimes', everyTicks: 5 }, 'store.antiEntropy.kind: is full or merkle'],
])('code that says %j is refused', (antiEntropy, problem) => {
  const options = { nodes: 5, store: { antiEntropy } } as Parameters<typeof cluster>[0];
  expect(() => cluster(options)).toThrow(problem);
});
