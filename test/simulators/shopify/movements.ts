/** Money that moved or was reserved, when and where. */
import { bagOf, decimalOf, minorOf } from './money';
import type { FeeInput, Kept, NextId, SimTransaction } from './order-shape';

type Fields = Record<string, unknown>;

export const isoSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

export const locationOf = (name: string): Fields => ({
  __typename: 'Location',
  id: `gid://shopify/Location/${Buffer.from(name).readUIntBE(0, Math.min(6, Buffer.byteLength(name)))}`,
  name,
});

export interface MovementInput {
  readonly kind: SimTransaction['kind'];
  readonly gateway: string;
  readonly amount: bigint;
  readonly parent?: string;
  readonly fee?: FeeInput;
}

const feeOf = ({ amount, currency, tax }: FeeInput, id: bigint, own: string): Fields => {
  const code = currency ?? own;
  const money = (text: string): Fields => ({
    amount: decimalOf(minorOf(text, code), code),
    currencyCode: code,
  });
  return {
    id: `gid://shopify/TransactionFee/${id}`,
    type: 'processing_fee',
    rate: '0.029',
    rateName: 'card',
    flatFee: money('0'),
    flatFeeName: null,
    amount: money(amount),
    taxAmount: money(tax ?? '0'),
  };
};

/** Money that moved or was reserved. */
export const addTransaction = (
  kept: Kept,
  nextId: NextId,
  now: Date,
  { kind, gateway, amount, parent, fee }: MovementInput,
): SimTransaction => {
  const { order } = kept;
  const id = nextId();
  const transaction: SimTransaction = {
    __typename: 'OrderTransaction',
    id: `gid://shopify/OrderTransaction/${id}`,
    kind,
    status: 'SUCCESS',
    gateway,
    paymentId: `pay-${id}`,
    test: order.test === true,
    createdAt: isoSeconds(now),
    processedAt: isoSeconds(now),
    amountSet: bagOf(amount, order.currencyCode),
    amountRoundingSet: null,
    fees: fee === undefined ? [] : [feeOf(fee, nextId(), order.currencyCode)],
    parentTransaction: parent === undefined ? null : { id: parent },
  };
  order.transactions.push(transaction);
  return transaction;
};
