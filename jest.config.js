/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // jest would leave one of two cores idle.
  maxWorkers: '100%',
  roots: ['<rootDir>/tests'],
  setupFilesAfterEnv: ['<rootDir>/src/jest/index.ts'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': 'ts-jest' },
};
