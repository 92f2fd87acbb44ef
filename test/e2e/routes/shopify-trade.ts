/** What happens in the simulated Shopify shop, and what its own orders come to. Dollars. */
import type { OrderInput, SimOrder } from '../../simulators/shopify/order-shape';
import type { RefundInput } from '../../simulators/shopify/change-order';
import type { Shopify } from '../../simulators/shopify';
import { add, cents, type Net } from './sums';
import type { Story } from './story';

const STATE = { title: 'State Tax', rate: '0.0625' };
const CITY = { title: 'City Tax', rate: '0.02' };
const VAT = { title: 'VAT', rate: '0.19' };
const BOTH = [STATE, CITY];
const CUP = { title: 'Cup', price: '12.49', quantity: 3, sku: 'CUP' };
const LAMP = { title: 'Lamp', price: '48.00', sku: 'LAMP', productType: 'Lighting' };
const SHIPPING = { price: '4.90' };

export const shopifyStories = ({ shop }: Shopify): readonly Story[] => {
  const order = (input: OrderInput) => () => shop.addOrder(input);
  const refund = (input: RefundInput) => (id: string) => shop.refund(id, input);
  return [
    {
      name: 'plain',
      place: order({ lines: [CUP], customer: { name: 'Ann Ex', email: 'ann@example.test' } }),
    },
    { name: 'two taxes and shipping', place: order({ lines: [CUP, LAMP], taxes: BOTH, shipping: SHIPPING }) },
    {
      name: 'a coupon on a line',
      place: order({
        lines: [{ ...CUP, discount: '3.33', discountCode: 'TEN' }, LAMP],
        taxes: BOTH,
        shipping: SHIPPING,
      }),
    },
    {
      name: 'prices with tax, and a coupon',
      place: order({
        lines: [{ ...LAMP, discount: '5.01' }],
        taxes: BOTH,
        taxesIncluded: true,
        shipping: SHIPPING,
      }),
    },
    { name: 'a tax that no code is mapped for', place: order({ lines: [CUP], taxes: [VAT] }) },
    {
      name: 'a piece and its shipping back',
      place: order({ lines: [CUP, LAMP], taxes: BOTH, shipping: SHIPPING }),
      later: [refund({ lines: [{ line: 0, quantity: 1 }], shipping: true })],
    },
    {
      name: 'piece after piece back',
      place: order({ lines: [CUP], taxes: BOTH }),
      later: [refund({ lines: [{ line: 0, quantity: 1 }] }), refund({ lines: [{ line: 0, quantity: 2 }] })],
    },
    {
      name: 'less a restocking fee',
      place: order({ lines: [LAMP], taxes: BOTH, payments: [{ gateway: 'paypal', amount: '51.96' }] }),
      later: [refund({ lines: [{ line: 0, quantity: 1 }], keep: '7.50' })],
    },
    { name: 'goodwill', place: order({ lines: [LAMP] }), later: [refund({ extra: '5.00' })] },
    {
      name: 'cancelled and paid back',
      place: order({ lines: [CUP], taxes: BOTH, shipping: SHIPPING }),
      later: [(id) => shop.cancel(id)],
    },
    {
      name: 'cancelled before it was paid',
      place: order({ lines: [CUP], payment: 'pending' }),
      later: [(id) => shop.cancel(id)],
    },
    { name: 'not paid', place: order({ lines: [CUP], taxes: BOTH, payment: 'pending' }) },
    {
      name: 'captured later',
      place: order({ lines: [LAMP], taxes: BOTH, payment: 'authorized' }),
      later: [(id) => shop.touch(id), (id) => shop.capture(id)],
    },
    {
      name: 'authorized and let go',
      place: order({ lines: [LAMP], payment: 'authorized' }),
      later: [(id) => shop.cancel(id)],
    },
    {
      name: 'edited after it was paid',
      place: order({ lines: [CUP, LAMP], taxes: BOTH }),
      later: [
        (id) =>
          shop.editOrder(id, {
            add: [{ title: 'Mug', price: '9.99', quantity: 2 }],
            remove: [{ line: 0, quantity: 1 }],
            taxes: BOTH,
          }),
        (id) => shop.capture(id),
      ],
    },
    {
      name: 'a gift card sold',
      place: order({ lines: [{ title: 'Card', price: '25.00', giftCard: true }, CUP] }),
    },
    {
      name: 'two gateways',
      place: order({
        lines: [LAMP],
        payments: [
          { gateway: 'shopify_payments', amount: '40.00' },
          { gateway: 'paypal', amount: '8.00' },
        ],
      }),
    },
    { name: 'a tip', place: order({ lines: [CUP], taxes: BOTH, tip: '2.50' }) },
    { name: 'a test', place: order({ lines: [LAMP], test: true }) },
    {
      name: 'through a gateway that nobody mapped',
      place: order({ lines: [LAMP], payments: [{ gateway: 'klarna', amount: '48.00' }] }),
      held: 'account_not_mapped',
    },
  ];
};

interface Sale {
  readonly lineType: 'PRODUCT' | 'GIFT_CARD' | 'TIP' | 'SHIPPING' | 'ADJUSTMENT';
  readonly actionType: 'ORDER' | 'RETURN' | 'UPDATE';
  readonly totalAmount: unknown;
  readonly totalDiscountAmountBeforeTaxes: unknown;
  readonly taxes: readonly { readonly amount: unknown; readonly taxLine: unknown }[];
}

/** What the orders come to by component, debits positive: from Shopify's own book of sales and its transactions. */
export const shopifyExpectation = ({ shop }: Shopify, leftOut: ReadonlySet<string>): Net => {
  const net: Net = new Map();
  for (const id of shop.ids()) {
    const order = shop.order(id);
    if (!leftOut.has(id) && order.test !== true && moneyMoved(order)) addOrder(net, order);
  }
  return net;
};

const addOrder = (net: Net, order: SimOrder): void => {
  let owed = 0n;
  const book = (component: string, minor: bigint): void => {
    add(net, component, minor);
    owed -= minor;
  };
  for (const { sales } of order.agreements as unknown as readonly { readonly sales: readonly Sale[] }[])
    for (const sale of sales) {
      const tax = sale.taxes.reduce((sum, { amount }) => sum + minorOf(amount), 0n);
      const discount = sale.actionType === 'ORDER' ? minorOf(sale.totalDiscountAmountBeforeTaxes) : 0n;
      book(componentOf(sale), -(minorOf(sale.totalAmount) - tax + discount));
      book('discounts', discount);
      for (const { amount, taxLine } of sale.taxes)
        book(`tax ${(taxLine as { readonly title: string }).title}`, -minorOf(amount));
    }
  for (const { kind, status, gateway, amountSet } of order.transactions) {
    if (status !== 'SUCCESS') continue;
    if (kind === 'SALE' || kind === 'CAPTURE') book(`money ${gateway}`, minorOf(amountSet));
    if (kind === 'REFUND') book(`money ${gateway}`, -minorOf(amountSet));
  }
  add(net, 'owed', owed);
};

const componentOf = ({ lineType, actionType }: Sale): string =>
  lineType === 'PRODUCT' && actionType === 'RETURN' ? 'returns' : lineType.toLowerCase();

const moneyMoved = ({ transactions }: SimOrder): boolean =>
  transactions.some(({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'));

const minorOf = (bag: unknown): bigint =>
  cents((bag as { readonly shopMoney: { readonly amount: string } }).shopMoney.amount);
