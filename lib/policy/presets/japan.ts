import { type Preset, saleRules, taxRule } from './preset';

const RATES = ['10', '8'];

export const japan: Preset = {
  name: 'japan',
  title: 'Japan Consumption Tax',
  help: 'Consumption tax and sales apart by the rates 10 and 8 percent, one tax line for each rate of an order; days in Tokyo time.',
  policy: {
    timeZone: 'Asia/Tokyo',
    accountRules: [
      ...RATES.map((rate) => taxRule(`JP-${rate}`, { taxRate: rate })),
      ...RATES.flatMap((rate) => saleRules(`JP-${rate}`, { taxRate: rate })),
      ...saleRules('no-tax', { taxRate: ['none', '0'] }),
    ],
  },
  notes: [
    {
      choice: 'timeZone',
      help: 'Japan has one time zone and no summer time.',
      sources: [],
    },
    {
      choice: 'accountRules',
      help: 'Businesses account separately for each rate, 8 and 10 percent.',
      sources: [
        {
          title: 'Stripe: rate-classified invoices in Japan',
          url: 'https://stripe.com/br/resources/more/classified-invoice-japan',
        },
      ],
    },
    {
      choice: 'tax',
      help: 'The default, one tax line for each jurisdiction and rate, fits the qualified invoice, where a fraction of a yen is rounded once for each rate and not line by line.',
      sources: [
        {
          title: "Ark Outsourcing on the National Tax Agency's Q&A about the invoice system, question 46",
          url: 'https://www.ark-outsourcing.com/news/detail_103.html',
        },
      ],
    },
    {
      choice: 'roundingLimit',
      help: 'The default, 0: the yen has no decimals, and an order whose parts differ from its total by a yen is held. It may be that the cart rounds line by line, which a qualified invoice may not.',
      sources: [
        {
          title: "Ark Outsourcing on the National Tax Agency's Q&A about the invoice system, question 46",
          url: 'https://www.ark-outsourcing.com/news/detail_103.html',
        },
      ],
    },
  ],
  setYourself: [],
};
