import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Write stdout and stderr to this file instead of passing them on. */
  logFile?: string;
  /** Say every 30 seconds that the command is still at work; a silent minute looks like a hang. */
  progress?: string;
  /** End the command after this long; it then counts as failed. */
  timeoutMs?: number;
}

/** Runs one command without a shell and without a terminal to ask questions on; gives its exit code. */
export async function runCommand(command: string, args: string[], options: RunOptions = {}): Promise<number> {
  const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined;
  const output = log ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    ...(options.timeoutMs ? { timeout: options.timeoutMs, killSignal: 'SIGKILL' } : {}),
    stdio: ['ignore', output, output],
  });
  if (log) {
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
  }
  const started = Date.now();
  const ticker = options.progress
    ? setInterval(() => say(`${options.progress} (${Math.round((Date.now() - started) / 1000)} s)`), 30_000)
    : undefined;
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
    });
  } finally {
    clearInterval(ticker);
    log?.end();
  }
}

/** Like runCommand, but a non-zero exit is an error that names the command and where its output is. */
export async function mustRun(command: string, args: string[], options: RunOptions = {}): Promise<void> {
  const code = await runCommand(command, args, options);
  if (code === 0) return;
  const where = options.logFile ? `; its output is in ${options.logFile}` : '';
  throw new Error(`"${[command, ...args].join(' ')}" ended with exit code ${code}${where}`);
}

/** Progress goes to stderr: stdout belongs to whatever the script was asked to print. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
