/** The tests of the rooms that are mutated, with fewer runs a property: each is asked thousands of times. */
const { projects } = require('../../jest.config.js');

const [unit] = projects;
process.env.CART_LEDGER_RUNS ??= '20';
process.env.CART_LEDGER_SEED ??= '20261123';

module.exports = {
  ...unit,
  displayName: undefined,
  rootDir: require('node:path').resolve(__dirname, '../..'),
  testMatch: [
    '<rootDir>/test/{money,policy,accounting,commerce,events}/**/*.test.ts',
    '<rootDir>/test/property/{mapping,treatments,difference,certificate}.test.ts',
    '<rootDir>/test/golden/mapping/*.test.ts',
  ],
  // Its laws need more runs than a mutant is worth.
  testPathIgnorePatterns: ['/node_modules/', 'presets-laws'],
  roots: ['<rootDir>/lib', '<rootDir>/test'],
  runner: require.resolve('./until-failure.cjs'),
  testRunner: require.resolve('./jest-circus-until-failure.cjs'),
  testSequencer: require.resolve('./sequencer.cjs'),
  moduleNameMapper: {
    '^fast-check$': require.resolve('./few-runs.cjs'),
    '^real-fast-check$': require.resolve('fast-check'),
  },
  globalSetup: undefined,
};
