/** Certificates over orders written by hand. The tables are goldens: `UPDATE_GOLDEN=1` writes them anew. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry, JournalLine } from '../../lib/accounting/journal-entry';
import { type Order, orderSchema } from '../../lib/commerce/order';
import {
  type Certificate,
  type CertificateRow,
  CertificateTally,
  certificateOf,
  certificateSchema,
  certificateTable,
  hasTrueDigest,
} from '../../lib/policy/certificate';
import type { CertifiedTarget } from '../../lib/policy/certificate-order';
import { mapOrder } from '../../lib/policy/map-order';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy, PolicyInput } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const GOLDEN = join(__dirname, '..', 'golden', 'certificate');
const CASES = join(__dirname, '..', 'golden', 'mapping');

const policyOf = (input: PolicyInput = {}): Policy => {
  const { policy, problems } = parsePolicy(input);
  if (!policy) throw new Error(JSON.stringify(problems));
  return policy;
};

const certify = (order: Order, input: PolicyInput = {}): Certificate => {
  const policy = policyOf(input);
  return certificateOf(order, mapOrder(order, policy), policy);
};

const rowsOf = ({ rows }: Pick<Certificate, 'rows'>): readonly string[] =>
  rows.map(({ flow, component, source, moved, leftOut, entries, difference }) =>
    `${flow} ${component}: ${source} ${moved} ${leftOut} ${entries} ${difference}`.replace(
      /(?<= )0\.00(?= )/g,
      '-',
    ),
  );

const rowOf = ({ rows }: Certificate, flow: string, component: string): CertificateRow | undefined =>
  rows.find((row) => row.flow === flow && row.component === component);

/** Two items, one discounted, delivery, a tip, a refund of one piece, and a tax in two places. */
const SPEC: OrderSpec = {
  lines: [
    { amount: '60.00', quantity: '2', taxes: { 'US-STATE': '3.75', 'US-CITY': '1.20' } },
    { amount: '40.00', discounts: [['10.00', 'TEN']], taxes: { 'US-STATE': '1.88', 'US-CITY': '0.60' } },
  ],
  shipping: [{ amount: '10.00' }],
  refunds: [
    {
      amount: '32.48',
      lines: [
        { of: 'lines-1', quantity: '1', amount: '30.00', taxes: { 'US-STATE': '1.88', 'US-CITY': '0.60' } },
      ],
    },
  ],
};

describe('a target written by hand', () => {
  const line = (
    side: 'debit' | 'credit',
    amount: string,
    account: string,
    component: string,
  ): JournalLine => ({
    account,
    [side]: amount,
    explanation: { rule: 'by hand', component, pointers: [], arithmetic: amount },
  });
  const order = buildOrder({
    lines: [{ amount: '20.00', discounts: ['2.00'], taxes: { VAT: '3.60' } }],
    refunds: [{ amount: '10.80', lines: [{ of: 'lines-1', amount: '9.00', taxes: { VAT: '1.80' } }] }],
  });
  const entry = (kind: string, lines: readonly JournalLine[]): JournalEntry => ({
    key: `shop:store.example:1001:${kind}:1`,
    kind,
    date: '2026-03-02',
    currency: 'USD',
    description: kind,
    source: order.source,
    document: 'journal',
    lines,
    transformationVersion: '2+abc',
    contentHash: '',
  });
  const sale = [
    line('debit', '21.60', 'clearing:stripe', 'payment:stripe'),
    line('debit', '2.00', 'discounts', 'discount'),
    line('credit', '20.00', 'sales', 'goods'),
    line('credit', '3.60', 'tax:VAT', 'tax:VAT'),
  ];
  const refund = [
    line('debit', '9.00', 'sales-returns', 'goods'),
    line('debit', '1.80', 'tax:VAT', 'tax:VAT'),
    line('credit', '10.80', 'clearing:stripe', 'payment:stripe'),
  ];
  const target = (
    entries: readonly JournalEntry[],
    more: Partial<CertifiedTarget> = {},
  ): CertifiedTarget => ({
    source: order.source,
    currency: 'USD',
    events: [],
    entries,
    held: false,
    transformationVersion: '2+abc',
    ...more,
  });
  const certified = (entries: readonly JournalEntry[], more?: Partial<CertifiedTarget>): Certificate =>
    certificateOf(order, target(entries, more), policyOf());

  it('is conserved when its lines carry what the order says', () => {
    const certificate = certified([entry('sale', sale), entry('refund', refund)]);
    expect(certificate).toMatchObject({
      certificate: 'conservation',
      version: 1,
      verdict: 'conserved',
      of: { kind: 'order', platform: 'shop', storeId: 'store.example', orderId: '1001', number: '1001' },
      transformationVersions: ['2+abc'],
      orders: { certified: 1, conserved: 1, broken: 0, notBooked: 0, held: 0 },
      broken: [],
    });
    expect(rowsOf(certificate)).toEqual([
      'sold goods: 20.00 - - 20.00 0.00',
      'sold discount: -2.00 - - -2.00 0.00',
      'sold tax:VAT: 3.60 - - 3.60 0.00',
      'given_back goods: 9.00 - - 9.00 0.00',
      'given_back tax:VAT: 1.80 - - 1.80 0.00',
      'taken payment:stripe: 21.60 - - 21.60 0.00',
      'paid_back payment:stripe: 10.80 - - 10.80 0.00',
      'balance receivable: - - - - 0.00',
    ]);
  });

  it('a cent that went from tax to goods is found on both, though the entry balances', () => {
    const [money, discount] = sale as [JournalLine, JournalLine];
    const plugged = [
      money,
      discount,
      line('credit', '20.01', 'sales', 'goods'),
      line('credit', '3.59', 'tax:VAT', 'tax:VAT'),
    ];
    const certificate = certified([entry('sale', plugged), entry('refund', refund)]);
    expect(certificate.verdict).toBe('broken');
    expect(certificate.broken).toEqual([
      {
        orderId: '1001',
        number: '1001',
        flow: 'sold',
        component: 'goods',
        currency: 'USD',
        difference: '0.01',
      },
      {
        orderId: '1001',
        number: '1001',
        flow: 'sold',
        component: 'tax:VAT',
        currency: 'USD',
        difference: '-0.01',
      },
    ]);
  });

  it('the exchange whose plug line hid 150 on receivable is found', () => {
    // The refund was forgotten and what is missing was put on receivable.
    const hidden = [
      line('credit', '10.80', 'clearing:stripe', 'payment:stripe'),
      line('debit', '10.80', 'receivable', 'receivable'),
    ];
    const certificate = certified([entry('sale', sale), entry('refund', hidden)]);
    expect(certificate.broken.map(({ flow, component }) => `${flow} ${component}`)).toEqual([
      'given_back goods',
      'given_back tax:VAT',
      'balance receivable',
    ]);
  });

  it('an entry of an order of which nothing is to be booked is found', () => {
    const test = certificateOf({ ...order, test: true }, target([entry('sale', sale)]), policyOf());
    expect(test.verdict).toBe('broken');
    expect(certificateOf({ ...order, test: true }, target([]), policyOf()).verdict).toBe('not_booked');
  });

  it('an entry in another currency, or with an amount that is none, is a fault of the program', () => {
    expect(() => certified([{ ...entry('sale', sale), currency: 'EUR' }])).toThrow(
      /is in EUR, its order in USD/,
    );
    expect(() => certified([entry('sale', [line('debit', '1.005', 'sales', 'goods')])])).toThrow(
      /not an exact amount/,
    );
  });

  it('a held order, and one that cannot be read, certify that nothing is booked', () => {
    const held = certified([], { held: true });
    expect(held).toMatchObject({ verdict: 'held', orders: { held: 1 } });
    expect(rowOf(held, 'sold', 'goods')).toMatchObject({
      source: '20.00',
      leftOut: '20.00',
      entries: '0.00',
      notes: ['held'],
    });
    const broken = { ...order, lines: order.lines.map((one) => ({ ...one, amount: 'a lot' })) };
    expect(certificateOf(broken, target([], { held: true }), policyOf())).toMatchObject({
      verdict: 'held',
      rows: [],
    });
  });
});

describe('the digest', () => {
  it('changes with every field, and the schema takes the certificate as it is', () => {
    const certificate = certify(buildOrder(SPEC));
    expect(certificateSchema.parse(JSON.parse(JSON.stringify(certificate)))).toEqual(certificate);
    expect(hasTrueDigest(certificate)).toBe(true);
    expect(hasTrueDigest({ ...certificate, verdict: 'broken' })).toBe(false);
    const [first, ...rest] = certificate.rows;
    expect(first && hasTrueDigest({ ...certificate, rows: [{ ...first, source: '1.00' }, ...rest] })).toBe(
      false,
    );
    expect(certify(buildOrder(SPEC)).digest).toBe(certificate.digest);
  });
});

describe('what the policy chooses', () => {
  const order = buildOrder(SPEC);

  it('discounts net: goods are net on both sides, and the row says so', () => {
    const certificate = certify(order, { discounts: 'net' });
    expect(rowOf(certificate, 'sold', 'goods')).toMatchObject({
      source: '90.00',
      entries: '90.00',
      notes: ['net_of_discounts'],
    });
    expect(rowOf(certificate, 'sold', 'discount')).toBeUndefined();
  });

  it('tax in one amount: one row for all of it', () => {
    const certificate = certify(order, { tax: 'order' });
    expect(rowOf(certificate, 'sold', 'tax')).toMatchObject({
      source: '7.43',
      entries: '7.43',
      notes: ['one_tax'],
    });
    expect(certificate.rows.some(({ component }) => component.startsWith('tax:'))).toBe(false);
  });

  it('a refund without lines stands on its own row, or is moved to what it was divided over', () => {
    const amountOnly = buildOrder({ ...SPEC, refunds: [{ amount: '50.00' }] });
    expect(rowOf(certify(amountOnly), 'given_back', 'unallocated')).toMatchObject({
      source: '50.00',
      moved: '0.00',
      entries: '50.00',
    });
    const spread = certify(amountOnly, { amountOnlyRefunds: 'spread' });
    expect(spread.verdict).toBe('conserved');
    expect(rowOf(spread, 'given_back', 'unallocated')).toMatchObject({
      source: '50.00',
      moved: '-50.00',
      entries: '0.00',
      notes: ['divided'],
    });
    const moved = spread.rows
      .filter(({ flow }) => flow === 'given_back')
      .map((row) => BigInt(row.moved.replace('.', '')));
    expect(moved.reduce((sum, minor) => sum + minor, 0n)).toBe(0n);
  });

  it('an order that waits for its payment says so, and is not broken', () => {
    const unpaid = certify(buildOrder({ ...SPEC, payments: [], refunds: [] }));
    expect(unpaid).toMatchObject({ verdict: 'not_booked', orders: { notBooked: 1 } });
    expect(rowOf(unpaid, 'sold', 'goods')).toMatchObject({
      source: '100.00',
      leftOut: '100.00',
      notes: ['not_booked_yet'],
    });
  });

  it('fees and payouts that the policy leaves out are rows of their own that say so', () => {
    const [payment] = order.payments;
    if (!payment) throw new Error('no payment');
    const settlement = {
      id: 'po',
      at: '2026-03-05T00:00:00Z',
      currency: 'USD',
      gross: '107.43',
      fee: '3.00',
      net: '104.43',
      pointers: [],
    };
    const fee = {
      id: 'f',
      kind: 'late',
      gateway: 'stripe',
      amount: '1.00',
      at: '2026-03-05T00:00:00Z',
      pointers: [],
    };
    const paidOut: Order = {
      ...order,
      refunds: [],
      payments: [{ ...payment, amount: '107.43', settlement }],
      fees: [fee],
    };
    const out = certify(paidOut);
    expect(rowOf(out, 'charged', 'fee:late')).toMatchObject({
      source: '1.00',
      leftOut: '1.00',
      entries: '0.00',
      notes: ['fees_left_out'],
    });
    expect(rowOf(out, 'paid_out', 'bank')).toMatchObject({
      source: '104.43',
      leftOut: '104.43',
      notes: ['payouts_left_out'],
    });
    const booked = certify(paidOut, { gatewayFees: 'book', settlements: 'book' });
    expect(booked.verdict).toBe('conserved');
    expect(rowOf(booked, 'charged', 'fee:late')).toMatchObject({ entries: '1.00', leftOut: '0.00' });
    expect(rowOf(booked, 'paid_out', 'fee:processing')).toMatchObject({ entries: '3.00' });
  });
});

describe('worked treatments', () => {
  const orders = readdirSync(CASES).filter((name) => existsSync(join(CASES, name, 'order.json')));
  const choices: readonly PolicyInput[] = [
    {},
    { discounts: 'net', tax: 'order', postingTrigger: 'creation' },
    {
      postingTrigger: 'fulfilment',
      deferredTax: 'at-fulfilment',
      costOfGoods: 'perpetual',
      channelTax: 'zero-sum',
    },
    {
      output: 'invoice',
      amountOnlyRefunds: 'spread',
      restockingFee: 'against-returns',
      settlements: 'book',
      gatewayFees: 'book',
    },
  ];

  it.each(orders)('%s is conserved under every choice that can book it', (name) => {
    const order = orderSchema.parse(JSON.parse(readFileSync(join(CASES, name, 'order.json'), 'utf8')));
    for (const input of choices) {
      const certificate = certify(order, input);
      expect(['conserved', 'held', 'not_booked']).toContain(certificate.verdict);
    }
    expect(certify(order, { postingTrigger: 'creation', roundingLimit: '0.05' }).verdict).not.toBe('broken');
  });

  it.each<[string, string, OrderSpec, string]>([
    [
      'D1, three lines of 0.99 at 8.25%',
      '0.25',
      {
        lines: ['0.09', '0.08', '0.08'].map((amount) => ({
          amount: '0.99',
          taxes: [{ jurisdiction: 'US', rate: '8.25', amount }],
        })),
      },
      'The source rounds tax per order, half up or half even or up; per line would have been 0.24 instead of 0.25.',
    ],
    [
      'D2, three times 9.99 with 20% in it, per line',
      '5.01',
      {
        pricesIncludeTax: true,
        lines: [1, 2, 3].map(() => ({
          amount: '8.32',
          taxes: [{ jurisdiction: 'GB', rate: '20', amount: '1.67' }],
        })),
      },
      'The source rounds tax per line, half up or up; per order would have been 5.00 instead of 5.01.',
    ],
    [
      'D2, the same per order',
      '5.00',
      {
        pricesIncludeTax: true,
        lines: ['1.67', '1.67', '1.66'].map((amount) => ({
          amount: amount === '1.67' ? '8.32' : '8.33',
          taxes: [{ jurisdiction: 'GB', rate: '20', amount }],
        })),
      },
      'The source rounds tax per order, half up or half even or up; per line would have been 5.01 instead of 5.00.',
    ],
  ])('%s: the tax of the source is carried, and how it rounds is told', (_name, tax, spec, sentence) => {
    const certificate = certify(buildOrder(spec));
    expect(certificate.verdict).toBe('conserved');
    expect(certificate.rows.find(({ component }) => component.startsWith('tax:'))?.entries).toBe(tax);
    expect(certificate.rounding?.sentence).toBe(sentence);
  });
});

describe('the table', () => {
  const golden = (name: string, certificate: Certificate): void => {
    const file = join(GOLDEN, `${name}.txt`);
    // Version and digest follow the policy, which gains choices.
    const table = certificateTable(certificate)
      .replace(/^Mapping \d+\+[0-9a-f]{12}$/m, 'Mapping (version)')
      .replace(/^Digest [0-9a-f]{64}$/m, 'Digest (of the certificate)');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, table);
    expect(table).toBe(readFileSync(file, 'utf8'));
  };
  const order = buildOrder(SPEC);

  it('of an order with a discount, two taxes and a refund', () => golden('order', certify(order)));
  it('of the documentation is that one', () => {
    const [table = ''] =
      /^USD[\s\S]*^Verdict.*$/m.exec(readFileSync(join(GOLDEN, 'order.txt'), 'utf8')) ?? [];
    expect(table).toContain('Given back');
    expect(readFileSync(join(__dirname, '..', '..', 'docs', 'certificate.md'), 'utf8')).toContain(table);
  });
  it('of the same order, net and with one tax', () =>
    golden('net', certify(order, { discounts: 'net', tax: 'order' })));
  it('of an order that is delivered in part', () => {
    const fulfilments = [
      {
        id: 'f1',
        at: '2026-03-04T09:00:00Z',
        pointers: [],
        lines: [{ of: 'lines-1', quantity: '1', pointers: [] }],
      },
    ];
    golden('delivered-in-part', certify({ ...order, fulfilments }, { postingTrigger: 'fulfilment' }));
  });
  it('of a cancelled order whose refund named no lines', () => {
    const cancelled = buildOrder({
      ...SPEC,
      state: 'cancelled',
      cancelledAt: '2026-03-15T00:00:00Z',
      refunds: [{ amount: '60.00' }],
    });
    golden('cancelled', certify(cancelled, { amountOnlyRefunds: 'spread' }));
  });
  it('of an order with tax that the channel owes, a fee and rates that show the rounding', () => {
    const marketplace = buildOrder({
      currency: 'EUR',
      pricesIncludeTax: true,
      payments: [{ amount: '34.97' }],
      lines: [1, 2, 3]
        .map(() => ({
          amount: '8.32',
          taxes: [{ jurisdiction: 'GB-VAT', rate: '20', amount: '1.67' }],
        }))
        .concat([
          {
            amount: '5.00',
            taxes: [{ jurisdiction: 'US-TX', rate: '8', amount: '0.40', liable: 'channel' }],
          },
        ] as never),
    });
    const fees = [
      {
        id: 'f',
        kind: 'processing',
        gateway: 'stripe',
        amount: '0.90',
        at: '2026-03-05T00:00:00Z',
        pointers: [],
      },
    ];
    golden('channel-tax', certify({ ...marketplace, fees }));
  });
  it('of a refund in another currency, with what the rate took', () => {
    const foreign = buildOrder({
      lines: [{ amount: '90.00', taxes: { VAT: '18.00' } }],
      refunds: [
        {
          amount: '108.00',
          lines: [{ of: 'lines-1', amount: '90.00', taxes: { VAT: '18.00' } }],
          payments: [{ amount: '110.00' }],
        },
      ],
    });
    const euros = buildOrder({
      currency: 'EUR',
      lines: [{ amount: '83.33', taxes: { VAT: '16.67' } }],
      refunds: [{ amount: '100.00', lines: [{ of: 'lines-1', amount: '83.33', taxes: { VAT: '16.67' } }] }],
    });
    const { currency, lines, shipping, surcharges, payments, refunds, claims } = euros;
    const inPresentment = { currency, lines, shipping, surcharges, payments, refunds, claims };
    golden('exchange', certify({ ...foreign, presentmentCurrency: 'EUR', inPresentment }));
  });
  it('of an order that is not conserved', () => {
    const policy = policyOf();
    const target = mapOrder(order, policy);
    const entries = target.entries.map((entry) => ({
      ...entry,
      lines: entry.lines.map((one) => (one.credit === '5.63' ? { ...one, credit: '5.60' } : one)),
    }));
    golden('broken', certificateOf(order, { ...target, entries }, policy));
  });
  it('of a store and period in two currencies, with what the ledger holds', () => {
    const tally = new CertificateTally();
    const policy = policyOf();
    const yen = buildOrder({ id: '7', currency: 'JPY', lines: [{ amount: '1000', taxes: { JCT: '100' } }] });
    const unpaid = buildOrder({ id: '8', lines: [{ amount: '5.00' }], payments: [] });
    const lying = buildOrder({ id: '9', lines: [{ amount: '5.00' }], claims: { total: '6.00' } });
    for (const one of [order, yen, unpaid, lying])
      tally.add(one, mapOrder(one, policy), policy, (key) => !key.includes('refund'));
    const of = {
      kind: 'period',
      platform: 'shop',
      storeId: 'store.example',
      from: '2026-03-01',
      to: '2026-03-31',
    } as const;
    const certificate = tally.certificate(of);
    expect(certificateSchema.parse(certificate)).toEqual(certificate);
    expect(certificate.orders).toEqual({ certified: 4, conserved: 2, broken: 0, notBooked: 1, held: 1 });
    golden('period', certificate);
  });
  it('names of the shop cannot break its lines', () => {
    const hostile = buildOrder({
      number: '1\n2',
      lines: [{ amount: '1.00', taxes: { 'A\nVerdict: conserved': '0.10' } }],
    });
    const table = certificateTable(certify(hostile));
    expect(table).toContain('Order 1 2 of');
    expect(table.match(/^Verdict/gm)).toHaveLength(1);
  });
});
