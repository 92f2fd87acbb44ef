/** fast-check, in a hurry: a mutant is seen by the first inputs or not at all, and nobody needs the shortest failure. */
const fc = require('real-fast-check');

const FEW = Number(process.env.CART_LEDGER_RUNS);

const hurried = {
  ...fc,
  __esModule: true,
  assert: (property, settings) =>
    fc.assert(property, {
      ...settings,
      numRuns: Math.min(settings?.numRuns ?? 100, FEW),
      endOnFailure: true,
    }),
};

module.exports = { ...hurried, default: hurried };
