/**
 * What a return code of API2Cart means and what to do about it. Every answer comes with HTTP 200; the code is in the body.
 * Source: the vendor's page "Response status codes", and its captured answers.
 */
import { SourceError } from '../cart-source';

/** Too many requests at once: nothing was done, and a moment later it may be. */
const THROTTLED: ReadonlySet<number> = new Set([7, 10, 110]);
/** API2Cart or the way from it to the shop stumbled. */
const STUMBLED: ReadonlySet<number> = new Set([1, 9, 105, 106]);

/** The HTTP status that another API would have answered with, where the request may be sent again; else undefined. */
export const retryStatusOf = (returnCode: number | undefined): 429 | 503 | undefined => {
  if (returnCode === undefined) return undefined;
  if (THROTTLED.has(returnCode)) return 429;
  return STUMBLED.has(returnCode) ? 503 : undefined;
};

export class Api2CartError extends SourceError {
  constructor(
    code: SourceError['code'],
    message: string,
    readonly returnCode: number,
    /** The words of API2Cart, cleaned. */
    readonly says: string,
  ) {
    super(code, message, 200);
    this.name = 'Api2CartError';
  }
}

type Meaning = readonly [SourceError['code'], (store: string) => string];

const throttled = (who: string): Meaning => [
  'throttled',
  () =>
    `${who} and API2Cart did not give way. Run fewer workflows against this account at the same time, or try again later.`,
];

const bridge: Meaning = [
  'unavailable',
  (store) =>
    `API2Cart does not reach its connector in ${store}. Reinstall the connector (bridge) of API2Cart in the shop, then run cart.validate there.`,
];

const MEANINGS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [1, ['unavailable', () => 'API2Cart is not available at the moment. Try again later.']],
  [
    2,
    [
      'bad_credentials',
      () =>
        'API2Cart does not accept the API key. Check it in your API2Cart account, and that its list of allowed IP addresses has this one.',
    ],
  ],
  [
    4,
    [
      'forbidden',
      (store) =>
        `API2Cart denies access to ${store}. Check that the store key belongs to the account of the API key.`,
    ],
  ],
  [
    5,
    [
      'forbidden',
      () =>
        'API2Cart denies access to this method. Check the plan of the account and the permissions of the key.',
    ],
  ],
  [
    6,
    [
      'bad_credentials',
      () => 'The API key is disabled. Enable it in your API2Cart account, or pay its plan.',
    ],
  ],
  [7, throttled('There are too many requests to this store at once')],
  [9, ['unavailable', () => 'API2Cart failed inside. Try again later; if it stays, ask its support.']],
  [10, throttled('There are too many requests of this API2Cart account at once')],
  [
    100,
    [
      'forbidden',
      (store) =>
        `API2Cart cannot log in to ${store}: the address or the login that it holds is not valid any more. Reconnect the store in your API2Cart account.`,
    ],
  ],
  [
    101,
    [
      'bad_credentials',
      (store) =>
        `API2Cart knows no store of this store key, so ${store} cannot be read. Copy the store key from your API2Cart account again.`,
    ],
  ],
  [102, bridge],
  [103, bridge],
  [104, bridge],
  [105, bridge],
  [
    106,
    [
      'unavailable',
      (store) => `API2Cart does not reach ${store}. Check that the shop is up and lets API2Cart in.`,
    ],
  ],
  [110, throttled('API2Cart sends the shop more requests than it takes')],
  [112, ['not_found', (store) => `${store} has no such object.`]],
]);

/** The error that a return code other than 0 stands for. */
export const refusalOf = (store: string, returnCode: number, says: string): Api2CartError => {
  const [code, sentence] = MEANINGS.get(returnCode) ?? [
    'refused' as const,
    () => `API2Cart, or the cart behind it, refused the request to ${store}.`,
  ];
  const words = says === '' ? '' : `, ${says}`;
  return new Api2CartError(code, `${sentence(store)} (return code ${returnCode}${words})`, returnCode, says);
};
