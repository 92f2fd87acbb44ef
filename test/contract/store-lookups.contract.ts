/** Ids that ledgers gave to their own things. */
import type { TraceStore } from '../../lib/store/trace-store';

export const storeLookupsContract = (open: () => TraceStore): void => {
  describe('ids of a ledger', () => {
    it('are given for the keys that are known, each ledger and kind on its own', async () => {
      await open().putLookups(
        'xero:a',
        'customer',
        new Map([
          ['shop', '1'],
          ['buyer', '2'],
        ]),
      );
      await open().putLookups('xero:b', 'customer', new Map([['shop', '3']]));
      await open().putLookups('xero:a', 'item', new Map([['shop', '4']]));
      expect(await open().getLookups('xero:a', 'customer', ['shop', 'unknown', 'buyer'])).toEqual(
        new Map([
          ['shop', '1'],
          ['buyer', '2'],
        ]),
      );
      expect(await open().getLookups('xero:b', 'customer', ['shop', 'buyer'])).toEqual(
        new Map([['shop', '3']]),
      );
    });

    it('follow the latest answer, and are forgotten on demand', async () => {
      await open().putLookups('xero:a', 'customer', new Map([['shop', '1']]));
      await open().putLookups('xero:a', 'customer', new Map([['shop', '9']]));
      expect(await open().getLookups('xero:a', 'customer', ['shop'])).toEqual(new Map([['shop', '9']]));
      await open().forgetLookups('xero:a', 'customer', ['shop', 'unknown']);
      expect(await open().getLookups('xero:a', 'customer', ['shop'])).toEqual(new Map());
    });

    it('may be many at once, or none', async () => {
      const ids = new Map(Array.from({ length: 1500 }, (_, index) => [`k${index}`, String(index)] as const));
      await open().putLookups('xero:a', 'item', ids);
      expect(await open().getLookups('xero:a', 'item', [...ids.keys()])).toEqual(ids);
      await open().putLookups('xero:a', 'item', new Map());
      expect(await open().getLookups('xero:a', 'item', [])).toEqual(new Map());
    });
  });
};
