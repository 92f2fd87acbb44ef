import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNode24, inPackage, withNode24 } from './node-24';
import { runCommand, say } from './run-command';
import { addTally, noTests, type Tally } from './tally';

export interface JestRun {
  /** `measured` are the end-to-end tests that need the machine for themselves. */
  project: 'unit' | 'e2e' | 'measured';
  /** Further arguments, such as a file pattern. */
  args: string[];
  env?: NodeJS.ProcessEnv;
  timeoutMs: number;
}

/** The part of jest's JSON report that is counted. */
interface JestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not even be loaded: none of their tests is counted anywhere else. */
  numRuntimeErrorTestSuites: number;
}

/** Two processors are busy to the end when the long files are not the last. */
const LONGEST_FIRST = ['--testSequencer', join(__dirname, 'longest-first.cjs')];

/** Runs one project and counts from jest's own report: a printed summary changes, and a crash prints none. */
export async function runJest(root: string, { project, args, env, timeoutMs }: JestRun): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-jest-'));
  const report = join(folder, 'report.json');
  const jest = inPackage('jest', 'bin/jest.js');
  const workers = project === 'measured' ? ['--runInBand'] : ['--maxWorkers=100%', ...LONGEST_FIRST];
  // A server that a failed test left open must not keep the run from ending; the failure itself is counted.
  const options = [
    '--forceExit',
    '--selectProjects',
    project,
    ...workers,
    '--json',
    `--outputFile=${report}`,
  ];
  try {
    const command = [jest, ...options, ...(args.length > 0 ? ['--passWithNoTests'] : []), ...args];
    const code = await runCommand(findNode24().binary, command, {
      cwd: root,
      env: withNode24(env),
      timeoutMs,
    });
    return existsSync(report)
      ? count(JSON.parse(readFileSync(report, 'utf8')), { project, chosen: args.length > 0 }, code)
      : crashed(project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Counted {
  readonly project: string;
  /** Only files of some name: they may all be of another project. */
  readonly chosen: boolean;
}

function count(report: JestReport, { project, chosen }: Counted, exitCode: number): Tally {
  const tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (tally.failed > 0) return tally;
  if (tally.passed === 0 && !chosen) return failedBecause(tally, `the ${project} project ran no test`);
  // A failing global teardown or an unhandled rejection fails the run without failing any test.
  if (exitCode !== 0 || !report.success)
    return failedBecause(tally, `the ${project} project ended with an error`);
  return tally;
}

function crashed(project: string): Tally {
  return failedBecause(
    noTests,
    `the ${project} project ended without a report (a crash, or its time was over)`,
  );
}

function failedBecause(tally: Tally, reason: string): Tally {
  say(reason);
  return addTally(tally, { passed: 0, failed: 1, skipped: 0 });
}
