import { traceOrder, type TraceQuery } from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';
import type { Parameters } from '../../shared/read-parameters';

/** Leaves out what the user left empty: an empty text would be searched for. */
const optional = (parameters: Parameters, name: 'storeId' | 'destination') => {
  const value = parameters.text(name);
  return value === '' ? {} : { [name]: value };
};

const traceBy = (read: (parameters: Parameters) => TraceQuery) =>
  operation<TraceQuery>({
    read,
    call: async (context, query, items) => {
      const traces = await traceOrder(await flowContextOf(context), query);
      return traces.map((trace) => ({ item: firstOf(items), json: trace }));
    },
  });

export const traceOperations = {
  'trace.byOrder': traceBy((parameters) => ({
    orderId: parameters.needed('orderId', 'text'),
    ...optional(parameters, 'storeId'),
  })),
  'trace.byLedgerRecord': traceBy((parameters) => ({
    recordId: parameters.needed('recordId', 'text'),
    ...optional(parameters, 'destination'),
  })),
  'trace.byKey': traceBy((parameters) => ({
    key: parameters.needed('key', 'text'),
    ...optional(parameters, 'destination'),
  })),
};
