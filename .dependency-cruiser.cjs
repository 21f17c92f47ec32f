/** The rooms of src/ and what each may import: see docs/design.md, "The rooms". */
const SIMULATED = ['scenario', 'faults', 'workload', 'simulation', 'protocol'];
const MAY_IMPORT = {
  protocol: [],
  simulation: [],
  faults: ['simulation', 'protocol'],
  workload: ['faults', 'simulation', 'protocol'],
  scenario: ['faults', 'workload', 'simulation', 'protocol'],
  application: SIMULATED,
  checks: ['application', ...SIMULATED],
  report: ['checks', 'application', ...SIMULATED],
  grade: ['report', 'checks', 'application', ...SIMULATED],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(cli/main|simulation/no-entropy)\\.ts$' },
      to: {},
    },
    ...Object.entries(MAY_IMPORT).map(([room, rooms]) => ({
      name: `imports-of-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: '^src/simulation/(simulated-host|simulation)\\.ts$' },
      to: { path: '^src/', pathNot: `^src/(${[room, ...rooms].join('|')})/` },
    })),
    {
      name: 'kernel-sees-only-host',
      comment: 'The simulated host and the simulation meet a node through its contract alone.',
      severity: 'error',
      from: { path: '^src/simulation/(simulated-host|simulation)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(simulation/|protocol/(host|message|address|fields)\\.ts$)',
      },
    },
    {
      name: 'pure-rooms-use-no-packages',
      severity: 'error',
      from: { path: '^src/(protocol|simulation|faults|workload|application|checks|grade|report)/' },
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
