/** The demo shop with its whole scenario traded, and the login for it. */
import type { IDataObject } from 'n8n-workflow';
import { type Shop, startShop } from '../../shop/shop-server';

const consumerKey = 'ck_0123456789abcdef0123456789abcdef01234567';
const consumerSecret = 'cs_0123456789abcdef0123456789abcdef01234567';

export const startTradedShop = async (): Promise<Shop> => {
  const shop = await startShop({ consumerKey, consumerSecret });
  shop.trade();
  return shop;
};

export const loginTo = (shop: Shop): IDataObject => ({
  url: shop.url,
  consumerKey,
  consumerSecret,
  allowHttp: false,
});

export const storeIdOf = (shop: Shop): string => new URL(shop.url).host;
