/** The carts that can be read. Menus, contract tests and the command line take their list from here. */
import type { CartSource } from './cart-source';
import { woocommerce } from './woocommerce';

export const SOURCES: readonly CartSource[] = [woocommerce];

export const findSource = (platform: string): CartSource | undefined =>
  SOURCES.find((source) => source.platform === platform);
