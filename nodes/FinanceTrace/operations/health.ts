import { health, HEALTH_DEFAULTS } from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';

const get = operation({
  read: (parameters) => {
    const limits = parameters.within('thresholds', HEALTH_DEFAULTS);
    const storeId = parameters.text('storeId');
    return {
      ...(storeId === '' ? {} : { storeId }),
      thresholds: {
        sweepMinutes: limits.count('sweepMinutes'),
        waitingMinutes: limits.count('waitingMinutes'),
        reconcileHours: limits.count('reconcileHours'),
      },
    };
  },
  call: async (context, query, items) => {
    const stores = await health(await flowContextOf(context), query);
    return stores.map((store) => ({ item: firstOf(items), json: store }));
  },
});

export const healthOperations = { 'health.get': get };
