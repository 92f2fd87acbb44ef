/** Records of the ledger as short texts, because a period may have some 100,000 of them. */
import type { DimensionNet } from '../accounting/compare-dimensions';
import type { HeldRecord } from './ledger-index';

export interface Packer {
  pack(record: HeldRecord): string;
  unpack(key: string, packed: string): HeldRecord;
}

/**
 * A record as one short text: its id, date and currency, and for each ledger account its number and its amount; then, after
 * a mark, the same for what stands under dimensions. Joined, not concatenated, because the engine keeps concatenated text
 * in pieces that take several times the memory.
 */
export const packer = (): Packer => {
  const accounts = numbered<string>();
  const dimensions = numbered<Omit<DimensionNet, 'net'>>();
  return {
    pack: ({ recordId, date, currency, net, dimensions: held = new Map(), tellsDimensions }) => {
      const amounts = net
        ? [...net].flatMap(([name, amount]) => [accounts.of(name, name), amount])
        : [UNREADABLE];
      const under = [...held].flatMap(([key, one]) => {
        const { ledgerAccount, name, value, net: amount } = one;
        return [dimensions.of(key, { ledgerAccount, name, value }), amount];
      });
      const mark = tellsDimensions ? [TELLS_ALL] : under.length > 0 ? [TELLS_SOME] : [];
      return [recordId, date, currency, ...amounts, ...mark, ...under].join(SEPARATOR);
    },
    unpack: (key, packed) => {
      const [recordId = '', date = '', currency = '', ...rest] = packed.split(SEPARATOR);
      const at = rest.findIndex((part) => part === TELLS_ALL || part === TELLS_SOME);
      const amounts = at < 0 ? rest : rest.slice(0, at);
      const under = pairs(at < 0 ? [] : rest.slice(at + 1)).map(([number, net]) => {
        const [name, one] = dimensions.at(number);
        return [name, { ...one, net }] as const;
      });
      return {
        key,
        recordId,
        date,
        currency,
        net:
          amounts[0] === UNREADABLE
            ? undefined
            : new Map(pairs(amounts).map(([number, amount]) => [accounts.at(number)[1], amount])),
        ...(under.length > 0 ? { dimensions: new Map(under) } : {}),
        ...(rest[at] === TELLS_ALL ? { tellsDimensions: true } : {}),
      };
    },
  };
};

/** Numbers for things that come again and again. */
const numbered = <Thing>() => {
  const numbers = new Map<string, number>();
  const things: (readonly [string, Thing])[] = [];
  return {
    of: (key: string, thing: Thing): number => {
      let number = numbers.get(key);
      if (number === undefined) {
        number = things.push([key, thing]) - 1;
        numbers.set(key, number);
      }
      return number;
    },
    at: (number: number) => things[number] as readonly [string, Thing],
  };
};

const pairs = (parts: readonly string[]): readonly (readonly [number, bigint])[] =>
  Array.from({ length: parts.length / 2 }, (_, index) => [
    Number.parseInt(parts[index * 2] as string, 10),
    BigInt(parts[index * 2 + 1] as string),
  ]);

/** A control character: no id, date or currency of a ledger holds one. */
const SEPARATOR = '\u0001';
const UNREADABLE = '?';
const TELLS_ALL = '=';
const TELLS_SOME = '~';
