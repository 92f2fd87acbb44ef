import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkWithBeancount, checkWithHledger, hasTool, writeExports } from '../test/e2e/demo/bookkeeper';
import { type Played, play } from '../test/e2e/demo/play';
import { showPlay } from '../test/e2e/demo/show';
import { faultsOf } from '../test/e2e/demo/verdict';
import { N8nApi, owner } from '../test/e2e/harness/n8n-api';
import { N8nProcess } from '../test/e2e/harness/n8n-process';
import { installN8n } from './support/install-n8n';

/**
 * `npm run demo`: a shop on loopback trades, with webhooks that get lost, repeated and shuffled, and a real n8n keeps
 * its books. It ends with exit code 0 only if the book is what the shop itself says it must be.
 *
 *   npm run demo                    trade, reports, verdict
 *   npm run demo -- --keep          … and leave n8n and the shop running, to look around in the editor
 *   npm run demo -- --seed 7        another shuffle of the same stories, other amounts, other webhooks lost
 */
const startedAt = Date.now();
const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const say = (line: string): void =>
  tell(`[${String(Math.round((Date.now() - startedAt) / 1000)).padStart(3)} s] ${line}`);

/** What has to be undone at the end, however it comes; the last thing done is undone first. */
const undo: (() => void | Promise<void>)[] = [];
let ending: Promise<void> | undefined;

const end = (): Promise<void> =>
  (ending ??= (async () => {
    for (const step of undo.reverse()) await step();
  })());

async function main(): Promise<boolean> {
  const { keep, seed } = readOptions();
  const userFolder = mkdtempSync(join(tmpdir(), 'cart-ledger-demo-n8n-'));
  undo.push(() =>
    keep
      ? tell(`n8n's folder is left at ${userFolder}`)
      : rmSync(userFolder, { recursive: true, force: true }),
  );

  await installN8n();
  say('Building and packing the package, starting n8n on a fresh folder …');
  const n8n = await N8nProcess.start({ userFolder, onSpawn: (stop) => undo.push(stop) });
  const api = await N8nApi.connect(n8n.url);
  say(`n8n is up at ${n8n.url}`);

  const played = await play({
    api,
    seed,
    faults: true,
    book: 'main',
    say,
    onShop: (shop) => undo.push(() => shop.stop()),
  });
  const good = conclude(played);
  if (keep) await untilStopped(n8n);
  tell('\nTo look around in the editor afterwards: npm run demo -- --keep');
  return good;
}

function conclude(played: Played): boolean {
  tell(showPlay(played));
  const exports = writeExports(mkdtempSync(join(tmpdir(), 'cart-ledger-demo-book-')), played.afterSweep);
  tell(`\nThe book as plain text: ${exports.hledger}\n                        ${exports.beancount}`);
  const faults = [...faultsOf(played), ...toolFaults(exports)];
  const { shop } = played.demoShop;
  tell('');
  if (faults.length === 0) {
    tell(
      `The book equals what the shop worked out on its own: ${played.afterSweep.view.keys.length} entries of ${shop.state.orders.size} orders, to the cent.`,
    );
    tell(
      `The two orders whose totals lie (${shop.lyingOrders().join(' and ')}) are exceptions, and not in the book.`,
    );
    tell('A second sweep and a second backfill posted nothing.');
  } else faults.forEach((fault) => tell(`WRONG: ${fault}`));
  say(faults.length === 0 ? 'Done.' : `Done, with ${faults.length} faults.`);
  return faults.length === 0;
}

/** The tools that are there may say what they think; nothing is installed for a demo. */
function toolFaults({ hledger, beancount }: { hledger: string; beancount: string }): readonly string[] {
  const tools = [
    ['hledger', () => checkWithHledger(hledger)],
    ['bean-check', () => checkWithBeancount(beancount)],
  ] as const;
  return tools.flatMap(([name, check]) => {
    if (!hasTool(name)) return [];
    try {
      check();
      tell(`${name} accepts it.`);
      return [];
    } catch (error) {
      return [String(error)];
    }
  });
}

function readOptions(): { keep: boolean; seed: number } {
  const { values } = parseArgs({
    options: { keep: { type: 'boolean' }, seed: { type: 'string', default: '1' } },
  });
  if (!/^\d{1,9}$/.test(values.seed)) throw new Error(`--seed takes a whole number, not "${values.seed}"`);
  return { keep: values.keep === true, seed: Number(values.seed) };
}

function untilStopped(n8n: N8nProcess): Promise<never> {
  tell(`
n8n and the shop go on running. Open ${n8n.url}
  e-mail    ${owner.email}
  password  ${owner.password}
The workflows stand under Overview, their runs under Executions. Their schedules sleep here: run them by hand.
"Demo: reports" asks the Finance Trace node for all that is printed above; change it to look up an order.
Press Ctrl-C to stop n8n and the shop.`);
  // Something must wait, or the process would end by itself.
  return new Promise(() => setInterval(() => undefined, 60_000));
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    tell('\nStopping …');
    void end().finally(() => process.exit(name === 'SIGINT' ? 130 : 143));
  });
}

main()
  .catch((error: unknown) => {
    tell(`The demo broke off: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  })
  .then(async (good) => {
    await end();
    process.exitCode = good ? 0 : 1;
  });
