/** What the app of this token may see. Asked once for each client: scopes change only when an app is released anew. */
import { SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject } from '../read-json';
import type { Admin } from './graphql';
import type { ExtraScopes } from './order-fields';
import { SCOPES } from './queries';

/** Without `read_all_orders` an app sees the orders of this many days and none before. */
export const VISIBLE_DAYS = 60;

export interface Access {
  /** True when the app may read older orders than those of the last 60 days. */
  readonly allOrders: boolean;
  readonly orders: boolean;
  readonly extra: ExtraScopes;
}

const readAccess = async (admin: Admin): Promise<Access> => {
  const data = await admin.query(SCOPES);
  const installation = field(data, 'currentAppInstallation');
  const list = isObject(installation) ? field(installation, 'accessScopes') : undefined;
  if (!Array.isArray(list)) {
    throw new SourceError('unreadable_answer', `${admin.storeId} does not say what the app may do.`);
  }
  const handles = new Set(list.filter(isObject).map((scope) => cleanText(field(scope, 'handle'), 100)));
  // Who may write may read, and is not always listed twice.
  const may = (what: string): boolean => handles.has(`read_${what}`) || handles.has(`write_${what}`);
  return {
    allOrders: may('all_orders'),
    orders: may('orders'),
    extra: {
      products: may('products'),
      customers: may('customers'),
      returns: may('returns'),
      locations: may('locations'),
      costs: may('inventory') && may('products'),
    },
  };
};

/** Asks at the first call and remembers; a failure is not remembered. */
export const accessOf = (admin: Admin): (() => Promise<Access>) => {
  let known: Promise<Access> | undefined;
  return () => {
    known ??= readAccess(admin).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};

/** @throws SourceError forbidden when the app may not read orders at all; whatever `query` throws. */
export const checkAccess = async (admin: Admin, access: () => Promise<Access>): Promise<void> => {
  if ((await access()).orders) return;
  throw new SourceError(
    'forbidden',
    `${admin.storeId}: the app lacks access scope read_orders. Add it to the app in the Dev Dashboard, release the version, and approve it in the shop.`,
  );
};
