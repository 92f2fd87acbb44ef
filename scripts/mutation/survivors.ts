import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../support/run-command';

/**
 * `npm run mutation:survivors`: what the last `npm run mutation` changed and no test saw, a row of a table each, and the score
 * of each room. docs/mutation.md says of each why.
 */
interface Mutant {
  readonly status:
    'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'RuntimeError' | 'CompileError';
  readonly replacement?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

const REPORT = join(__dirname, '../../.stryker-tmp/mutation.json');
const MOST = 60;

const isSeen = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout';
const isUnseen = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
};

const textAt = (source: string, { start, end }: Mutant['location']): string => {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = (lines.at(-1) as string).slice(0, end.column - 1);
  return [(lines[0] as string).slice(start.column - 1), ...lines.slice(1)].join('\n');
};

const { files } = JSON.parse(readFileSync(process.argv[2] ?? REPORT, 'utf8')) as Report;
const rooms = new Map<string, { seen: number; unseen: number }>();
for (const [file, { source, mutants }] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
  const room = file.split('/')[1] as string;
  const sums = rooms.get(room) ?? { seen: 0, unseen: 0 };
  rooms.set(room, sums);
  sums.seen += mutants.filter(isSeen).length;
  for (const mutant of mutants.filter(isUnseen)) {
    sums.unseen += 1;
    const { location, replacement = '' } = mutant;
    say(
      `| ${file}:${location.start.line} | \`${short(textAt(source, location))}\` | \`${short(replacement)}\` |`,
    );
  }
}
for (const [room, { seen, unseen }] of rooms)
  say(`lib/${room}: ${seen} of ${seen + unseen} seen, ${((100 * seen) / (seen + unseen)).toFixed(1)} %`);
