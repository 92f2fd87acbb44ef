/**
 * `npm run sim -- [--seeds 2000] [--from 1] [--jobs 2] [--most 3] [--tell]`: plays that many stories of the simulator, in as many
 * processes as it is told. A seed that fails prints the shortest story that still does, and what happened in it; `--tell`
 * prints what happens in each.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { shorten } from '../test/simulation/shorten';
import { simulate } from '../test/simulation/simulate';
import { tellStory } from '../test/simulation/story';
import { writeStory } from '../test/simulation/write-story';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const options = {
  seeds: { type: 'string', default: '2000' },
  from: { type: 'string', default: '1' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  most: { type: 'string', default: '3' },
  tell: { type: 'boolean', default: false },
} as const;

interface Range {
  readonly from: number;
  readonly until: number;
}

const report = async (seed: number, kind: string): Promise<void> => {
  const fails = async (story: ReturnType<typeof writeStory>) =>
    (await simulate(story)).violation?.kind === kind;
  const shortest = await shorten(writeStory(seed), fails);
  const { lines, violation } = await simulate(shortest);
  print(tellStory(shortest));
  print(lines.map((line) => `    ${line}`).join('\n'));
  print(`seed ${seed}: ${violation?.message}`);
};

/** How many failed; stops after `most`. */
const play = async ({ from, until }: Range, most: number, tell: boolean): Promise<number> => {
  let failures = 0;
  for (let seed = from; seed < until && failures < most; seed++) {
    const { violation, lines } = await simulate(writeStory(seed));
    if (tell) print(lines.join('\n'));
    if (!violation) continue;
    failures += 1;
    await report(seed, violation.kind);
  }
  return failures;
};

/** The same in processes of their own; each ends with the number of its failures. */
const playApart = async ({ from, until }: Range, jobs: number, most: string): Promise<number> => {
  const share = Math.ceil((until - from) / jobs);
  const starts = Array.from({ length: jobs }, (_, job) => from + job * share).filter((at) => at < until);
  const ends = await Promise.all(
    starts.map((at) => {
      const own = ['--jobs', '1', '--most', most, '--from', String(at)];
      const seeds = ['--seeds', String(Math.min(share, until - at))];
      const args = [...process.execArgv, process.argv[1] as string, ...own, ...seeds];
      const child = spawn(process.execPath, args, { stdio: 'inherit' });
      return new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => resolve(code ?? 1));
      });
    }),
  );
  return ends.reduce((sum, failures) => sum + failures, 0);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options });
  const from = Number(values.from);
  const range = { from, until: from + Number(values.seeds) };
  const jobs = values.tell ? 1 : Number(values.jobs);
  const began = performance.now();
  const failures =
    jobs > 1
      ? await playApart(range, jobs, values.most)
      : await play(range, Number(values.most), values.tell);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(`seeds ${from} to ${range.until - 1}: ${failures} failed, ${seconds} s`);
  process.exitCode = Math.min(failures, 100);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
