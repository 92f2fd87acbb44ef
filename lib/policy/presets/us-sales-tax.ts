import { type Preset, saleRules } from './preset';

const MARKETPLACES = ['*amazon*', '*ebay*', '*etsy*', '*walmart*', '*tiktok*'];

export const usSalesTax: Preset = {
  name: 'us-sales-tax',
  title: 'US Sales Tax',
  help: 'Tax by state, county, city and district; sales apart by whether they were taxed; tax that a marketplace owes shown and not owed.',
  policy: {
    channelTax: 'zero-sum',
    accountRules: [
      ...saleRules('marketplace', { channel: MARKETPLACES }),
      ...saleRules('not-taxed', { taxRate: 'none' }),
      ...saleRules('taxed', {}),
    ],
  },
  notes: [
    {
      choice: 'channelTax',
      help: 'Tax that a marketplace collected goes in and out of facilitator-tax, so that it can be reported by period while nothing is owed.',
      sources: [
        {
          title: 'SellerZen: how marketplace facilitator taxes are handled',
          url: 'https://help.sellerzen.com/articles/2641286-how-does-sellerzen-handle-marketplace-facilitator-taxes',
        },
        {
          title: 'Streamlined Sales Tax: a marketplace seller may have to register and file too',
          url: 'https://www.streamlinedsalestax.org/for-businesses/marketplace-sellers',
        },
      ],
    },
    {
      choice: 'accountRules',
      help: 'Sales, discounts, returns and shipping stand apart for marketplaces, for what was not taxed, and for what was taxed, because a seller files for its direct sales and the marketplace for the others.',
      sources: [
        {
          title: 'CDTFA: Tax Guide for Marketplace Facilitator Act',
          url: 'https://www.cdtfa.ca.gov/industry/MPFAct.htm',
        },
      ],
      unverified:
        'How each state wants untaxed sales reported, and the names that a cart gives to its marketplaces: put a rule with your own channel in front.',
    },
    {
      choice: 'tax',
      help: 'The default, one tax line for each jurisdiction, keeps state, county, city and district apart under the names that the cart gives them.',
      sources: [],
    },
    {
      choice: 'returns',
      help: 'The default, contra, keeps gross sales and returns apart.',
      sources: [],
    },
    {
      choice: 'tips',
      help: 'The default, a liability, is for tips that are passed on to staff; tips that the owner keeps are income.',
      sources: [],
      unverified: 'Whether a tip is taxed in your state.',
    },
  ],
  setYourself: ['timeZone: the zone in which the store closes its days, such as America/Chicago.'],
};
