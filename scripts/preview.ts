/**
 * What a payload would be posted as, with no n8n and no store:
 *   npm run -s preview -- --platform woocommerce [--policy policy.json] [--format json|hledger|beancount|table] [--certificate] [--store shop.example] < bundle.json
 * With --destination <ledger> [--mapping mapping.json] the JSON also holds `requests`: what that ledger would be sent, byte for byte.
 * With --certificate the conservation certificate comes along: a field of the JSON, comments under a journal. The format table is that certificate alone.
 * Exit codes: 0 mapped (perhaps to nothing), 1 held, 2 unusable input. Standard output holds the result and nothing else.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toBeancount } from '../lib/accounting/export/beancount';
import { toHledger } from '../lib/accounting/export/hledger';
import { type PreviewResult, preview } from '../lib/flows/preview';
import { certificateTable } from '../lib/policy/certificate';

const FORMATS = {
  json: (result: PreviewResult) => `${JSON.stringify(result, null, 2)}\n`,
  hledger: (result: PreviewResult) => toHledger(result.entries) + asComments(result),
  beancount: (result: PreviewResult) => toBeancount(result.entries) + asComments(result),
  table: ({ certificate }: PreviewResult) => (certificate ? certificateTable(certificate) : ''),
} as const;

const EXIT = { mapped: 0, held: 1, unusable: 2 } as const;

/** Anything that is wrong with what the user gave; the message is all they see. */
class UnusableInput extends Error {}

const USAGE =
  'Usage: npm run -s preview -- --platform <cart> [--policy policy.json] [--format json|hledger|beancount|table] [--certificate] [--store <store id>] [--destination <ledger> [--mapping mapping.json]] < bundle.json';

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
    flags.policy === undefined
      ? {}
      : parseJson(readFile(flags.policy, 'policy'), `The policy ${flags.policy}`);
  const bundle = parseJson(await readStandardInput(), 'Standard input');
  const outcome = preview(flags.platform, bundle, policy, {
    ...(flags.store === undefined ? {} : { storeId: flags.store }),
    ...(flags.certificate || flags.format === 'table' ? { certificate: true } : {}),
    ...(flags.destination === undefined
      ? {}
      : { ledger: { destination: flags.destination, mapping: readMapping(flags.mapping) } }),
  });
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

/** A semicolon begins a comment in both languages. */
function asComments({ certificate }: PreviewResult): string {
  if (!certificate) return '';
  return `\n${certificateTable(certificate).trimEnd().replace(/^/gm, '; ').replace(/ +$/gm, '')}\n`;
}

interface Flags {
  readonly platform: string;
  readonly policy?: string;
  readonly format: keyof typeof FORMATS;
  readonly store?: string;
  readonly destination?: string;
  readonly mapping?: string;
  readonly certificate: boolean;
}

function readFlags(): Flags {
  const text = { type: 'string' } as const;
  const options = {
    platform: text,
    policy: text,
    format: text,
    store: text,
    destination: text,
    mapping: text,
    certificate: { type: 'boolean' },
  } as const;
  let values: Partial<Record<Exclude<keyof typeof options, 'certificate'>, string>> & {
    certificate?: boolean;
  };
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new UnusableInput(`${(error as Error).message}\n${USAGE}`);
  }
  const { platform, policy, store, destination, mapping, format = 'json', certificate = false } = values;
  if (!platform) throw new UnusableInput(`--platform is missing.\n${USAGE}`);
  if (!isFormat(format)) throw new UnusableInput(`There is no format "${format}".\n${USAGE}`);
  if (mapping !== undefined && destination === undefined)
    throw new UnusableInput(`--mapping needs --destination.\n${USAGE}`);
  return { platform, policy, store, destination, mapping, format, certificate };
}

function isFormat(name: string): name is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, name);
}

function readMapping(file: string | undefined): unknown {
  return file === undefined ? {} : parseJson(readFile(file, 'mapping'), `The mapping ${file}`);
}

function readFile(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UnusableInput(`The ${what} cannot be read: ${(error as Error).message}`);
  }
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Ids of 64 bits do not fit a number: one that JSON.parse would change stays the text that it was. */
function exactNumber(_: string, value: unknown, ...rest: readonly unknown[]): unknown {
  const { source } = Object(rest[0]) as { readonly source?: string };
  if (typeof value !== 'number' || source === undefined) return value;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
}

function parseJson(bytes: Buffer, what: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnusableInput(`${what} is not text in UTF-8.`);
  }
  try {
    return JSON.parse(text, exactNumber);
  } catch (error) {
    throw new UnusableInput(`${what} is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}
