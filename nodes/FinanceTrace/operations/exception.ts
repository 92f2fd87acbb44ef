import { UserError } from 'n8n-workflow';
import {
  changeException,
  type ExceptionChange,
  type ExceptionQuery,
  type ExceptionState,
  listExceptions,
} from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';
import type { Parameters } from '../../shared/read-parameters';

const getMany = operation({
  read: (parameters) => ({
    query: readQuery(parameters),
    limit: parameters.flag('returnAll') ? undefined : parameters.count('limit'),
  }),
  call: async (context, { query, limit }, items) => {
    const rows = await listExceptions(await flowContextOf(context), query, limit);
    return rows.map((row) => ({ item: firstOf(items), json: row }));
  },
});

function readQuery(parameters: Parameters): ExceptionQuery {
  const filters = parameters.within('filters', { states: ['open', 'held'] });
  const chosen = {
    storeId: filters.text('storeId'),
    pipeline: filters.text('pipeline'),
    code: filters.text('code'),
    objectId: filters.text('orderId'),
  };
  return {
    states: filters.list('states') as readonly ExceptionState[] | undefined,
    ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== '')),
  };
}

const change = (read: (parameters: Parameters) => ExceptionChange) =>
  operation({
    read: (parameters) => ({ id: parameters.count('exceptionId'), change: read(parameters) }),
    call: async (context, options, items) => {
      const changed = await changeException(await flowContextOf(context), options.id, options.change);
      if (changed) return [{ item: firstOf(items), json: changed }];
      throw new UserError(`There is no exception ${options.id}`, {
        description: 'List them with Get Many; the number stands in "id".',
      });
    },
  });

const note = (parameters: Parameters): { readonly note?: string } => {
  const text = parameters.text('note');
  return text === '' ? {} : { note: text };
};

export const exceptionOperations = {
  'exception.getMany': getMany,
  'exception.assign': change((parameters) => ({
    action: 'assign',
    owner: parameters.needed('owner', 'text'),
    ...note(parameters),
  })),
  'exception.resolve': change((parameters) => ({
    action: 'resolve',
    note: parameters.needed('note', 'text'),
  })),
  'exception.hold': change((parameters) => ({ action: 'hold', ...note(parameters) })),
  'exception.retry': change((parameters) => ({ action: 'retry', ...note(parameters) })),
};
