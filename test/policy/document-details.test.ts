/** What a document shows of an item beside its amount. Fields that there is nothing to say in are left out. */
import { readAmounts } from '../../lib/commerce/order-amounts';
import type { EventPart } from '../../lib/events/finance-event';
import { type ItemDetails, documentDetails } from '../../lib/policy/document-details';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { preparePolicy } from '../../lib/policy/prepared-policy';
import { RuleBook } from '../../lib/policy/rule-book';
import { buildOrder } from '../support/order-builder';

const ORDER = buildOrder({
  lines: [
    {
      id: 'two',
      amount: '10.00',
      taxes: [
        { jurisdiction: 'STATE', amount: '1.00' },
        { jurisdiction: 'CITY', amount: '0.50' },
      ],
    },
    {
      id: 'both',
      amount: '10.00',
      taxes: [
        { jurisdiction: 'MARKET', amount: '1.00', liable: 'channel' },
        { jurisdiction: 'CITY', amount: '0.50' },
      ],
    },
    { id: 'channel', amount: '10.00', taxes: [{ jurisdiction: 'STATE', amount: '1.00', liable: 'channel' }] },
    { id: 'zero', amount: '10.00', taxes: { STATE: '0.00' } },
    { id: 'none', amount: '10.00' },
  ],
  shipping: [{ id: 'two', amount: '5.00', taxes: { POST: '0.25' } }],
});

const detailsOf = (part: Partial<EventPart>, input: PolicyInput = {}): ItemDetails => {
  const policy = policySchema.parse(input);
  const { amounts } = readAmounts(ORDER);
  if (!amounts) throw new Error('the order cannot be read');
  const { rules } = preparePolicy(policy);
  const details = documentDetails(amounts, policy, rules && new RuleBook(rules, ORDER));
  return details({ component: 'goods', amount: '10.00', of: 'none', pointers: [], ...part });
};

describe('the taxes on an item', () => {
  it('are named in one order, however the shop lists them', () => {
    expect(detailsOf({ of: 'two' })).toStrictEqual({ taxedBy: ['CITY', 'STATE'] });
  });

  it('are those of the merchant: what the channel owes is left out', () => {
    expect(detailsOf({ of: 'both' })).toStrictEqual({ taxedBy: ['CITY'] });
    expect(detailsOf({ of: 'channel' })).toStrictEqual({});
  });

  it('are named also where they are nothing, and not at all where there are none', () => {
    expect(detailsOf({ of: 'zero' })).toStrictEqual({ taxedBy: ['STATE'] });
    expect(detailsOf({ of: 'none' })).toStrictEqual({});
  });

  it('are those of what is discounted, where that is of another kind with the same id', () => {
    expect(detailsOf({ component: 'discount', on: 'shipping', of: 'two' })).toStrictEqual({
      taxedBy: ['POST'],
    });
    expect(detailsOf({ component: 'shipping', of: 'two' })).toStrictEqual({ taxedBy: ['POST'] });
  });

  it('are one, where the policy books all taxes in one amount', () => {
    expect(detailsOf({ of: 'two' }, { tax: 'order' })).toStrictEqual({ taxedBy: ['all'] });
  });

  it('have the code of the account that a rule for their jurisdiction chooses', () => {
    const accountRules: PolicyInput['accountRules'] = [
      { for: 'tax', when: { jurisdiction: 'city' }, account: 'tax:town' },
    ];
    expect(detailsOf({ of: 'two' }, { accountRules })).toStrictEqual({ taxedBy: ['STATE', 'town'] });
  });
});

it('the product and how many of it are named where the source names them', () => {
  expect(detailsOf({ sku: 'LAMP' })).toStrictEqual({ sku: 'LAMP' });
  expect(detailsOf({ quantity: '2' })).toStrictEqual({ quantity: '2' });
  expect(detailsOf({ of: 'zero', sku: 'LAMP', quantity: '2' })).toStrictEqual({
    taxedBy: ['STATE'],
    sku: 'LAMP',
    quantity: '2',
  });
});
