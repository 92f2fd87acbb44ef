import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { requireDebianPackage } from './support/debian';
import { requirePostgres } from '../test/support/postgres-programs';
import { requireTryton } from '../test/simulators/tryton/packages';
import { installMedusa } from './support/install-medusa';
import { installN8n } from './support/install-n8n';
import { runJest } from './support/jest-project';
import { findNode24, inPackage, withNode24 } from './support/node-24';
import { discardPacked, packPackage, tarballVariable } from './support/pack';
import { runCommand, say } from './support/run-command';
import { addTally, closingLine, noTests, type Tally } from './support/tally';

/**
 * `npm test`: types and style first, because they are cheap and a broken type makes every later failure noise; then
 * the unit project; then the real n8n. It ends with one line that counts over everything.
 *
 *   npm test                        all of it
 *   npm run test:e2e                only what needs the real n8n
 *   npm run test:e2e -- sweep       … and of that only the files whose path contains "sweep"
 */
const root = resolve(__dirname, '..');
const minute = 60_000;
const oneFailure: Tally = { passed: 0, failed: 1, skipped: 0 };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const tally = await runStages(values.only, positionals);
  process.stdout.write(`${closingLine(tally)}\n`);
  if (tally.failed > 0 || tally.passed === 0) process.exitCode = 1;
}

async function runStages(only: string | undefined, args: string[]): Promise<Tally> {
  let tally = noTests;
  if (only === undefined) {
    tally = addTally(await check(typecheck), await check(lint));
    if (tally.failed > 0) return tally;
  }
  // Before the tests and not in them: an installation takes longer than a test may.
  await requireDebianPackage('hledger', 'hledger');
  await requireDebianPackage('bean-check', 'beancount');
  await requireTryton();
  await requirePostgres();
  if (only !== 'e2e')
    tally = addTally(tally, await runJest(root, { project: 'unit', args, timeoutMs: 30 * minute }));
  if (only !== 'unit') tally = addTally(tally, await endToEnd(args));
  return tally;
}

/** A green check adds nothing to the count: it is not a test. A red one counts as one failure. */
async function check({ name, program, args }: Check): Promise<Tally> {
  say(`== ${name}`);
  const code = await runCommand(findNode24().binary, [program, ...args], { cwd: root, env: withNode24() });
  return code === 0 ? noTests : oneFailure;
}

interface Check {
  name: string;
  program: string;
  args: string[];
}

/** The scripts themselves and not npm: one npm inside another turns every failure into two pages of its own log. */
const typecheck: Check = {
  name: 'typecheck',
  program: inPackage('typescript', 'bin/tsc'),
  args: ['--noEmit'],
};
const lint: Check = {
  name: 'lint',
  program: inPackage('eslint', 'bin/eslint.js'),
  args: ['.', '--max-warnings', '0'],
};

async function endToEnd(args: string[]): Promise<Tally> {
  say('== e2e');
  let tarball: string | undefined;
  try {
    await installN8n();
    await installMedusa();
    tarball = await packPackage();
    const env = { [tarballVariable]: tarball };
    const together = await runJest(root, { project: 'e2e', args, env, timeoutMs: 60 * minute });
    return addTally(
      together,
      await runJest(root, { project: 'measured', args, env, timeoutMs: 20 * minute }),
    );
  } catch (error) {
    say(`the end-to-end tests could not start: ${error instanceof Error ? error.message : String(error)}`);
    return oneFailure;
  } finally {
    if (tarball) discardPacked(tarball);
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.stdout.write(`${closingLine(oneFailure)}\n`);
  process.exitCode = 1;
});
