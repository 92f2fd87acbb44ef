import { UserError } from 'n8n-workflow';
import {
  changeException,
  type ExceptionChange,
  type ExceptionFilter,
  type ExceptionState,
  getException,
  listExceptions,
  markFailed,
  replayExceptions,
  type Severity,
} from '../../../lib';
import { actingFor, readPerson } from '../acting-for';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';
import type { Parameters } from '../../shared/read-parameters';
import type { InputItem } from '../../shared/run-items';

const getMany = operation({
  read: (parameters) => ({
    filter: readFilter(parameters, ['open', 'held']),
    limit: parameters.flag('returnAll') ? undefined : parameters.count('limit'),
  }),
  call: async (context, { filter, limit }, items) => {
    const rows = await listExceptions(await flowContextOf(context), filter, limit);
    return rows.map((row) => ({ item: firstOf(items), json: row }));
  },
});

function readFilter(parameters: Parameters, states: readonly ExceptionState[]): ExceptionFilter {
  const filters = parameters.within('filters', { states: [...states] });
  const chosen = {
    platform: filters.text('platform'),
    storeId: filters.text('storeId'),
    pipeline: filters.text('pipeline'),
    code: filters.text('code'),
    objectId: filters.text('orderId'),
    owner: filters.text('owner'),
  };
  const severities = filters.list('severities');
  return {
    states: filters.list('states') as readonly ExceptionState[] | undefined,
    ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== '')),
    ...(severities === undefined || severities.length === 0
      ? {}
      : { severities: severities as readonly Severity[] }),
    ...(filters.text('olderThanHours') === '' ? {} : { olderThanHours: filters.count('olderThanHours') }),
  };
}

const get = operation({
  read: (parameters) => ({ id: parameters.count('exceptionId') }),
  call: async (context, { id }, items) => {
    const found = await getException(await flowContextOf(context), id);
    return [{ item: firstOf(items), json: found ?? tellUnknown(id) }];
  },
});

const change = (read: (parameters: Parameters) => ExceptionChange) =>
  operation({
    read: (parameters) => ({
      id: parameters.count('exceptionId'),
      change: read(parameters),
      person: readPerson(parameters),
    }),
    call: async (context, { id, change: asked, person }, items) => {
      const flow = actingFor(await flowContextOf(context), person);
      return [{ item: firstOf(items), json: (await changeException(flow, id, asked)) ?? tellUnknown(id) }];
    },
  });

const tellUnknown = (id: number): never => {
  throw new UserError(`There is no exception ${id}`, {
    description: 'List them with Get Many; the number stands in "id".',
  });
};

const note = (parameters: Parameters): { readonly note?: string } => {
  const text = parameters.text('note');
  return text === '' ? {} : { note: text };
};

const neededNote = (parameters: Parameters) => ({ note: parameters.needed('note', 'text') });

/** A filter that finds everything replays everything: that takes a run that says so. */
const replayMany = operation({
  read: (parameters) => ({
    filter: readFilter(parameters, ['open']),
    dryRun: parameters.flag('dryRun'),
    person: readPerson(parameters),
    ...note(parameters),
  }),
  call: async (context, { filter, person, ...options }, items) => {
    const flow = actingFor(await flowContextOf(context), person);
    return [{ item: firstOf(items), json: await replayExceptions(flow, filter, options) }];
  },
});

/** What n8n's Error Trigger puts out; anything else says of no execution that it failed. */
interface ErrorItem {
  readonly workflow?: { readonly id?: string };
  readonly execution?: {
    readonly id?: string;
    readonly error?: { readonly name?: string; readonly message?: string };
  };
  readonly trigger?: { readonly error?: unknown };
}

const demandFailure = ({ index, json }: InputItem): void => {
  const { workflow, execution, trigger } = json as ErrorItem;
  if (trigger?.error !== undefined) return;
  if (workflow?.id && execution?.id && execution.error) return;
  throw new UserError(`Item ${index} does not come from the Error Trigger`, {
    description: 'Connect the Error Trigger of an error workflow, and leave its items as they are.',
  });
};

const markFailedExecution = operation({
  accept: demandFailure,
  read: (parameters) => ({ maxAttempts: parameters.count('maxAttempts') }),
  call: async (context, options, items) => {
    const { workflow, execution } = items[0]?.json as ErrorItem;
    const item = firstOf(items);
    // A trigger that fails has started no execution, which holds nothing.
    if (!execution?.error) return [{ item, json: { outcome: 'nothing_held', workflowId: workflow?.id } }];
    if (String(execution.id) === context.getExecutionId())
      throw new UserError('An execution cannot mark itself as failed');
    const ref = { workflowId: String(workflow?.id), executionId: String(execution.id) };
    const failed = { ...ref, error: execution.error };
    return [{ item, json: await markFailed(await flowContextOf(context), failed, options) }];
  },
});

export const exceptionOperations = {
  'exception.markFailedExecution': markFailedExecution,
  'exception.get': get,
  'exception.getMany': getMany,
  'exception.replayMany': replayMany,
  'exception.assign': change((parameters) => ({
    action: 'assign',
    owner: parameters.needed('owner', 'text'),
    ...note(parameters),
  })),
  'exception.comment': change((parameters) => ({ action: 'comment', ...neededNote(parameters) })),
  'exception.resolve': change((parameters) => ({ action: 'resolve', ...neededNote(parameters) })),
  'exception.ignore': change((parameters) => ({ action: 'ignore', ...neededNote(parameters) })),
  'exception.hold': change((parameters) => ({ action: 'hold', ...note(parameters) })),
  'exception.retry': change((parameters) => ({ action: 'retry', ...note(parameters) })),
};
