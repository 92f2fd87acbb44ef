import type { AccountRule } from '../rule-schemas';
import { EU_VAT_RATES, UNVERIFIED_RATES } from './eu-vat-rates';
import { type Preset, taxRule } from './preset';

const OSS_RETURN = {
  title: 'European Commission: declare and pay in OSS',
  url: 'https://vat-one-stop-shop.ec.europa.eu/one-stop-shop/declare-and-pay-oss_en',
};
const OSS_RECORDS = {
  title:
    'Austria, USP: recording and reporting requirements of the EU-OSS (Article 63c of Regulation 282/2011)',
  url: 'https://usp.gv.at/en/steuern-finanzen/umsatzsteuer-ueberblick/weitere-informationen-zur-umsatzsteuer/Umsatzsteuer-One-Stop-Shop/EU-OSS/Aufzeichnungs--und-Berichtspflichten.html',
};

/** Carts write GR; the VAT system writes EL. */
const countryCodes = (country: string): string | string[] => (country === 'GR' ? ['GR', 'EL'] : country);

const soldTo = (suffix: string, when: AccountRule['when']): AccountRule[] => [
  taxRule(suffix, when),
  { for: 'goods', when, account: `sales:${suffix}` },
  { for: 'shipping', when, account: `sales:${suffix}` },
];

export const euOss: Preset = {
  name: 'eu-oss',
  title: 'EU VAT with the One Stop Shop',
  help: 'Two accounts for each member state and rate: sales:DE-19 holds the taxable amount, after discounts, returns and with delivery, and tax:DE-19 the VAT.',
  policy: {
    discounts: 'net',
    shipping: 'inside-sales',
    returns: 'sales',
    accountRules: [
      { for: 'goods', when: { taxRate: ['none', '0'] }, account: 'sales:no-vat' },
      { for: 'shipping', when: { taxRate: ['none', '0'] }, account: 'sales:no-vat' },
      ...Object.entries(EU_VAT_RATES).flatMap(([state, rates]) => {
        const country = countryCodes(state);
        return [
          ...rates.flatMap((taxRate) => soldTo(`${state}-${taxRate}`, { country, taxRate })),
          ...soldTo(`${state}-other`, { country }),
        ];
      }),
    ],
  },
  notes: [
    {
      choice: 'accountRules',
      help: 'The return is split by member state of consumption, and the records name the rate. The country is the one that an order is delivered to. A rate that is not listed stands on <country>-other: look there before each return, and add a rule.',
      sources: [OSS_RETURN, OSS_RECORDS],
      unverified: `These rates: ${UNVERIFIED_RATES}. Rates change: compare the list with the states' own.`,
    },
    {
      choice: 'discounts',
      help: 'Sales after discount, so that the account holds what the tax was worked out on.',
      sources: [],
    },
    {
      choice: 'shipping',
      help: 'Delivery inside sales, so that the account holds the whole taxable amount of its rate. Delivery with two rates stands with the one that comes first in the rules.',
      sources: [],
      unverified: 'That delivery belongs to the taxable amount of the goods in each member state.',
    },
    {
      choice: 'returns',
      help: 'Returned goods lower the sales of their own member state and rate; the records must show each later reduction of the taxable amount.',
      sources: [OSS_RECORDS],
      unverified:
        'How your member state of identification wants reductions of an earlier quarter declared: the entries carry the day of the refund, and their keys name the order.',
    },
  ],
  setYourself: [
    'timeZone: the zone of the store, such as Europe/Berlin.',
    'A rule in front for sales whose VAT a marketplace owes, by their channel: otherwise they stand with your own.',
    'Rules for fees on orders, which stand on surcharges.',
    'Rules in front where the return asks for more: it tells goods from services, and goods by the member state that they leave from.',
  ],
};
