import { UserError, type IDataObject } from 'n8n-workflow';
import {
  type Approval,
  approveByOutput,
  laneOf,
  type ModeChoice,
  postByMode,
  postSummariesByMode,
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
    mode: readMode(parameters),
    rules: readRules(parameters),
    rendering: readRendering(parameters),
    limits: readLimits(parameters),
  }),
  call: async (context, { ledger, mode, rules, rendering, limits }, items) => {
    const flow = await flowContextOf(context);
    const emitted: Emitted[] = [];
    // Orders of today first, and each kind by its own share of the ledger's rate limit.
    for (const lane of LANES) {
      const ofLane = items
        .map((item) => ({ item, target: targetIn(item.json) }))
        .filter(({ target }) => laneOf(target.ticket) === lane);
      if (ofLane.length === 0) continue;
      // The route's own mode never counts: the choice beside it does.
      const route = await openPostingRoute(context, ledger, rules, rendering, 'shadow', lane);
      const targets = ofLane.map(({ target }) => target);
      const results = await postByMode(flow, { ...route, mode }, targets, limits);
      emitted.push(...results.map((result, index) => emitResult(result, (ofLane[index] as OfLane).item)));
    }
    return emitted;
  },
});

const LANES = ['live', 'backfill'] as const;

interface OfLane {
  readonly item: InputItem;
  readonly target: TargetItem;
}

const MODES: readonly ModeChoice[] = ['shadow', 'hold', 'live', 'switched'];

/** An expression may give anything, and what is no mode must not be taken for live. */
const readMode = (parameters: Parameters): ModeChoice => {
  const mode = parameters.text('mode');
  const known = MODES.find((one) => one === mode);
  if (known !== undefined) return known;
  throw new UserError(`There is no mode "${mode}"`, {
    description: `Choose one, or let the expression give one of ${MODES.join(', ')}.`,
  });
};

const emitResult = (
  result: Awaited<ReturnType<typeof postByMode>>[number],
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
    approved: readApproved(parameters),
    limits: readLimits(parameters),
  }),
  call: async (context, { ledger, platform, storeId, orderIds, approved: looked, limits }, items) => {
    const route = { destination: await openDestination(context, ledger) };
    const query = {
      platform,
      storeId,
      ...(orderIds === undefined ? {} : { orderIds }),
      ...(looked === undefined ? {} : { approved: looked }),
    };
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

/** Undefined when the field is empty. Half an approval is none: each plan needs its key and its hash. */
const readApproved = (parameters: Parameters): readonly Approval[] | undefined => {
  const given = parameters.raw('approved');
  const value = typeof given === 'string' && given.trim() !== '' ? parseList(given) : given;
  if (value === '' || value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return tellApproved();
  return value.map((one: unknown) => {
    const { key, contentHash } = Object(one) as Partial<Approval>;
    return typeof key === 'string' && typeof contentHash === 'string' ? { key, contentHash } : tellApproved();
  });
};

const parseList = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return tellApproved();
  }
};

const tellApproved = (): never => {
  throw new UserError('"approved" is no list of plans', {
    description:
      'Give an array of items with "key" and "contentHash", as Get Waiting Plans of Finance Trace lists them; leave it empty to approve all that waits.',
  });
};

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
    const results = await postSummariesByMode(await flowContextOf(context), { ...request, destination });
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
