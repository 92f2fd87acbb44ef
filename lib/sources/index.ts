/** The carts that can be read. Menus, contract tests and the command line take their list from here. */
import { api2cart } from './api2cart';
import type { CartSource } from './cart-source';
import { medusa } from './medusa';
import { shopify } from './shopify';
import { woocommerce } from './woocommerce';

export const SOURCES: readonly CartSource[] = [woocommerce, shopify, api2cart, medusa];

export const findSource = (platform: string): CartSource | undefined =>
  SOURCES.find((source) => source.platform === platform);
