/**
 * A gift card that was issued by hand: no order sold it, and the shop owes its value all the same. It becomes an order of
 * its own, a gift card of its face value with a discount of all of it; else its use would count as a sale that nobody owed
 * anything for. A card that an order sold is in the books with that order.
 */
import type { Order } from '../../commerce/order';
import { exponentOf } from '../../money/currency';
import { formatDigits } from '../../money/decimal';
import type { NormalizeResult } from '../cart-source';
import { type MoneyReading, readAmount } from '../read-amount';
import { field, isObject, type JsonObject, preview, type Reading, report } from '../read-json';
import { instantOf, readInstant, tailOf } from './reading';

const GIFT_CARD = /^gid:\/\/shopify\/GiftCard\/\d+(?:\?.*)?$/;

export interface OpenedCard {
  readonly card: JsonObject;
  /** JSON pointer of the card within the payload. */
  readonly path: string;
}

/** Takes `{ giftCard }`, or the node alone; undefined for anything else. */
export const giftCardIn = (payload: unknown): OpenedCard | undefined => {
  if (!isObject(payload)) return undefined;
  const inside = field(payload, 'giftCard');
  if (isObject(inside)) return { card: inside, path: '/giftCard' };
  const id = field(payload, 'id');
  return typeof id === 'string' && GIFT_CARD.test(id) ? { card: payload, path: '' } : undefined;
};

interface FaceValue {
  readonly currency: string;
  readonly face: string;
  /** A zero with the currency's decimals. */
  readonly nothing: string;
  readonly pointer: string;
}

/** Undefined with an error. */
const readFaceValue = (reading: Reading, { card, path }: OpenedCard): FaceValue | undefined => {
  const value = field(card, 'initialValue');
  const at = `${path}/initialValue`;
  if (!isObject(value)) {
    report(reading, 'error', 'missing_amount', `there is no amount at ${at}.`, at);
    return undefined;
  }
  const code = field(value, 'currencyCode');
  const decimals = typeof code === 'string' ? exponentOf(code) : undefined;
  if (typeof code !== 'string' || decimals === undefined) {
    const sentence = `${preview(code)} at ${at}/currencyCode is no currency in circulation.`;
    report(reading, 'error', 'unknown_currency', sentence, `${at}/currencyCode`);
    return undefined;
  }
  const money: MoneyReading = { ...reading, currency: code, decimals, fractional: false };
  const amount = readAmount(money, value, 'amount', at);
  if (amount === undefined) return undefined;
  if (amount.minor === undefined || amount.minor < 0n) {
    const sentence = `the value at ${at}/amount is ${preview(field(value, 'amount'))}, which no card in ${code} can hold.`;
    report(reading, 'error', 'malformed_amount', sentence, `${at}/amount`);
    return undefined;
  }
  return {
    currency: code,
    face: formatDigits(amount.minor, decimals),
    nothing: formatDigits(0n, decimals),
    pointer: `${at}/amount`,
  };
};

/** Undefined where the payload does not say whether an order sold the card. */
const soldBy = ({ card }: OpenedCard): 'order' | 'nobody' | undefined => {
  if (!Object.hasOwn(card, 'order')) return undefined;
  return field(card, 'order') === null ? 'nobody' : 'order';
};

const PREFIX = 'gift-card-';

/** A card that was issued by hand is booked as an order of its own, which the shop does not list. */
export const isGiftCardOrder = (orderId: string): boolean => orderId.startsWith(PREFIX);

/**
 * Errors: unreadable_gift_card, incomplete_gift_card, missing_amount, malformed_amount, unknown_currency, malformed_date.
 * Info: gift_card_of_order, with no order.
 */
export const normalizeGiftCard = (opened: OpenedCard, storeId: string): NormalizeResult => {
  const { card, path } = opened;
  const number = tailOf(field(card, 'id'));
  const problems: NormalizeResult['problems'][number][] = [];
  const reading: Reading = { subject: `Gift card ${number ?? 'without an id'}`, problems };
  if (number === undefined) {
    const sentence = `expected a global id at ${path}/id, got ${preview(field(card, 'id'))}. Ask for the card with its id.`;
    report(reading, 'error', 'unreadable_gift_card', sentence, `${path}/id`);
    return { problems };
  }
  const seller = soldBy(opened);
  if (seller === 'order') {
    const sentence = 'an order sold it, and it is booked with that order. Nothing is to be done.';
    report(reading, 'info', 'gift_card_of_order', sentence, `${path}/order`);
    return { problems };
  }
  if (seller === undefined) {
    const why = 'the payload does not say whether an order sold it';
    const advice = 'Ask for order { id } too: without it, a card that was sold would be booked twice.';
    report(reading, 'error', 'incomplete_gift_card', `${why}. ${advice}`, `${path}/order`);
    return { problems };
  }
  const placedAt = readInstant(reading, card, ['createdAt'], path);
  const value = readFaceValue(reading, opened);
  if (placedAt === undefined || value === undefined) return { problems };
  const updatedAt = instantOf(field(card, 'updatedAt')) ?? placedAt;
  return { order: orderOf({ number, storeId, placedAt, updatedAt, ...value }), problems };
};

interface Known extends FaceValue {
  readonly number: string;
  readonly storeId: string;
  readonly placedAt: string;
  readonly updatedAt: string;
}

/** The card's note stays where it is: it may say who the card is for. */
const orderOf = (known: Known): Order => {
  const { number, storeId, placedAt, updatedAt, currency, face, nothing, pointer } = known;
  const orderId = `${PREFIX}${number}`;
  return {
    source: { platform: 'shopify', storeId, orderId, number: orderId, updatedAt },
    currency,
    state: 'open',
    sourceStatus: 'issued',
    test: false,
    pricesIncludeTax: false,
    placedAt,
    lines: [
      {
        id: number,
        title: 'Gift card',
        amount: face,
        pointers: [pointer],
        discounts: [{ code: 'issued by hand', amount: face, pointers: [pointer] }],
        taxes: [],
        quantity: '1',
        giftCard: true,
      },
    ],
    shipping: [],
    surcharges: [],
    payments: [],
    refunds: [],
    fulfilments: [],
    claims: { total: { amount: nothing, pointers: [pointer] } },
  };
};
