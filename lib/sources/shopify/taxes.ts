/** Tax lines and the names of what they go to. */
import type { TaxLine } from '../../commerce/order';
import { formatDecimal, formatDigits, parseDecimal } from '../../money/decimal';
import { cleanText, jurisdictionName } from '../clean-text';
import { type Amount, minorOf } from '../read-amount';
import { field, type JsonObject } from '../read-json';

/** Which tax it is; what it amounts to stands beside it. */
export interface TaxName {
  readonly jurisdiction: string;
  readonly label: string;
  readonly percent: string | undefined;
  readonly liable: TaxLine['liable'];
}

export interface TaxDraft extends TaxName {
  readonly amount: Amount;
  readonly pointer: string;
}

/** 0.0725 → "7.25". Shopify gives rates as JSON numbers; they are information, no amount is made from them. */
const percentOf = (rate: unknown): string | undefined => {
  const decimal = parseDecimal(typeof rate === 'number' ? String(rate) : rate);
  if (decimal === undefined) return undefined;
  const text = formatDecimal({ digits: decimal.digits * 100n, scale: decimal.scale });
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

/**
 * `California State Tax` at 0.0725 → `CALIFORNIA-STATE-TAX-7.25`. Title and rate are all that Shopify tells about a tax,
 * and what it merges order totals by; the same title and rate in two countries are one jurisdiction here.
 */
const jurisdictionOf = (title: string, percent: string | undefined): string => {
  const words = title
    .normalize('NFC')
    .replace(/%/g, '')
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .toUpperCase();
  const name = words === '' ? 'TAX' : words;
  const whole =
    percent === undefined || name === percent || name.endsWith(`-${percent}`) ? name : `${name}-${percent}`;
  return jurisdictionName(whole);
};

/** Reads a tax line of either API: both name title and rate alike. */
export const taxNameOf = (taxLine: JsonObject): TaxName => {
  const title = cleanText(field(taxLine, 'title'), 80).trim();
  const percent = percentOf(field(taxLine, 'rate'));
  const channel = field(taxLine, 'channelLiable') ?? field(taxLine, 'channel_liable');
  return {
    jurisdiction: jurisdictionOf(title, percent),
    label: title || 'Tax',
    percent,
    liable: channel === true ? 'channel' : 'merchant',
  };
};

/** For tax that its sale does not break down by tax line. */
export const UNSPECIFIED_TAX: TaxName = {
  jurisdiction: 'UNSPECIFIED',
  label: 'Tax',
  percent: undefined,
  liable: 'merchant',
};

/** Tax lines of an amount of zero say nothing to the books and are left out. */
export const buildTaxes = (drafts: readonly TaxDraft[], decimals: number, sign: 1n | -1n = 1n): TaxLine[] =>
  drafts.flatMap(({ jurisdiction, label, percent, liable, amount, pointer }) => {
    const minor = minorOf(amount) * sign;
    if (minor === 0n) return [];
    const tax: TaxLine = {
      jurisdiction,
      label,
      compound: false,
      liable,
      amount: formatDigits(minor, decimals),
      pointers: [pointer],
    };
    if (percent !== undefined) tax.rate = percent;
    if (amount.leftover !== undefined) tax.leftover = amount.leftover;
    return [tax];
  });
