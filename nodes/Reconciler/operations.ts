import { UserError } from 'n8n-workflow';
import { accountMapping, type Break, reconcileLedger, replayBreaks } from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { openRoute } from '../shared/open-route';
import { firstOf, operation, type Operation } from '../shared/operation';
import { readPolicy } from '../shared/policy-properties';
import { openDestination, readLedger, readRules } from '../shared/posting-route';
import { CART_LOGIN } from '../shared/source-properties';
import { yesterdayIn } from '../shared/read-parameters';
import type { Emitted, InputItem } from '../shared/run-items';

const SUMMARY = 0;
const BREAKS = 1;

const reconcilePeriod = operation({
  outputs: 2,
  together: true,
  read: (parameters) => {
    const policy = readPolicy(parameters);
    const yesterday = yesterdayIn(policy.timeZone);
    return {
      shop: {
        platform: parameters.text('platform'),
        login: parameters.text(CART_LOGIN),
        pipeline: parameters.needed('pipeline', 'text'),
      },
      ledger: readLedger(parameters),
      rules: readRules(parameters),
      policy,
      from: parameters.day('from') ?? yesterday,
      to: parameters.day('to') ?? yesterday,
    };
  },
  call: async (context, { shop, ledger, rules, policy, from, to }, items) => {
    const route = await openRoute(context, shop);
    const destination = await openDestination(context, ledger);
    const mapping = accountMapping(rules, (logicalAccount) => destination.accepts(logicalAccount));
    const request = { route, destination, mapping, policy, from, to };
    const { summary, breaks } = await reconcileLedger(await flowContextOf(context), request);
    return [
      { output: SUMMARY, item: firstOf(items), json: summary },
      ...breaks.map((found): Emitted => ({ output: BREAKS, item: firstOf(items), json: found })),
    ];
  },
});

const replay = operation({
  outputs: 2,
  together: true,
  accept: demandBreak,
  read: (parameters) => ({ pipeline: parameters.needed('pipeline', 'text') }),
  call: async (context, { pipeline }, items) => {
    const breaks = items.map(({ json }) => json as unknown as Break);
    const replayed = await replayBreaks(await flowContextOf(context), pipeline, breaks);
    const review = breaks.filter(({ action }) => action === 'review').length;
    return [
      { output: SUMMARY, item: firstOf(items), json: { pipeline, breaks: breaks.length, replayed, review } },
    ];
  },
});

function demandBreak({ index, json }: InputItem): void {
  const { type, action, orderId } = json as unknown as Partial<Break>;
  if (typeof type === 'string' && typeof action === 'string' && typeof orderId === 'string') return;
  throw new UserError(`Item ${index} is not a break`, {
    description: 'Connect the Breaks output of a Reconciler with the operation Reconcile Period.',
  });
}

export const OPERATIONS: Readonly<Record<string, Operation>> = { reconcilePeriod, replayBreaks: replay };
