/** One transform for both projects: swc strips types without checking them (`npm run typecheck` does that). */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      swcrc: false,
      sourceMaps: 'inline',
      jsc: { target: 'es2023', parser: { syntax: 'typescript' }, keepClassNames: true },
      module: { type: 'commonjs' },
    },
  ],
};

const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform,
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  // dist holds a second package.json-less copy of every module; a stale build must never be what is tested.
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const endToEnd = {
  ...shared,
  // jest takes `testTimeout` for all projects or none, so the long one is set by a file.
  setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/long-timeout.ts'],
};

/** What measures time beside n8n's own must not share the processor with other tests. */
const MEASURED = 'webhook-load.e2e.ts';

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
      globalSetup: '<rootDir>/test/support/choose-seed.ts',
      setupFiles: ['<rootDir>/test/support/use-seed.ts'],
    },
    {
      ...endToEnd,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e.ts'],
      testPathIgnorePatterns: ['/node_modules/', MEASURED],
    },
    { ...endToEnd, displayName: 'measured', testMatch: [`<rootDir>/test/e2e/${MEASURED}`] },
  ],
};
