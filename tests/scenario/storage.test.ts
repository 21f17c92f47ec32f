import type { FaultStep } from '../../src/faults/plan';
import { cluster } from '../../src/library/cluster';
import { LOG_DEFAULTS } from '../../src/protocol/storage/storage-options';
import { InputError } from '../../src/scenario/input-error';
import { scenarioShape } from '../../src/scenario/scenario-shape';
import type { GivenStorage } from '../../src/scenario/storage';
import { yamlText } from '../../src/scenario/yaml/write';
import { scenarioOf } from '../support/yaml-files';

const FILE = 'duration: 60s\ncluster: { nodes: 5, replication: {}, storage: STORAGE }\n';
const file = (storage: string, rest = '') => scenarioOf(FILE.replace('STORAGE', storage) + rest);

test('nothing is said of memory, which is what there is by default', () => {
  expect(cluster({ nodes: 3, store: true }).cluster.storage).toBeUndefined();
  expect(file('{ kind: memory }').cluster.storage).toEqual({ kind: 'memory' });
});

test.each([
  ['{ kind: log }', { kind: 'log' }, LOG_DEFAULTS],
  [
    '{ kind: log, fsync: never, checksum: false, snapshotEvery: 7, renameBeforeTruncate: false }',
    { kind: 'log', fsync: 'never', checksum: false, snapshotEvery: 7, renameBeforeTruncate: false },
    {
      ...{ ...LOG_DEFAULTS, fsync: 'never', checksum: false },
      ...{ snapshotEvery: 7, renameBeforeTruncate: false },
    },
  ],
  [
    '{ kind: log, fsync: batch, batchTime: 20ms, batchRecords: 8 }',
    { kind: 'log', fsync: 'batch', batchTicks: 20, batchRecords: 8 },
    { ...LOG_DEFAULTS, fsync: 'batch', batchTicks: 20, batchRecords: 8 },
  ],
] as const)('%s is the same in files and in code', (text, given: GivenStorage, expected) => {
  const read = file(text);
  expect(read.cluster.storage).toEqual(expected);
  const built = cluster({ nodes: 5, store: { operationTimeoutTicks: 500 }, storage: given });
  expect(built.cluster.storage).toEqual(expected);
  for (const scenario of [read, { ...built, tickMicros: 1000 }]) {
    expect(scenarioOf(yamlText(scenario), 'another')).toEqual(scenario);
    expect(() => {
      scenarioShape(JSON.parse(JSON.stringify(scenario)), 'scenario');
    }).not.toThrow();
  }
});

test('a batch lasts for 10 ms unless given, and for two ticks of the course', () => {
  const storage = '{ kind: log, fsync: batch }';
  expect(file(storage).cluster.storage).toMatchObject({ batchTicks: 10, batchRecords: 100 });
  const course = FILE.replace('60s', '60 ticks').replace('STORAGE', storage);
  expect(scenarioOf(`tick: course\n${course}`).cluster.storage).toMatchObject({ batchTicks: 2 });
});

test('words in code are those of files', () => {
  const fluent = cluster({
    name: 'x',
    nodes: 5,
    duration: '60s',
    replication: {},
    storage: { kind: 'log', fsync: 'batch', batchTime: '20ms' },
    disk: { latency: '1ms', fsync: '9ms' },
  })
    .at('5s')
    .crash({ nodes: 'n3', restartAfter: '1s', unsynced: 'torn' })
    .at('9s')
    .disk({ nodes: 'n2', rot: 'log', bytes: [3, 8] });
  const steps = `disk: { latency: 1ms, fsync: 9ms }
faults:
  - { at: 5s, crash: { nodes: n3, restartAfter: 1s, unsynced: torn } }
  - { at: 9s, disk: { nodes: n2, rot: log, bytes: [3, 8] } }
`;
  const read = file('{ kind: log, fsync: batch, batchTime: 20ms }', steps);
  expect({ ...fluent }).toEqual({ ...read, name: 'x' });
  expect(read).toMatchObject({ disk: { latencyTicks: 1, fsyncTicks: 9 } });
  expect(read.faults).toEqual([
    expect.objectContaining({ crash: { nodes: [3] }, restartAfter: 1000, unsynced: 'torn' }),
    expect.objectContaining({ disk: { nodes: [2] }, rot: 'log', bytes: [3, 8] }),
  ]);
  expect(scenarioOf(yamlText(read), 'another')).toEqual(read);
  expect(() => {
    scenarioShape(JSON.parse(JSON.stringify(read)), 'scenario');
  }).not.toThrow();
});

test.each([
  [{ kind: 'logg' }, 'storage.kind: cannot be "logg": memory or log'],
  [{ kind: 'log', fsync: 'often' }, 'storage.fsync: cannot be "often": always or batch or never'],
  [{ kind: 'log', batchTicks: 3 }, "storage.batchTicks: belongs to fsync: 'batch'"],
  [
    { kind: 'log', fsync: 'never', batchRecords: 3 },
    "storage.batchRecords: belongs to fsync: 'batch'",
  ],
  [{ kind: 'log', fsync: 'batch', batchTicks: 0 }, 'storage.batchTicks: cannot be 0'],
  [{ kind: 'log', fsync: 'batch', batchRecords: 0 }, 'storage.batchRecords: cannot be 0'],
  [{ kind: 'log', checksum: 'no' }, 'storage.checksum: is true or false'],
  [{ kind: 'log', renameBeforeTruncate: 0 }, 'storage.renameBeforeTruncate: is true or false'],
  [{ kind: 'log', snapshotEvery: 0 }, 'storage.snapshotEvery: cannot be 0: a whole number from 1'],
  [
    { kind: 'log', fsync: 'batch', batchTicks: 10 },
    'storage.batchTicks: cannot be 10: an operation ends after 10 ticks, before the sync',
  ],
])('%j is refused', (storage, problem) => {
  const build = () => cluster({ nodes: 3, store: true, storage: storage as GivenStorage });
  expect(build).toThrow(InputError);
  expect(build).toThrow(problem);
});

test('what keeps no records needs no storage, and has no fsync that takes less than no time', () => {
  expect(() => cluster({ nodes: 3, storage: { kind: 'log' } })).toThrow('storage: needs a store');
  expect(() => cluster({ nodes: 3, disk: { fsyncTicks: -1 } })).toThrow('disk.fsyncTicks: cannot');
});

test.each<[object, string]>([
  [{ crash: { nodes: [1] }, unsynced: 'some' }, 'unsynced: cannot be "some": lost or torn'],
  [{ disk: { nodes: [1] }, rot: 'disk' }, 'rot: cannot be "disk": log or snapshot'],
  [{ disk: { nodes: [1] }, slowTicks: 1, bytes: [0, 1] }, 'bytes: are those of rot'],
  [
    { disk: { nodes: [1] }, rot: 'log', bytes: [5, 4] },
    'bytes: cannot be 4: a whole number from 5',
  ],
  [{ disk: { nodes: [1] }, rot: 'log', bytes: [-1, 4] }, 'bytes: cannot be -1'],
])('a step %j is refused', (action, problem) => {
  const faults = [{ id: 'f', at: 5, ...action } as unknown as FaultStep];
  const options = { nodes: 3, store: true, storage: { kind: 'log' } } as const;
  expect(() => cluster({ ...options, faults })).toThrow(`faults, f: ${problem}`);
});

test.each<[object, string]>([
  [{ crash: { nodes: [1] }, unsynced: 'lost' }, 'unsynced'],
  [{ disk: { nodes: [1] }, rot: 'log' }, 'rot'],
])('%j needs files', (action, name) => {
  const faults = [{ id: 'f', at: 5, ...action } as unknown as FaultStep];
  const why = `faults, f: ${name}: memory loses nothing that it acknowledged`;
  expect(() => cluster({ nodes: 3, store: true, faults })).toThrow(why);
  const storage = { kind: 'memory' } as const;
  expect(() => cluster({ nodes: 3, store: true, storage, faults })).toThrow(why);
});

test.each([
  ['{ kind: log, fsnc: never }', 'unknown key "fsnc", did you mean fsync?'],
  ['{ fsync: never }', 'storage.kind: is missing: one of memory, log'],
  ['{ kind: memory, checksum: true }', 'storage.checksum: belongs to `kind: log`'],
  ['{ kind: log, batchTime: 1ms }', 'storage.batchTime: belongs to `fsync: batch`'],
  ['{ kind: log, fsync: always, batchRecords: 1 }', 'batchRecords: belongs to `fsync: batch`'],
  ['{ kind: log, fsync: batch, batchTime: 500ms }', 'storage.batchTime: cannot be 500'],
  ['{ kind: log, snapshotEvery: 0 }', 'snapshotEvery: cannot be "0", a whole number from 1'],
])('in a file %s is refused', (storage, problem) => {
  expect(() => file(storage)).toThrow(problem);
});

test('without a store a file is told what is missing', () => {
  const text = 'duration: 60s\ncluster: { nodes: 5, storage: { kind: log } }\n';
  expect(() => scenarioOf(text)).toThrow('cluster.storage: without a store there are no records');
});

test('a disk that nothing happens to is doubted, one whose bits rot is not', () => {
  const steps = (fields: string) => `faults: [{ at: 5s, disk: { nodes: n2, ${fields} } }]\n`;
  expect(() => file('{ kind: log }', steps('bytes: [1, 2]'))).toThrow('bytes: are those of rot');
  expect(() => file('{ kind: log }', steps('rot: log, bytes: [1]'))).toThrow('needs two offsets');
});
