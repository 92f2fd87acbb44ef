/** What happens in the shop behind the simulated API2Cart. */
import type { Api2CartServer } from '../../simulators/api2cart/server';
import { type Back, type Line, orderOf, recordsOf, type State } from './api2cart-order';
import type { Story } from './story';

const MINUTE_MS = 60_000;
/** A gateway that no ledger account stands for. */
export const UNMAPPED = 'klarna';

const CUPS: Line = { id: 'a', price: 12.49, quantity: 3, tax: 7.12, percent: 19 };
const BOOK: Line = { id: 'b', price: 10, quantity: 2, tax: 1.4, percent: 7 };
/** 37.47 + 7.12, 20.00 + 1.40, 4.90 + 0.93. */
const MIXED: State = { lines: [CUPS, BOOK], shipping: 4.9, shippingTax: 0.93, tax: 9.45, total: 71.82 };
const LAMP: State = { lines: [{ id: 'l', price: 48 }], total: 48 };
/** 40.00 less 4.00, and tax of 6.84 on what is left. */
const REDUCED: State = {
  lines: [{ id: 'd', price: 20, quantity: 2, tax: 6.84, percent: 19 }],
  discount: 4,
  tax: 6.84,
  total: 42.84,
};

const BOOK_BACK: Back = { lines: [{ of: 'b', amount: 10 }], shipping: 4.9, tax: 1.63, total: 16.53 };
const REST_BACK: Back = {
  lines: [
    { of: 'a', amount: 37.47, quantity: 3 },
    { of: 'b', amount: 10 },
  ],
  tax: 7.82,
  total: 55.29,
};

/** States that the order is in, one after the other; the first when it is placed. */
const STORIES: readonly {
  readonly name: string;
  readonly states: readonly State[];
  readonly held?: string;
  readonly partly?: boolean;
}[] = [
  { name: 'plain', states: [LAMP] },
  { name: 'two rates and shipping', states: [MIXED] },
  { name: 'two rates and shipping, PayPal', states: [{ ...MIXED, gateway: 'paypal' }] },
  { name: 'a discount', states: [REDUCED] },
  { name: 'a piece and its shipping back', states: [MIXED, { ...MIXED, refunds: [BOOK_BACK] }] },
  {
    name: 'back bit by bit',
    states: [MIXED, { ...MIXED, refunds: [BOOK_BACK] }, { ...MIXED, refunds: [BOOK_BACK, REST_BACK] }],
  },
  { name: 'goodwill', states: [LAMP, { ...LAMP, refunds: [{ lines: [], tax: 0, total: 5 }] }] },
  {
    name: 'all back',
    states: [
      LAMP,
      { ...LAMP, status: 'refunded', refunds: [{ lines: [{ of: 'l', amount: 48 }], tax: 0, total: 48 }] },
    ],
  },
  { name: 'not paid', states: [{ ...MIXED, paid: false, status: 'pending' }] },
  { name: 'paid later', states: [{ ...MIXED, paid: false, status: 'pending' }, MIXED] },
  {
    name: 'cancelled before it was paid',
    states: [
      { ...LAMP, paid: false, status: 'pending' },
      { ...LAMP, paid: false, status: 'cancelled' },
    ],
  },
  {
    name: 'cancelled after it was paid, and not paid back',
    states: [MIXED, { ...MIXED, status: 'cancelled' }],
  },
  {
    name: 'a line added after it was paid',
    states: [
      LAMP,
      { lines: [...LAMP.lines, { id: 'm', price: 9.5, quantity: 2 }], total: 67, taken: [48, 19] },
    ],
  },
  {
    name: 'a quantity lowered after it was paid, and not paid back',
    states: [
      MIXED,
      {
        ...MIXED,
        lines: [CUPS, { ...BOOK, quantity: 1, tax: 0.7 }],
        tax: 8.75,
        total: 61.12,
        taken: [71.82],
      },
    ],
  },
  { name: 'a name like a formula', states: [{ ...LAMP, customer: '=1+1 <script>' }] },
  { name: 'cash', states: [{ ...REDUCED, gateway: 'cash' }] },
  { name: 'another plain one', states: [{ ...LAMP, gateway: 'paypal' }] },
  {
    name: 'parts that come to another total',
    states: [{ ...MIXED, total: 99 }],
    held: 'source_totals_mismatch',
  },
  {
    name: 'a gateway that nobody mapped',
    states: [{ ...LAMP, gateway: UNMAPPED }],
    held: 'account_not_mapped',
    // Its invoice stands; the payment waits.
    partly: true,
  },
  {
    name: 'a currency that the ledger has no rate of',
    states: [{ ...LAMP, currency: 'CHF' }],
    held: 'validation',
  },
];

export const api2cartStories = ({ state }: Api2CartServer, openedAt: number): readonly Story[] =>
  STORIES.map(({ name, states, held, partly }, index) => {
    const id = String(1001 + index);
    const placed = openedAt + index * MINUTE_MS;
    const put = (at: number): void => {
      const now = states[at] as State;
      const modified = placed + at * 60 * MINUTE_MS;
      state.put(orderOf(id, now), placed, modified, recordsOf(id, now, placed, modified));
    };
    return {
      name,
      place: () => {
        put(0);
        return id;
      },
      later: states.slice(1).map((_, later) => () => put(later + 1)),
      ...(held === undefined ? {} : { held }),
      ...(partly === undefined ? {} : { partly }),
    };
  });

/** One more order, paid at once. */
export const placePlain = ({ state }: Api2CartServer): string => {
  const id = String(2001 + state.orders.size);
  const now = Math.floor(Date.now() / 1000) * 1000;
  state.put(orderOf(id, LAMP), now, now, recordsOf(id, LAMP, now, now));
  return id;
};
