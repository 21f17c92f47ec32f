/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // jest would leave one of two cores idle.
  maxWorkers: '100%',
  roots: ['<rootDir>/tests'],
  setupFilesAfterEnv: ['<rootDir>/src/jest/index.ts'],
  // Long enough for any test on a busy machine; one that hangs fails.
  testTimeout: 60_000,
  testMatch: ['**/*.test.ts'],
  // To look for a global in a suite's own world is slow, and there are many of these: half of the
  // time of a run. None is one that the leak guard replaces.
  sandboxInjectedGlobals: [
    ...['Array', 'DataView', 'Float64Array', 'Infinity', 'Int32Array', 'JSON', 'Map', 'Math'],
    ...['Number', 'Object', 'Set', 'String', 'Uint8Array', 'Uint32Array', 'WeakMap'],
  ],
  // Types are `make lint`'s. Without node's own import(), which jest cannot follow.
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        diagnostics: false,
        tsconfig: {
          ...{ target: 'ES2023', module: 'CommonJS', moduleResolution: 'Bundler' },
          ...{ isolatedModules: true, esModuleInterop: true },
        },
      },
    ],
  },
  // What import() names is the file that TypeScript would have made.
  moduleNameMapper: {
    '^(\\./arguments|\\.\\./scenario/yaml/schema|\\.\\./conformance/conformance)\\.js$': '$1',
  },
};
