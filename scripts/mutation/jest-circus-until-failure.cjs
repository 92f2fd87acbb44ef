/**
 * Jest's runner of one file, which stops at the first failed test: one is enough to see a mutant. (Stryker knows Jest's
 * runner by its name, so the name of this file begins with it.)
 */
const runFile = require('jest-circus/runner').default;

module.exports = async (globalConfig, config, environment, ...rest) => {
  const inner = environment.handleTestEvent?.bind(environment);
  let failed = false;
  environment.handleTestEvent = async (event, state) => {
    if (event.name === 'test_start' && failed) event.test.mode = 'skip';
    if (event.name === 'test_done' && event.test.errors.length > 0) failed = true;
    await inner?.(event, state);
  };
  return await runFile(globalConfig, config, environment, ...rest);
};
