/** The table of a certificate, from rows written by hand. */
import { certificateTable } from '../../lib/policy/certificate';
import {
  type CertificateBody,
  type CertificateRow,
  sealCertificate,
} from '../../lib/policy/certificate-schema';

describe('the table', () => {
  const row = (more: Partial<CertificateRow>): CertificateRow => ({
    flow: 'sold',
    component: 'goods',
    currency: 'USD',
    source: '0.00',
    moved: '0.00',
    leftOut: '0.00',
    entries: '0.00',
    difference: '0.00',
    notes: [],
    ...more,
  });
  const ORDER = {
    kind: 'order',
    platform: 'shop',
    storeId: 'store.example',
    orderId: '1001',
    number: '#7',
    updatedAt: '2026-03-20T09:00:00Z',
  } as const;
  const PERIOD = {
    kind: 'period',
    platform: 'shop',
    storeId: 'store.example',
    from: '2026-03-01',
    to: '2026-03-31',
  } as const;
  const NONE = { certified: 1, conserved: 0, broken: 0, notBooked: 0, held: 0 };
  const table = (more: Partial<CertificateBody>): readonly string[] => {
    const certificate = sealCertificate({
      certificate: 'conservation',
      version: 1,
      of: ORDER,
      transformationVersions: ['3+abc', '3+def'],
      verdict: 'conserved',
      orders: NONE,
      rows: [],
      broken: [],
      ...more,
    });
    const lines = certificateTable(certificate).split('\n');
    expect(lines.slice(-2)).toEqual([`Digest ${certificate.digest}`, '']);
    return lines.slice(0, -2);
  };
  const HEADING = [
    'Conservation certificate',
    'Order #7 of store.example (shop), as of 2026-03-20T09:00:00Z',
    'Mapping 3+abc, 3+def',
  ];

  it('of nothing still shows what the source says and what the entries hold', () => {
    expect(table({ verdict: 'not_booked', rows: [row({})] })).toEqual([
      ...HEADING,
      '',
      'USD      source  entries  difference',
      'Sold',
      '  goods    0.00     0.00        0.00',
      '',
      'Verdict: nothing to book, or not yet. The notes say why.',
    ]);
  });

  it('of an order that is held says so, with the note and the columns that hold anything', () => {
    const rows = [
      row({ source: '1000.00', leftOut: '1000.00', notes: ['held'] }),
      row({ flow: 'balance', component: 'restocking_fee', ledger: '0.00' }),
    ];
    expect(table({ verdict: 'held', rows })).toEqual([
      ...HEADING,
      '',
      'USD                source  left out  entries  difference',
      'Sold',
      '  goods           1000.00   1000.00     0.00        0.00 (1)',
      'Left standing',
      '  restocking fee     0.00               0.00        0.00',
      '',
      'Verdict: held. Nothing is booked until the problem is settled.',
      '(1) held by a problem: nothing of it is booked until it is settled',
    ]);
  });

  const OFF = [
    row({ source: '5.00', entries: '4.00', difference: '-1.00' }),
    row({ flow: 'taken', component: 'payment:stripe', source: '5.00', entries: '5.50', difference: '0.50' }),
  ];
  const SAID = [
    '',
    'USD               source  entries  difference',
    'Sold',
    '  goods             5.00     4.00       -1.00',
    'Taken',
    '  payment:stripe    5.00     5.50        0.50',
    '',
    'Verdict: NOT conserved.',
    '  sold, goods: the entries hold 1.00 USD less than the source says',
    '  taken, payment:stripe: the entries hold 0.50 USD more than the source says',
  ];
  const brokenAt = (number: string, component = 'goods'): CertificateBody['broken'][number] => ({
    orderId: number,
    number,
    flow: 'sold',
    component,
    currency: 'USD',
    difference: '-1.00',
  });

  it('of an order that is not conserved names the differences, and not the order a second time', () => {
    const broken = [brokenAt('#7')];
    expect(table({ verdict: 'broken', rows: OFF, broken, orders: { ...NONE, broken: 1 } })).toEqual([
      ...HEADING,
      ...SAID,
    ]);
  });

  it.each([
    [2, '  Orders: #7, #8 x'],
    [3, '  Orders: #7, #8 x and 1 more'],
    [40, '  Orders: #7, #8 x and 38 more'],
  ])('of a period with %i such orders names them once each, and counts the rest', (count, sentence) => {
    const broken = [brokenAt('#7'), brokenAt('#7', 'shipping'), brokenAt('#8\nx')];
    const orders = { ...NONE, certified: 50, broken: count };
    expect(table({ of: PERIOD, verdict: 'broken', rows: OFF, broken, orders })).toEqual([
      'Conservation certificate',
      `Orders of store.example (shop), 2026-03-01 to 2026-03-31: 50 orders, 0 conserved, ${count} broken, 0 with nothing to book, 0 held`,
      'Mapping 3+abc, 3+def',
      ...SAID,
      sentence,
    ]);
  });
});
