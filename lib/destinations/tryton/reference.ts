/** Our key in Tryton: word for word in the description of a move and in the reference of an invoice, so that one query finds hundreds. */
import type { LedgerReference } from '../ledger-destination';

const PREFIX = 'cart-ledger ';

/** For `like`: everything that has a key of ours. */
export const OURS = `${PREFIX}%`;

/** Only what every text field keeps as it is: `cart-ledger woocommerce:shop.example:7:sale#0`. */
export const referenceText = ({ key }: Pick<LedgerReference, 'key'>): string => PREFIX + encodeURI(key);

/** Undefined for a text that is none of ours. */
export const keyOfReference = (text: string | null | undefined): string | undefined => {
  if (text === null || text === undefined || !text.startsWith(PREFIX)) return undefined;
  try {
    return decodeURI(text.slice(PREFIX.length));
  } catch {
    return undefined;
  }
};

export const recordIdOf = (model: 'account.move' | 'account.invoice', id: number): string => `${model},${id}`;

/** Undefined for what is no record id of ours. */
export const recordOfId = (
  recordId: string,
): { readonly model: 'account.move' | 'account.invoice'; readonly id: number } | undefined => {
  const [, model, digits] = /^(account\.move|account\.invoice),(\d{1,15})$/.exec(recordId) ?? [];
  return model === undefined
    ? undefined
    : { model: model as 'account.move' | 'account.invoice', id: Number(digits) };
};
