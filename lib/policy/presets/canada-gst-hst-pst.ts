import { type Preset, taxRule } from './preset';

const REVENU_QUEBEC = {
  title: 'Revenu Québec: basic rules for applying the GST/HST and QST',
  url: 'https://www.revenuquebec.ca/en/businesses/consumption-taxes/gsthst-and-qst/basic-rules-for-applying-the-gsthst-and-qst/',
};

/** Codes as carts write them, with and without the country, and the names. */
const PROVINCES = {
  BC: ['BC', 'CA-BC', 'British Columbia'],
  MB: ['MB', 'CA-MB', 'Manitoba'],
  SK: ['SK', 'CA-SK', 'Saskatchewan'],
  NB: ['NB', 'CA-NB', 'New Brunswick'],
  NL: ['NL', 'CA-NL', 'Newfoundland*'],
  NS: ['NS', 'CA-NS', 'Nova Scotia'],
  PE: ['PE', 'CA-PE', 'Prince Edward Island'],
} as const;

const inProvince = (
  code: keyof typeof PROVINCES,
  taxRate: string,
): { region: string[]; taxRate: string } => ({
  region: [...PROVINCES[code]],
  taxRate,
});

export const canadaGstHstPst: Preset = {
  name: 'canada-gst-hst-pst',
  title: 'Canada GST, HST, PST and QST',
  help: 'One tax account for the GST, one for the HST of each province, and one for each tax that a province collects itself.',
  policy: {
    accountRules: [
      taxRule('CA-GST', { taxRate: '5' }),
      taxRule('CA-QST', { taxRate: '9.975' }),
      taxRule('CA-HST-ON', { taxRate: '13' }),
      taxRule('CA-HST-NS', inProvince('NS', '14')),
      taxRule('CA-HST-NS', inProvince('NS', '15'), 'Nova Scotia before 1 April 2025'),
      taxRule('CA-HST-NB', inProvince('NB', '15')),
      taxRule('CA-HST-NL', inProvince('NL', '15')),
      taxRule('CA-HST-PE', inProvince('PE', '15')),
      taxRule('CA-PST-BC', inProvince('BC', '7')),
      taxRule('CA-RST-MB', inProvince('MB', '7')),
      taxRule('CA-PST-SK', inProvince('SK', '6')),
    ],
  },
  notes: [
    {
      choice: 'accountRules',
      help: 'Taxes stand apart by who is paid: the GST and HST go to the Canada Revenue Agency (in Québec to Revenu Québec), the QST, PST and RST to the province. A tax of another rate keeps the name that the cart gives it.',
      sources: [
        REVENU_QUEBEC,
        {
          title: 'British Columbia: charging and collecting PST',
          url: 'https://www2.gov.bc.ca/gov/content/taxes/sales-taxes/pst/charge-collect',
        },
        {
          title: 'Canada Revenue Agency, GST/HST Notice 342: Nova Scotia 14 percent from 1 April 2025',
          url: 'https://taxinterpretations.com/cra/website/agency/services/forms-publications/publications/notice342/nova-scotia-hst-rate-decrease-questions-answers-general-transitional-rules-personal-property-services',
        },
        {
          title: 'Avalara: Canadian VAT compliance and rates (rates of the provinces)',
          url: 'https://www.avalara.com/us/en/vatlive/country-guides/north-america/canada/canadian-vat-compliance-and-rates.html',
        },
      ],
      unverified:
        "The rates of Ontario, New Brunswick, Newfoundland and Labrador, Prince Edward Island, British Columbia, Manitoba and Saskatchewan were read from a tax service, not from the authorities' own pages.",
    },
    {
      choice: 'tax',
      help: 'The default, one tax line for each jurisdiction: the QST is worked out on the price without the GST, so that the two are two lines of one order.',
      sources: [REVENU_QUEBEC],
    },
  ],
  setYourself: ['timeZone: the zone of the store, such as America/Toronto or America/Vancouver.'],
};
