import type { Connection } from '../../../../lib/sources/cart-source';
import { SourceError } from '../../../../lib/sources/cart-source';
import { woocommerce } from '../../../../lib/sources/woocommerce';
import { ScriptedShop } from './scripted-shop';

export const CONNECTION: Connection = { baseUrl: 'https://shop.example' };

export const connected = (shop: ScriptedShop) => woocommerce.connect(CONNECTION, shop.context);

/** The SourceError that a call must end in. */
export const sourceError = async (call: () => Promise<unknown>): Promise<SourceError> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
};

/** Every test's shop must have had an answer for whatever was asked. */
export const watchedShops = () => {
  let shops: ScriptedShop[] = [];
  afterEach(() => {
    const unmatched = shops.flatMap((shop) => shop.unmatched);
    shops = [];
    expect(unmatched).toEqual([]);
  });
  return (): ScriptedShop => {
    const shop = new ScriptedShop();
    shops.push(shop);
    return shop;
  };
};
