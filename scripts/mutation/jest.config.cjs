/** The tests of the rooms that are mutated, with fewer runs a property: each is asked thousands of times. */
const { projects } = require('../../jest.config.js');

const [unit] = projects;
process.env.CART_LEDGER_RUNS ??= '100';
process.env.CART_LEDGER_SEED ??= '20261123';

module.exports = {
  ...unit,
  displayName: undefined,
  rootDir: require('node:path').resolve(__dirname, '../..'),
  testMatch: [
    '<rootDir>/test/{money,policy,accounting,commerce,events}/**/*.test.ts',
    '<rootDir>/test/property/{mapping,treatments,difference,certificate,presets,remap}.test.ts',
    '<rootDir>/test/golden/mapping/*.test.ts',
  ],
  globalSetup: undefined,
};
