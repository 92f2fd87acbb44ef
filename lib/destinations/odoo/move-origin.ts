/**
 * Where a record came from, in its field "Source Document": the order's number, where people look for it, then the store
 * and our mark, by which the records of one store are listed.
 */
import { cleanText } from '../../accounting/clean-text';
import type { LedgerDocument } from '../ledger-destination';

const MARK = '(cart-ledger)';
const NUMBER_LIMIT = 60;

/** One word: a store id is a host and a path, which have no blanks. */
const storeWord = (storeId: string): string => storeId.replace(/\s/gu, '+');

export const moveOrigin = ({
  number,
  storeId,
}: Pick<LedgerDocument['source'], 'number' | 'storeId'>): string =>
  `${cleanText(number, NUMBER_LIMIT)} ${storeWord(storeId)} ${MARK}`;

/** For `=like`, where `%` is any text, `_` any character and a backslash takes their meaning away. */
export const originPattern = (storeId: string | undefined): string => {
  const tail = storeId === undefined ? ` ${MARK}` : ` ${storeWord(storeId)} ${MARK}`;
  return `%${tail.replace(/[\\%_]/g, (character) => `\\${character}`)}`;
};
