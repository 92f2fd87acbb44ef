import { type Preset, saleRules, taxRule } from './preset';

export const australiaGst: Preset = {
  name: 'australia-gst',
  title: 'Australia GST',
  help: 'GST of 10 percent on one account; sales with GST apart from those without, for the labels G1 and G3 of the activity statement.',
  policy: {
    accountRules: [
      taxRule('AU-GST', { taxRate: '10' }),
      ...saleRules('gst', { taxRate: '10' }),
      ...saleRules('gst-free', { taxRate: ['none', '0'] }),
    ],
  },
  notes: [
    {
      choice: 'accountRules',
      help: 'Total sales (G1) hold both; GST-free sales (G3) are read from the accounts with gst-free.',
      sources: [
        {
          title: 'ATO: completing your BAS for GST, step 1: sales',
          url: 'https://www.ato.gov.au/Business/GST/In-detail/Managing-GST-in-your-business/Reporting,-paying-and-activity-statements/Completing-your-BAS-for-GST/?page=6',
        },
        {
          title: 'MYOB: other GST-free sales (label G3)',
          url: 'https://practice-support.myob.com/taxau2023/other-gst-free-sales-label-g3',
        },
      ],
      unverified:
        'Input-taxed sales carry no GST either and are not GST-free; a shop that makes any needs a rule for them in front.',
    },
    {
      choice: 'roundingLimit',
      help: 'The default, 0: GST is what the shop charged. The law lets the supplier round once an invoice or once a supply, half a cent upwards.',
      sources: [
        {
          title: 'A New Tax System (Goods and Services Tax) Act 1999, section 9-90',
          url: 'https://www.ato.gov.au/law/view/print?DocID=PAC%2F19990055%2F9-90&PiT=99991231235958',
        },
      ],
    },
    {
      choice: 'correctionDate',
      help: 'The default, the day of the change: GST of a sale that is refunded later is adjusted in the statement of the later period.',
      sources: [
        {
          title: 'ATO Essentials to strengthen your small business: GST adjustments',
          url: 'https://smallbusiness.taxsuperandyou.gov.au/goods-and-services-tax/gst-adjustments',
        },
      ],
    },
  ],
  setYourself: ['timeZone: the zone of the store, such as Australia/Sydney or Australia/Perth.'],
};
