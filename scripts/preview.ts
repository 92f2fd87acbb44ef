/**
 * What a payload would be posted as, with no n8n and no store:
 *   npm run -s preview -- --platform woocommerce [--policy policy.json] [--format json|hledger|beancount] [--store shop.example] < bundle.json
 * Exit codes: 0 mapped (perhaps to nothing), 1 held, 2 unusable input. Standard output holds the result and nothing else.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toBeancount } from '../lib/accounting/export/beancount';
import { toHledger } from '../lib/accounting/export/hledger';
import { type PreviewResult, preview } from '../lib/flows/preview';

const FORMATS = {
  json: (result: PreviewResult) => `${JSON.stringify(result, null, 2)}\n`,
  hledger: (result: PreviewResult) => toHledger(result.entries),
  beancount: (result: PreviewResult) => toBeancount(result.entries),
} as const;

const EXIT = { mapped: 0, held: 1, unusable: 2 } as const;

/** Anything that is wrong with what the user gave; the message is all they see. */
class UnusableInput extends Error {}

const USAGE =
  'Usage: npm run -s preview -- --platform <cart> [--policy policy.json] [--format json|hledger|beancount] [--store <store id>] < bundle.json';

void main();

async function main(): Promise<void> {
  // Whoever reads us may stop early (`| head`); that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof UnusableInput)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.unusable;
  }
}

async function run(): Promise<number> {
  const flags = readFlags();
  const policy =
    flags.policy === undefined ? {} : parseJson(readPolicy(flags.policy), `The policy ${flags.policy}`);
  const bundle = parseJson(await readStandardInput(), 'Standard input');
  const outcome = preview(flags.platform, bundle, policy, { storeId: flags.store });
  if (outcome.state === 'unusable') throw new UnusableInput(outcome.message);
  process.stdout.write(FORMATS[flags.format](outcome.result));
  // A journal has no place for problems; they are not lost with it.
  if (flags.format !== 'json') {
    for (const { severity, code, message, pointer } of outcome.result.problems) {
      process.stderr.write(`${severity} ${code}${pointer ? ` at ${pointer}` : ''}: ${message}\n`);
    }
  }
  return EXIT[outcome.state];
}

interface Flags {
  readonly platform: string;
  readonly policy?: string;
  readonly format: keyof typeof FORMATS;
  readonly store?: string;
}

function readFlags(): Flags {
  const text = { type: 'string' } as const;
  let values: { platform?: string; policy?: string; format?: string; store?: string };
  try {
    ({ values } = parseArgs({ options: { platform: text, policy: text, format: text, store: text } }));
  } catch (error) {
    throw new UnusableInput(`${(error as Error).message}\n${USAGE}`);
  }
  const { platform, policy, store, format = 'json' } = values;
  if (!platform) throw new UnusableInput(`--platform is missing.\n${USAGE}`);
  if (!isFormat(format)) throw new UnusableInput(`There is no format "${format}".\n${USAGE}`);
  return { platform, policy, store, format };
}

function isFormat(name: string): name is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, name);
}

function readPolicy(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UnusableInput(`The policy cannot be read: ${(error as Error).message}`);
  }
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnusableInput(`${what} is not text in UTF-8.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableInput(`${what} is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}
