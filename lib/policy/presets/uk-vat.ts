import { type Preset, saleRules, taxRule } from './preset';

const RATES = ['20', '5', '0'];

export const ukVat: Preset = {
  name: 'uk-vat',
  title: 'UK VAT',
  help: 'VAT and sales apart by the rates 20, 5 and 0 percent and by none, as the shop charged them; days in London time.',
  policy: {
    timeZone: 'Europe/London',
    accountRules: [
      ...RATES.map((rate) => taxRule(`GB-${rate}`, { taxRate: rate })),
      ...RATES.flatMap((rate) => saleRules(`GB-${rate}`, { taxRate: rate })),
      ...saleRules('no-vat', { taxRate: 'none' }),
    ],
  },
  notes: [
    {
      choice: 'timeZone',
      help: 'The UK has one time zone; days begin at midnight in London, in summer too.',
      sources: [],
    },
    {
      choice: 'accountRules',
      help: 'Zero-rated sales are taxable and belong into the VAT records, so that they stand apart from what carries no VAT at all.',
      sources: [
        {
          title: 'Elorus, quoting GOV.UK: VAT rates for UK users',
          url: 'https://help.elorus.com/about-vat-rates-for-uk-users',
        },
      ],
      unverified:
        'Whether your cart writes a tax line of 0 percent for zero-rated goods. Where it writes none, they stand with exempt ones on no-vat: add a rule by product type in front.',
    },
    {
      choice: 'roundingLimit',
      help: 'The default, 0: VAT is what the shop charged, never worked out anew. A retailer on normal accounting may round each calculation up and down to the nearest penny, and not always down.',
      sources: [
        {
          title: 'HMRC manual VATREC12020: rounding at retailers',
          url: 'https://www.gov.uk/hmrc-internal-manuals/vat-trader-records/vatrec12020',
        },
        {
          title: 'HMRC manual VATREC12030: what rounding up and down means',
          url: 'https://www.gov.uk/hmrc-internal-manuals/vat-trader-records/vatrec12030',
        },
      ],
    },
    {
      choice: 'correctionDate',
      help: 'The default, the day of the change: a lower price is accounted for in the VAT period in which the refund is made.',
      sources: [
        {
          title: "Hawsons: HMRC's rules on price changes from 1 September 2019",
          url: 'https://www.hawsons.co.uk/credit-where-credits-due/',
        },
      ],
    },
    {
      choice: 'postingTrigger',
      help: 'The default, capture: a payment before the supply makes a tax point. Where goods leave before they are paid for, the tax point is earlier; then choose creation or enter those orders by hand.',
      sources: [
        {
          title: 'HMRC manual VATTOS5105: payments as tax points',
          url: 'https://www.gov.uk/hmrc-internal-manuals/vat-time-of-supply/vattos5105',
        },
      ],
    },
  ],
  setYourself: [
    'Rules for VAT of other countries, where the shop charges it: a foreign rate of 20 percent would stand on GB-20.',
  ],
};
