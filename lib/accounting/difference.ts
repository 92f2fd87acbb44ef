/**
 * What has to be added to what was posted so that it becomes the target. Laws: the difference of equals is empty,
 * and difference(a → b) + difference(b → c) = difference(a → c).
 */
import { fromMinor, toMinor } from '../money/minor';
import { canonicalJson } from './canonical-json';
import type { JournalEntry, JournalLine } from './journal-entry';

/** A line as it was posted: what it told the ledger, without why. */
export type PostedLine = Pick<
  JournalLine,
  'account' | 'debit' | 'credit' | 'taxCode' | 'taxedBy' | 'dimensions'
>;

/**
 * Lines of target - posted, netted for each (account, tax code, taxes on it, dimensions). Several posted records of one entry
 * (the first and its corrections) are given as one list. No target: all of it is taken back.
 */
export const difference = (
  target: Pick<JournalEntry, 'lines'> | undefined,
  posted: readonly PostedLine[],
  currency: string,
): readonly JournalLine[] => {
  const nets = new Map<string, Net>();
  for (const line of target?.lines ?? []) {
    const net = netOf(nets, line);
    net.target += creditOf(line, currency);
    net.sources.push(line);
  }
  for (const line of posted) netOf(nets, line).posted += creditOf(line, currency);

  const lines: JournalLine[] = [];
  for (const net of nets.values()) {
    if (net.target !== net.posted) lines.push(deltaLine(net, currency));
  }
  return [
    ...lines.filter((line) => line.debit !== undefined),
    ...lines.filter((line) => line.credit !== undefined),
  ];
};

interface Net {
  readonly first: PostedLine;
  readonly sources: JournalLine[];
  /** Credit positive. */
  target: bigint;
  posted: bigint;
}

const netOf = (nets: Map<string, Net>, line: PostedLine): Net => {
  const { dimensions } = line;
  const named = dimensions && Object.keys(dimensions).length > 0 ? canonicalJson(dimensions) : '';
  const key = JSON.stringify([line.account, line.taxCode ?? '', line.taxedBy ?? [], named]);
  let net = nets.get(key);
  if (!net) nets.set(key, (net = { first: line, sources: [], target: 0n, posted: 0n }));
  return net;
};

const creditOf = (line: PostedLine, currency: string): bigint => {
  const minor = toMinor(line.debit ?? line.credit ?? '', currency);
  return line.debit === undefined ? minor : -minor;
};

const deltaLine = ({ first, sources, target, posted }: Net, currency: string): JournalLine => {
  const delta = target - posted;
  // Told on the side on which the account stands, so that the numbers read as in the ledger.
  const side = target > 0n || (target === 0n && posted > 0n) ? 1n : -1n;
  const text = (minor: bigint): string => fromMinor(minor, currency);
  const [source] = sources;
  return {
    account: first.account,
    ...(delta > 0n ? { credit: text(delta) } : { debit: text(-delta) }),
    ...(sources.length === 1 && source?.memo !== undefined ? { memo: source.memo } : {}),
    ...(first.taxCode === undefined ? {} : { taxCode: first.taxCode }),
    ...(first.taxedBy === undefined ? {} : { taxedBy: first.taxedBy }),
    ...(first.dimensions === undefined ? {} : { dimensions: first.dimensions }),
    explanation: {
      rule: sources.length > 0 ? 'correction.delta' : 'correction.reversal',
      component: 'correction',
      pointers: [...new Set(sources.flatMap((line) => line.explanation.pointers))],
      arithmetic: `target ${text(target * side)} - posted ${text(posted * side)} = ${text(delta * side)}`,
    },
  };
};
