/** One line, one tax, one gateway: enough of an order for tests of the queue and of posting. */
import type { Order } from '../../lib/commerce/order';
import { fromMinor } from '../../lib/money/minor';
import { STORE_ID } from './memory-shop';

export interface SmallOrder {
  readonly id: string;
  /** Net goods in cents; tax is a tenth of it. */
  readonly cents: number;
  readonly paid: boolean;
  readonly state?: Order['state'];
  readonly refundedCents?: number;
  readonly updatedAt?: string;
  readonly placedAt?: string;
}

const at = '2026-02-10T10:00:00Z';

export const smallOrder = (small: SmallOrder): Order => {
  const euro = (cents: number) => fromMinor(BigInt(cents), 'EUR');
  const tax = Math.floor(small.cents / 10);
  const total = small.cents + tax;
  const cancelled = small.state === 'cancelled' || small.state === 'failed';
  const taxLine = (cents: number, pointer: string) => ({
    jurisdiction: 'DE-19',
    label: 'VAT',
    compound: false,
    liable: 'merchant' as const,
    amount: euro(cents),
    pointers: [pointer],
  });
  return {
    source: {
      platform: 'memory',
      storeId: STORE_ID,
      orderId: small.id,
      number: small.id,
      updatedAt: small.updatedAt ?? at,
    },
    currency: 'EUR',
    state: small.state ?? 'open',
    sourceStatus: small.state ?? 'open',
    test: false,
    pricesIncludeTax: false,
    placedAt: small.placedAt ?? at,
    ...(cancelled ? { cancelledAt: small.updatedAt ?? at } : {}),
    lines: [
      {
        id: '1',
        title: 'Thing',
        quantity: '1',
        amount: euro(small.cents),
        pointers: ['/lines/0/amount'],
        discounts: [],
        taxes: [taxLine(tax, '/lines/0/taxes/0/amount')],
        giftCard: false,
      },
    ],
    shipping: [],
    surcharges: [],
    payments: small.paid
      ? [
          {
            id: '1',
            kind: 'capture',
            status: 'success',
            gateway: 'stripe',
            amount: euro(total),
            at,
            pointers: ['/total'],
          },
        ]
      : [],
    refunds: refundOf(small, euro, taxLine),
    claims: {
      total: { amount: euro(total), pointers: ['/total'] },
      tax: { amount: euro(tax), pointers: ['/tax'] },
    },
  };
};

const refundOf = (
  small: SmallOrder,
  euro: (cents: number) => string,
  taxLine: (cents: number, pointer: string) => Order['lines'][number]['taxes'][number],
): Order['refunds'] => {
  if (small.refundedCents === undefined) return [];
  const goods = small.refundedCents;
  const tax = Math.floor(goods / 10);
  const amount = euro(goods + tax);
  const pointers = ['/refunds/0/amount'];
  return [
    {
      id: 'r1',
      at: small.updatedAt ?? at,
      amount,
      pointers,
      lines: [
        {
          id: 'l1',
          of: '1',
          quantity: '1',
          amount: euro(goods),
          taxes: [taxLine(tax, '/refunds/0/tax')],
          pointers,
        },
      ],
      shipping: [],
      surcharges: [],
      payments: small.paid
        ? [{ id: 'r1', gateway: 'stripe', amount, at: small.updatedAt ?? at, pointers }]
        : [],
    },
  ];
};
