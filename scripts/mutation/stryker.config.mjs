/** `npm run mutation`: changes one thing at a time in the rooms that make the amounts, and asks the tests whether they see it. */
export default {
  packageManager: 'npm',
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: {
    projectType: 'custom',
    configFile: 'scripts/mutation/jest.config.cjs',
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  mutate: ['lib/money/**/*.ts', 'lib/policy/**/*.ts', 'lib/accounting/**/*.ts'],
  // What is worked out once when a module loads would need every test for each change.
  ignoreStatic: true,
  mutator: {
    // Sentences for people are read by people; what they must name is tested where they are made.
    excludedMutations: ['StringLiteral'],
  },
  ignorePatterns: ['dist', 'test/e2e', '.git'],
  tempDirName: '.stryker-tmp',
  concurrency: 2,
  timeoutMS: 30_000,
  incremental: true,
  incrementalFile: '.stryker-tmp/incremental.json',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  jsonReporter: { fileName: '.stryker-tmp/mutation.json' },
  thresholds: { high: 90, low: 85, break: 85 },
};
