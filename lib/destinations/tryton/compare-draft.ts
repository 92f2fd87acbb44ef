/** A draft beside the document that it is to be: what is posted cannot be taken back. */
import { toMinor } from '../../money/minor';
import { formatDigits } from '../../money/decimal';
import { TAX_CODE_PREFIX } from '../ledger-destination';
import type { Job } from './check-document';
import { type Held, netted } from './held';

export type Comparison =
  | { readonly equal: true }
  /** Tax that Tryton worked out differs: this much more has to be credited, and may be. */
  | { readonly rounding: bigint; readonly ledgerAccount: string }
  | { readonly difference: string };

export const compareDraft = ({ document, lines, model }: Job, held: Held): Comparison => {
  if (held.date !== document.date)
    return { difference: `it is dated ${held.date} instead of ${document.date}` };
  const wanted = netted(
    lines.lines.map(({ line, side, minor }) => [line.ledgerAccount, side === 'debit' ? minor : -minor]),
  );
  const differing = [...new Set([...wanted.keys(), ...held.nets.keys()])].filter(
    (name) => wanted.get(name) !== held.nets.get(name),
  );
  if (differing.length === 0) return { equal: true };
  const show = (minor: bigint) => `${formatDigits(minor, lines.decimals)} ${document.currency}`;
  const [has, is] = [debits(held.nets), debits(wanted)];
  const missing = taxMissing(wanted, held.nets);
  const { rounding } = document;
  if (missing !== undefined && rounding !== undefined && model === 'account.invoice') {
    const limit = toMinor(rounding.limit, document.currency);
    if (missing <= limit && -missing <= limit)
      return { rounding: missing, ledgerAccount: rounding.ledgerAccount };
  }
  const [first] = differing as [string];
  return {
    difference:
      `it comes to ${show(has)} and the document to ${show(is)}; ` +
      `${first} is ${show(held.nets.get(first) ?? 0n)} there instead of ${show(wanted.get(first) ?? 0n)}`,
  };
};

const debits = (nets: ReadonlyMap<string, bigint>): bigint =>
  [...nets.values()].reduce((sum, minor) => (minor > 0n ? sum + minor : sum), 0n);

type Nets = ReadonlyMap<string, bigint>;

/** What has to be credited besides, when nothing but tax under tax codes, and the debt with it, differs. */
const taxMissing = (wanted: Nets, held: Nets): bigint | undefined => {
  let missing = 0n;
  let owed = 0n;
  const counterparts: string[] = [];
  for (const name of new Set([...wanted.keys(), ...held.keys()])) {
    const more = (wanted.get(name) ?? 0n) - (held.get(name) ?? 0n);
    if (more === 0n) continue;
    if (name.startsWith(TAX_CODE_PREFIX)) missing -= more;
    else {
      counterparts.push(name);
      owed += more;
    }
  }
  return counterparts.length <= 1 && owed === missing ? missing : undefined;
};
