/** Amounts with more decimals than the currency has: rounded by a named rule, and who got a leftover unit is told. */
import {
  agreement,
  checkCodes,
  codes,
  lineItem,
  money,
  orderOf,
  page,
  sale,
  sampleOrder,
  saleTax,
  totals,
  transaction,
} from './support/sample-order';

const plate = { id: 'gid://shopify/LineItem/12' };

describe('totals of sales', () => {
  const payload = sampleOrder({
    lineItems: page([lineItem(), lineItem(plate)]),
    agreements: page([
      agreement('ORDER', [
        sale({ totalAmount: money('10.005') }),
        sale({ totalAmount: money('10.005'), lineItem: plate }),
      ]),
    ]),
    ...totals('20.01'),
  });

  test('are rounded together to what the order came to when it was placed', () => {
    const { lines } = orderOf(payload);
    expect(lines.map(({ amount }) => amount)).toEqual(['10.01', '10.00']);
    expect(lines.map(({ leftover }) => leftover)).toEqual([
      'leftover 0.01 USD so that the total when the order was placed is 20.01 (largest remainder)',
      undefined,
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('that no rounding brings there hold the order', () => {
    const wrong = { ...payload, ...totals('20.03') };
    expect(orderOf(wrong).lines.map(({ amount }) => amount)).toEqual(['10.01', '10.01']);
    expect(checkCodes(wrong)).toContain('source_totals_mismatch');
  });
});

test('taxes of a sale are rounded together to its tax', () => {
  const payload = sampleOrder({
    agreements: page([
      agreement('ORDER', [
        sale({
          totalAmount: money('21.01'),
          totalTaxAmount: money('1.01'),
          taxes: [
            saleTax('0.505'),
            saleTax('0.505', {
              title: 'City Tax',
              rate: 0.05,
              ratePercentage: 5,
              channelLiable: null,
              source: null,
            }),
          ],
        }),
      ]),
    ]),
    ...totals('21.01', '21.01', '1.01'),
  });
  const taxes = orderOf(payload).lines[0]?.taxes ?? [];
  expect(taxes.map(({ amount, leftover }) => [amount, leftover !== undefined])).toEqual([
    ['0.51', true],
    ['0.50', false],
  ]);
  expect(checkCodes(payload)).toEqual([]);
});

test('a total that the currency cannot hold is rounded half-up and told', () => {
  const payload = sampleOrder({ currentTotalPriceSet: money('19.995') });
  expect(codes(payload)).toEqual(['info source_total_rounded']);
  expect(orderOf(payload).claims.current?.amount).toBe('20.00');
});

test('zeros behind the decimals of the currency are nothing to round', () => {
  const payload = sampleOrder({ currentTotalPriceSet: money('20.000000') });
  expect(codes(payload)).toEqual([]);
});

test('a payment and a coupon are rounded half-up', () => {
  const half = { allocatedAmountSet: money('0.995'), discountApplication: { code: 'A' } };
  const payload = sampleOrder({
    lineItems: page([lineItem({ discountAllocations: [half] })]),
    agreements: page([
      agreement('ORDER', [
        sale({ totalAmount: money('19.0'), totalDiscountAmountBeforeTaxes: money('0.995') }),
      ]),
    ]),
    transactions: [transaction({ amountSet: money('18.995') })],
    ...totals('19.0'),
    netPaymentSet: money('18.995'),
  });
  expect(orderOf(payload).payments[0]?.amount).toBe('19.00');
  expect(orderOf(payload).lines[0]?.discounts).toMatchObject([{ code: 'A', amount: '1.00' }]);
  expect(codes(payload)).toEqual(['info source_total_rounded']);
});

test.each([
  ['JPY', '2000.0', '2000'],
  ['KWD', '2000.0', '2000.000'],
  ['CLF', '2000.0', '2000.0000'],
])('amounts of %s are written with its decimals', (currency, amount, written) => {
  const bag = money(amount, currency);
  const none = money('0.0', currency);
  const order = orderOf(
    sampleOrder({
      currencyCode: currency,
      presentmentCurrencyCode: currency,
      lineItems: page([lineItem({ originalUnitPriceSet: money('1000.0', currency) })]),
      agreements: page([
        agreement('ORDER', [
          sale({ totalAmount: bag, totalTaxAmount: none, totalDiscountAmountBeforeTaxes: none }),
        ]),
      ]),
      transactions: [transaction({ amountSet: bag })],
      originalTotalPriceSet: bag,
      totalPriceSet: bag,
      currentTotalPriceSet: bag,
      totalTaxSet: none,
      currentTotalTaxSet: none,
      netPaymentSet: bag,
      refundDiscrepancySet: none,
      totalCashRoundingAdjustment: { paymentSet: none, refundSet: none },
    }),
  );
  expect(order.lines[0]?.amount).toBe(written);
  expect(order.claims.total.amount).toBe(written);
});
