/**
 * Jest's runner of files, in a hurry: files without a test that reaches the mutant are left out, and the first file with a
 * failed test is the last. Which test stands in which file was written down by the first run, of the code as it is.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const TestRunner = require('jest-runner').default;

module.exports = class UntilFailure extends TestRunner {
  async runTests(tests, watcher, options) {
    const mutated = process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
    const file = join(tests[0].context.config.rootDir, '.tests-by-file.json');
    const names = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    const wanted = new RegExp(this._globalConfig.testNamePattern ?? '', 'i');
    let failed = false;
    this.on('test-file-success', ([{ path }, result]) => {
      failed ||= result.numFailingTests > 0;
      if (!mutated) names[path] = result.testResults.map(({ fullName }) => fullName);
    });
    for (const test of tests) {
      if (mutated && (failed || !names[test.path]?.some((name) => wanted.test(name)))) continue;
      await super.runTests([test], watcher, options);
    }
    if (!mutated) writeFileSync(file, JSON.stringify(names));
  }
};
