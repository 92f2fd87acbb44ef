/** What rendering asks of Tryton: ids, which stand as `{{…}}` where a request is only shown. */
import { cleanText } from '../../accounting/clean-text';
import type { Decimal } from '../../money/decimal';
import { formatDigits } from '../../money/decimal';
import { keyMark } from '../key-note';
import type { LedgerDocument, LedgerLine } from '../ledger-destination';
import type { JournalType } from './facts';
import { type WireDecimal, wireDecimal } from './wire';

export type Id = number | string;

export interface RenderedTax {
  readonly id: Id;
  readonly description: string;
  /** 0.19 for 19 %. */
  readonly fraction?: Decimal;
  /** Undefined for a tax that never comes to an amount. */
  accountFor(use: 'invoice' | 'credit_note'): Id | undefined;
}

export interface RenderIds {
  readonly company: Id;
  readonly currency: Id;
  /** Decimals of the company's currency. */
  readonly decimals: number;
  journal(type: JournalType): Id;
  period(day: string): Id;
  party(customerKey: string): Id;
  address(customerKey: string): Id;
  account(ledgerAccount: string): Id;
  needsParty(line: LedgerLine): boolean;
  tax(code: string): RenderedTax;
}

/** The record that a document becomes. */
export type Model = 'account.move' | 'account.invoice';

export const modelOf = ({ type }: Pick<LedgerDocument, 'type'>): Model =>
  type === 'invoice' || type === 'credit_note' ? 'account.invoice' : 'account.move';

/** Tryton accepts any number of decimals of 0; these are all written with the currency's. */
export const amountOf = (minor: bigint, { decimals }: Pick<RenderIds, 'decimals'>): WireDecimal =>
  wireDecimal(formatDigits(minor, decimals));

/** Words for people, then the key and the store, which `list` reads. */
export const markedText = (words: string, { key, source }: LedgerDocument): string =>
  `${cleanText(words)} ${keyMark({ key, storeId: source.storeId })}`.trimStart();

/** What Tryton makes a new record of, at the end of a list of values. */
export const created = (values: readonly unknown[]): readonly unknown[] => [['create', values]];
