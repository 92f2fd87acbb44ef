import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { accountBalances } from '../../lib/accounting/check-entry';
import { type PreviewResult, preview } from '../../lib/flows/preview';
import { toMinor } from '../../lib/money/minor';
import { requireDebianPackage } from '../../scripts/support/debian';
import { beanCheck, hledger } from '../support/plain-text-tools';

const ROOT = resolve(__dirname, '../..');
const PAYLOADS = resolve(ROOT, 'test/golden/woocommerce');
const payload = (name: string): string => readFileSync(join(PAYLOADS, name, 'payload.json'), 'utf8');
const PAID = 'hpos-E1-fee-coupon-shipping';

interface Priced {
  readonly total: string;
  readonly taxes: readonly { readonly total: string }[];
}
interface Payload {
  readonly order: Readonly<Record<'total' | 'total_tax' | 'shipping_total' | 'currency', string>> &
    Readonly<Record<'line_items' | 'shipping_lines' | 'fee_lines', readonly Priced[]>>;
}

const mapped = (bundle: unknown, policy: unknown = {}): PreviewResult => {
  const outcome = preview('woocommerce', bundle, policy);
  if (outcome.state === 'unusable') throw new Error(outcome.message);
  return outcome.result;
};

describe('live payloads', () => {
  const bundles = readdirSync(PAYLOADS).filter((name) => !/^(list|webhook)-/.test(name));

  it.each(bundles)('%s: the sale comes to the totals that the payload itself states', (name) => {
    const bundle = JSON.parse(payload(name)) as Payload;
    for (const discounts of ['contra', 'net', 'negative-line']) {
      const { entries, problems } = mapped(bundle, { postingTrigger: 'creation', discounts });
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const { order } = bundle;
      const sale = accountBalances(entries.filter(({ kind }) => kind === 'sale'));
      if (sale.size === 0) {
        expect(problems.map(({ code }) => code)).toContain('cancelled_unpaid');
        continue;
      }
      const sum = (accounts: RegExp): bigint =>
        [...sale]
          .filter(([account]) => accounts.test(account))
          .reduce((total, [, balance]) => total + balance, 0n);
      const minor = (amount: string): bigint => toMinor(amount, order.currency);
      expect(-sum(/^receivable$/)).toBe(minor(order.total));
      expect(sum(/^tax:/)).toBe(minor(order.total_tax));
      expect(sum(/^shipping$/)).toBe(minor(order.shipping_total));
      const goods = [...order.line_items, ...order.fee_lines].reduce(
        (total, line) => total + minor(line.total),
        0n,
      );
      expect(sum(/^(sales|discounts|surcharges)$/)).toBe(goods);
    }
  });
});

describe('the certificate', () => {
  const bundles = readdirSync(PAYLOADS).filter((name) => !/^(list|webhook)-/.test(name));

  it.each(bundles)('%s: what the cart says is in the entries, whatever the policy', (name) => {
    const bundle = JSON.parse(payload(name)) as unknown;
    for (const policy of [
      {},
      { postingTrigger: 'creation', discounts: 'net', tax: 'order' },
      { postingTrigger: 'creation', discounts: 'negative-line', amountOnlyRefunds: 'spread' },
    ]) {
      const outcome = preview('woocommerce', bundle, policy, { certificate: true });
      if (outcome.state === 'unusable') throw new Error(outcome.message);
      const { certificate, entries } = outcome.result;
      expect(['conserved', 'not_booked']).toContain(certificate?.verdict);
      expect(certificate?.verdict === 'conserved').toBe(entries.length > 0);
    }
  });

  it('is there only where it was asked for, also for an order that is held', () => {
    const { order, refunds } = JSON.parse(payload(PAID)) as {
      order: Record<string, unknown>;
      refunds: unknown;
    };
    expect(mapped({ order, refunds })).not.toHaveProperty('certificate');
    const outcome = preview(
      'woocommerce',
      { order: { ...order, total: '1.00' }, refunds },
      {},
      { certificate: true },
    );
    expect(outcome).toMatchObject({ state: 'held', result: { certificate: { verdict: 'held' } } });
  });
});

describe('preview', () => {
  const bundle = JSON.parse(payload(PAID)) as unknown;

  it('gives order, events, entries and problems, and the shop by the address in the payload', () => {
    const result = mapped(bundle, { postingTrigger: 'creation' });
    expect(Object.keys(result)).toEqual(['order', 'events', 'entries', 'problems']);
    expect(result.order.source.storeId).toMatch(/^127\.0\.0\.1/);
    expect(result.entries[0]).toEqual({
      key: expect.stringMatching(/^woocommerce:127\.0\.0\.1%3A\d+:\d+:sale:1$/),
      kind: 'sale',
      document: 'journal',
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      currency: 'EUR',
      description: expect.stringMatching(/^Sale, order \d+$/),
      source: result.order.source,
      lines: expect.any(Array),
      transformationVersion: expect.stringMatching(/^\d+\+[0-9a-f]{12}$/),
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('takes the shop from the caller first, and names an unknown one "preview"', () => {
    const of = (options: { storeId?: string }, value: unknown = bundle): unknown => {
      const outcome = preview('woocommerce', value, {}, options);
      return outcome.state === 'unusable' ? outcome : outcome.result.order.source.storeId;
    };
    expect(of({ storeId: 'shop.example' })).toBe('shop.example');
    const { order, refunds } = bundle as { order: Record<string, unknown>; refunds: unknown };
    for (const _links of [undefined, null, [], { self: [{ href: 'no address' }] }, { self: [{ href: 7 }] }]) {
      expect(of({}, { order: { ...order, _links }, refunds })).toBe('preview');
    }
  });

  it('has no entries when held, and the reason', () => {
    const { order, refunds } = bundle as { order: Record<string, unknown>; refunds: unknown };
    const outcome = preview('woocommerce', { order: { ...order, total: '1.00' }, refunds }, {});
    expect(outcome).toMatchObject({ state: 'held', result: { entries: [] } });
    expect(JSON.stringify(outcome)).toContain('source_totals_mismatch');
  });

  it.each<[string, string, unknown, unknown, RegExp]>([
    ['an unknown cart', 'opencart', {}, {}, /no cart "opencart".*woocommerce/],
    ['a policy that is none', 'woocommerce', bundle, { tax: 'maybe' }, /policy is not usable: tax/],
    ['a payload that is no order', 'woocommerce', { hello: 1 }, {}, /not a WooCommerce order/],
  ])('%s is unusable', (_what, platform, input, policy, message) => {
    expect(preview(platform, input, policy)).toEqual({
      state: 'unusable',
      message: expect.stringMatching(message),
    });
  });
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As a specialist calls it, through npm and a pipe. */
const run = (args: readonly string[], input: string | Buffer): Promise<Ran> =>
  new Promise((done, fail) => {
    const child = spawn('npm', ['run', '-s', 'preview', '--', ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', fail);
    // A run that refuses its flags ends without reading what we send.
    child.stdin.on('error', () => undefined);
    child.once('close', (status) => done({ status, stdout, stderr: stderr.replace(/^npm warn .*\n/gm, '') }));
    child.stdin.end(input);
  });

describe('npm run -s preview', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cart-ledger-preview-'));
    await requireDebianPackage('hledger', 'hledger');
    await requireDebianPackage('bean-check', 'beancount');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const WOO = ['--platform', 'woocommerce'];
  const policyFile = (policy: unknown): string => {
    const file = join(folder, 'policy.json');
    writeFileSync(file, typeof policy === 'string' ? policy : JSON.stringify(policy));
    return file;
  };

  it('prints the result as JSON, alone on standard output, and ends with 0', async () => {
    const args = [...WOO, '--policy', policyFile({ postingTrigger: 'creation' }), '--store', 'shop.example'];
    const { status, stdout, stderr } = await run(args, payload(PAID));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const outcome = preview(
      'woocommerce',
      JSON.parse(payload(PAID)),
      { postingTrigger: 'creation' },
      { storeId: 'shop.example' },
    );
    expect(outcome.state).toBe('mapped');
    if (outcome.state !== 'unusable')
      expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(outcome.result)));
  }, 30_000);

  it('prints journals that hledger and beancount read, with problems on standard error', async () => {
    const args = [...WOO, '--policy', policyFile({ postingTrigger: 'creation' })];
    const amountOnly = payload('hpos-A4-partial-refund-amount-only');
    const [journal, beans] = await Promise.all([
      run([...args, '--format', 'hledger'], amountOnly),
      run([...args, '--format', 'beancount'], amountOnly),
    ]);
    expect([journal.status, beans.status]).toEqual([0, 0]);
    expect(journal.stderr).toMatch(/^warning unallocated_refund at \/refunds\/0/m);
    expect(journal.stdout).toContain('Income:unallocated-refunds');
    expect(hledger(journal.stdout, 'check', '--strict')).toEqual({ status: 0, output: '' });
    expect(beanCheck(beans.stdout)).toEqual({ status: 0, output: '' });
  }, 30_000);

  it('prints the certificate: as a field, as comments that hledger skips, and as a table alone', async () => {
    const args = [...WOO, '--policy', policyFile({ postingTrigger: 'creation' }), '--certificate'];
    const [json, journal, beans, table] = await Promise.all(
      ['json', 'hledger', 'beancount', 'table'].map((format) =>
        run([...args, '--format', format], payload(PAID)),
      ),
    );
    expect([json?.status, journal?.status, beans?.status, table?.status]).toEqual([0, 0, 0, 0]);
    const { certificate } = JSON.parse(json?.stdout ?? '') as PreviewResult;
    expect(certificate?.verdict).toBe('conserved');
    expect(table?.stdout).toMatch(/^Conservation certificate\nOrder [\s\S]*\nVerdict: conserved\. /);
    expect(table?.stdout).toContain(`Digest ${certificate?.digest}`);
    expect(journal?.stdout).toContain('\n; Verdict: conserved.');
    expect(hledger(journal?.stdout ?? '', 'check', '--strict')).toEqual({ status: 0, output: '' });
    expect(beanCheck(beans?.stdout ?? '')).toEqual({ status: 0, output: '' });
  }, 60_000);

  it('ends with 1 when the order is held, and prints why', async () => {
    const bundle = JSON.parse(payload(PAID)) as { order: Record<string, unknown> };
    bundle.order.total = '1.00';
    const { status, stdout, stderr } = await run(WOO, JSON.stringify(bundle));
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const result = JSON.parse(stdout) as PreviewResult;
    expect(result.entries).toEqual([]);
    expect(result.problems.map(({ severity, code }) => `${severity} ${code}`)).toContain(
      'error source_totals_mismatch',
    );
    const journal = await run([...WOO, '--format', 'hledger'], JSON.stringify(bundle));
    expect(journal).toMatchObject({ status: 1, stdout: 'decimal-mark .\n' });
    expect(journal.stderr).toContain('error source_totals_mismatch at /order/total');
  }, 30_000);

  it('ends with 2 for input that it cannot use, says why on standard error and prints nothing', async () => {
    const cases: readonly (readonly [readonly string[], string | Buffer, RegExp])[] = [
      [[], payload(PAID), /--platform is missing/],
      [['--platform', 'opencart'], payload(PAID), /no cart "opencart"/],
      [[...WOO, '--format', 'xml'], payload(PAID), /no format "xml"/],
      [[...WOO, '--format', 'toString'], payload(PAID), /no format/],
      [[...WOO, '--verbose'], payload(PAID), /Unknown option '--verbose'/],
      [[...WOO, 'extra'], payload(PAID), /Unexpected argument 'extra'/],
      [[...WOO, '--policy', join(folder, 'missing.json')], payload(PAID), /policy cannot be read/],
      [[...WOO, '--policy', policyFile('{tax: 1}')], payload(PAID), /is not JSON/],
      [WOO, '{"order": ', /Standard input is not JSON/],
      [WOO, '', /Standard input is not JSON/],
      [WOO, Buffer.from([0x7b, 0xff, 0x7d]), /not text in UTF-8/],
      [WOO, '[]', /not a WooCommerce order/],
    ];
    for (const [args, input, message] of cases) {
      const { status, stdout, stderr } = await run(args, input);
      expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
    const { status, stderr } = await run(
      [...WOO, '--policy', policyFile({ discounts: 'twice' })],
      payload(PAID),
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/policy is not usable: discounts/);
  }, 120_000);

  it('reads 20 MB, repeated keys and keys named like properties of objects', async () => {
    const bundle = JSON.parse(payload(PAID)) as { order: { customer_note: string } };
    bundle.order.customer_note = '"\\ n '.repeat(4_000_000);
    const plain = await run(WOO, payload(PAID));
    const text = JSON.stringify(bundle).replace(
      '{"order":{',
      '{"__proto__":{"order":1},"order":{"__proto__":{"total":"0.00"},"total":"0.00",',
    );
    expect(text.length).toBeGreaterThan(20_000_000);
    const large = await run(WOO, text);
    expect(large.status).toBe(plain.status);
    expect((JSON.parse(large.stdout) as PreviewResult).entries).toEqual(
      (JSON.parse(plain.stdout) as PreviewResult).entries,
    );
  }, 60_000);
});
