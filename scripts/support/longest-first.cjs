/** The order in which jest starts files: what takes minutes first, then the larger files, as it does by itself. */
const Sequencer = require('@jest/test-sequencer').default;

const LONGEST = [
  'e2e/kill.e2e',
  'e2e/medusa-to-tryton.e2e',
  'e2e/demo.e2e',
  'e2e/routes.e2e',
  'e2e/kill-queue.e2e',
  'e2e/medusa-source.e2e',
  'e2e/queue-mode.e2e',
  'fuzz/fuzz.test',
  'property/mapping.test',
  'simulation/planted-bugs.test',
  'simulation/river',
  'contract/destinations.test',
  'fault/ledger-calls.test',
  'property/remap.test',
  'fault/every-ledger.test',
];

const rank = ({ path }) => {
  const at = LONGEST.findIndex((name) => path.includes(`/test/${name}`));
  return at < 0 ? LONGEST.length : at;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
