/** The rooms of src/ and what each may import: see docs/design.md, "The rooms". */
const SIMULATED = ['scenario', 'faults', 'workload', 'simulation', 'protocol'];
const MEASURED = ['measures', 'predictions'];
const MAY_IMPORT = {
  protocol: [],
  simulation: [],
  faults: ['simulation', 'protocol'],
  workload: ['faults', 'simulation', 'protocol'],
  scenario: ['faults', 'workload', 'simulation', 'protocol'],
  application: SIMULATED,
  predictions: ['protocol'],
  measures: ['predictions', ...SIMULATED],
  checks: [...MEASURED, 'application', ...SIMULATED],
  report: ['checks', ...MEASURED, 'application', ...SIMULATED],
  grade: ['report', 'checks', ...MEASURED, 'application', ...SIMULATED],
  library: ['grade', 'report', 'checks', ...MEASURED, 'application', ...SIMULATED],
  conformance: ['checks', ...MEASURED, 'application', ...SIMULATED],
  explain: ['library', 'grade', 'report', 'checks', ...MEASURED, 'application', ...SIMULATED],
  cli: [
    'conformance',
    'explain',
    'library',
    'grade',
    'report',
    'checks',
    ...MEASURED,
    'application',
    ...SIMULATED,
  ],
};
/** Entry points: nothing imports them. */
const ENTRIES = '^src/(cli/main|index|jest/index|simulation/no-entropy)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ENTRIES },
      to: {},
    },
    ...Object.entries(MAY_IMPORT).map(([room, rooms]) => ({
      name: `imports-of-${room}`,
      severity: 'error',
      from: {
        path: `^src/${room}/`,
        pathNot:
          '^src/simulation/(simulated-host|simulation|machine|parcel-maker|sent-messages|timer-digests)\\.ts$',
      },
      to: { path: '^src/', pathNot: `^src/(${[room, ...rooms].join('|')})/` },
    })),
    {
      name: 'kernel-sees-only-host',
      comment: 'The simulated host and the simulation meet a node through its contract alone.',
      severity: 'error',
      from: {
        path: '^src/simulation/(simulated-host|simulation|machine|parcel-maker|sent-messages|timer-digests)\\.ts$',
      },
      to: {
        path: '^src/',
        pathNot: '^src/(simulation/|protocol/(host|message|address|fields)\\.ts$)',
      },
    },
    {
      name: 'imports-of-jest',
      comment: 'The matchers look at runs; of the command line they know the shell alone.',
      severity: 'error',
      from: { path: '^src/jest/' },
      to: {
        path: '^src/',
        pathNot: '^src/((jest|library|report|checks|scenario|protocol)/|cli/this-shell\\.ts$)',
      },
    },
    {
      name: 'imports-of-the-library',
      comment: 'Of the command line the public library knows the reading of files alone.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/cli/', pathNot: '^src/cli/load-scenario\\.ts$' },
    },
    {
      name: 'pure-rooms-use-no-packages',
      severity: 'error',
      from: {
        path: '^src/(protocol|simulation|faults|workload|application|measures|predictions|checks|conformance|grade|report|library|explain)/',
      },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/(@types/)?seedrandom/',
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
