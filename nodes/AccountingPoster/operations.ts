import { UserError, type IDataObject } from 'n8n-workflow';
import {
  approveByOutput,
  postByOutput,
  type PostingRoute,
  postSummaries,
  type SummaryRequest,
  type TargetItem,
} from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { firstOf, operation, type Operation } from '../shared/operation';
import {
  openDestination,
  openPostingRoute,
  readLedger,
  readRules,
  readTaxRules,
  type RenderingChoice,
} from '../shared/posting-route';
import type { Parameters } from '../shared/read-parameters';
import type { Emitted, InputItem } from '../shared/run-items';

const POSTED = 0;
const EXCEPTIONS = 1;

const readLimits = (parameters: Parameters) => {
  const options = parameters.within('options', {
    leaseSeconds: 600,
    maxAttempts: 8,
    keepPersonalData: false,
  });
  return {
    leaseSeconds: options.count('leaseSeconds'),
    maxAttempts: options.count('maxAttempts'),
    keepPersonalData: options.flag('keepPersonalData'),
  };
};

const readRendering = (parameters: Parameters): RenderingChoice => {
  const options = parameters.within('options', {
    customers: 'store',
    items: 'generic',
    taxRoundingLimit: '0',
  });
  const taxRoundingLimit = options.text('taxRoundingLimit').trim();
  if (!/^\d+(\.\d+)?$/.test(taxRoundingLimit)) {
    throw new UserError(`The tax rounding limit "${taxRoundingLimit}" is not an amount`, {
      description: 'Enter a decimal such as 0.02, or 0 for none.',
    });
  }
  return {
    taxRules: readTaxRules(parameters),
    customers: options.text('customers') === 'buyer' ? 'buyer' : 'store',
    items: options.text('items') === 'sku' ? 'sku' : 'generic',
    taxRoundingLimit,
  };
};

/** All items are one batch: the ledger is called as seldom as it allows. */
const post = operation({
  outputs: 2,
  together: true,
  accept: demandTarget,
  read: (parameters) => ({
    ledger: readLedger(parameters),
    mode: parameters.text('mode') as PostingRoute['mode'],
    rules: readRules(parameters),
    rendering: readRendering(parameters),
    limits: readLimits(parameters),
  }),
  call: async (context, { ledger, mode, rules, rendering, limits }, items) => {
    const targets = items.map(({ json }) => targetIn(json));
    const route = await openPostingRoute(context, ledger, rules, rendering, mode);
    const results = await postByOutput(await flowContextOf(context), route, targets, limits);
    return results.map((result, index) => emitResult(result, items[index] as InputItem));
  },
});

const emitResult = (
  result: Awaited<ReturnType<typeof postByOutput>>[number],
  { index, json }: InputItem,
): Emitted => {
  const queue = Object.hasOwn(json, 'queue') ? { queue: json.queue } : {};
  return 'posted' in result
    ? { output: POSTED, item: index, json: { ...result.posted, ...queue } }
    : { output: EXCEPTIONS, item: index, json: { ...result.held, ...queue } };
};

const targetIn = (json: IDataObject): TargetItem => {
  const { target, order, ticket } = json as unknown as TargetItem;
  return { target, order, ...(ticket === undefined ? {} : { ticket }) };
};

/** Only what the Finance Mapper made: its version and hashes stand for every amount in it. */
function demandTarget({ index, json }: InputItem): void {
  const { target, order } = json as unknown as Partial<TargetItem>;
  if (target !== undefined && Array.isArray(target.entries) && order !== undefined) return;
  throw new UserError(`Item ${index} does not come from the Finance Mapper`, {
    description: 'Connect the Documents output of a Finance Mapper, and leave its items as they are.',
  });
}

const approve = operation({
  outputs: 2,
  read: (parameters) => ({
    ledger: readLedger(parameters),
    platform: parameters.text('platform'),
    storeId: parameters.needed('storeId', 'text'),
    orderIds: parameters.list('orderIds'),
    limits: readLimits(parameters),
  }),
  call: async (context, { ledger, platform, storeId, orderIds, limits }, items) => {
    const route = { destination: await openDestination(context, ledger) };
    const query = { platform, storeId, ...(orderIds === undefined ? {} : { orderIds }) };
    const approved = await approveByOutput(await flowContextOf(context), route, query, limits);
    return approved.map(({ plan, recordId, problem, staged }) => {
      const { key, orderId, orderNumber, date, currency, total, destination } = plan;
      const about = {
        platform,
        storeId,
        orderId,
        number: orderNumber,
        destination,
        key,
        date,
        currency,
        total,
      };
      return problem === undefined
        ? {
            output: POSTED,
            item: firstOf(items),
            json: { ...about, outcome: staged ? 'staged' : 'posted', recordId },
          }
        : {
            output: EXCEPTIONS,
            item: firstOf(items),
            json: { ...about, stage: 'post', problems: [problem] },
          };
    });
  },
});

/** Days are over in the store's time zone, not in the workflow's. */
const readTimeZone = (parameters: Parameters): string => {
  const timeZone = parameters.needed('timeZone', 'text');
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return tellTimeZone(timeZone);
  }
};

const tellTimeZone = (timeZone: string): never => {
  throw new UserError(`There is no time zone "${timeZone}"`, {
    description: 'Enter one such as Europe/Berlin or UTC, the same as in the Finance Mapper.',
  });
};

const summaries = operation({
  outputs: 2,
  together: true,
  read: (parameters) => ({
    ledger: readLedger(parameters),
    request: {
      platform: parameters.text('platform'),
      storeId: parameters.needed('storeId', 'text'),
      timeZone: readTimeZone(parameters),
      includeToday: parameters.flag('includeToday'),
      closedPeriod:
        parameters.text('closedPeriod') === 'next-open-day' ? ('next-open-day' as const) : ('hold' as const),
      mode: parameters.text('mode') as SummaryRequest['mode'],
      ...readLimits(parameters),
    },
  }),
  call: async (context, { ledger, request }, items) => {
    const destination = await openDestination(context, ledger);
    const results = await postSummaries(await flowContextOf(context), { ...request, destination });
    return results.map((result): Emitted =>
      'posted' in result
        ? { output: POSTED, item: firstOf(items), json: result.posted }
        : { output: EXCEPTIONS, item: firstOf(items), json: result.held },
    );
  },
});

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  post,
  approveHeldPlans: approve,
  postSummaries: summaries,
};
