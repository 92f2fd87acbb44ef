/** A tryton-server on a free port of 127.0.0.1, over a folder of SQLite databases. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasty } from './packages';

export interface ServerProcess {
  readonly url: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

/**
 * Every call logs in anew, and the usual strength of password hashes makes that take a fifth of a second; nobody tries
 * to guess a password here.
 */
const PASSLIB = '[passlib]\nschemes = pbkdf2_sha512\npbkdf2_sha512__default_rounds = 1\n';

/** Writes the configuration; Tryton finds the databases in the same folder. */
export const writeConfiguration = (folder: string, port: number): string => {
  const passlib = join(folder, 'passlib.ini');
  writeFileSync(passlib, PASSLIB);
  const file = join(folder, 'trytond.conf');
  writeFileSync(
    file,
    `[web]\nlisten = 127.0.0.1:${port}\n[database]\nuri = sqlite://\npath = ${folder}\n[password]\npasslib = ${passlib}\n`,
  );
  return file;
};

/** Nothing of ours leaks in: a TRYTOND_… variable of the developer would point it to another database. */
export const trytonEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: folder,
  LANG: 'C.UTF-8',
});

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export const startServer = async (folder: string): Promise<ServerProcess> => {
  const port = await freePort();
  const configuration = writeConfiguration(folder, port);
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const [command, args] = hasty('tryton-server', ['-c', configuration]);
  const child = spawn(command, args, {
    env: trytonEnvironment(folder),
    cwd: folder,
    stdio: ['ignore', log, log],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    process.removeListener('exit', killWithUs);
    await stopChild(child);
  };
  try {
    await untilItAnswers(url, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
  }
  return { url, stop };
};

const untilItAnswers = async (url: string, child: ChildProcess): Promise<void> => {
  const body = JSON.stringify({ id: 1, method: 'common.server.version', params: [] });
  const headers = { 'content-type': 'application/json' };
  for (let waited = 0; waited < START_LIMIT_MS; waited += 100) {
    if (child.exitCode !== null) throw new Error(`tryton-server ended with exit code ${child.exitCode}`);
    try {
      const answer = await fetch(`${url}/`, { method: 'POST', headers, body });
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(100);
  }
  throw new Error('tryton-server did not answer in time');
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(hurry);
};
