/** Small rooms first, then the file that walks through most of the mapping: most mutants are seen there, and the run stops. */
const Sequencer = require('@jest/test-sequencer').default;

const FIRST = [
  'test/money/',
  'test/accounting/accounting',
  'test/golden/mapping/',
  'policy/documents',
  'policy/parse-policy',
];
const LAST = ['test/property/', 'export/exports', 'treatments-explained', 'property/remap'];

const rank = ({ path }) => {
  const first = FIRST.findIndex((part) => path.includes(part));
  return first >= 0 ? first - FIRST.length : LAST.findLastIndex((part) => path.includes(part)) + 1;
};

module.exports = class StrongFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  }
};
