import { UserError } from 'n8n-workflow';
import { approveRemap, previewRemap, remapAbilities, type RemapQuery } from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';
import { readPolicy } from '../../shared/policy-properties';
import type { Parameters } from '../../shared/read-parameters';

function readQuery(parameters: Parameters): RemapQuery {
  const destination = parameters.needed('destination', 'text');
  const abilities = remapAbilities(destination) ?? tellLedger(destination);
  const fromDate = parameters.day('from');
  const toDate = parameters.day('to');
  const orderIds = parameters.list('orderIds');
  return {
    platform: parameters.text('platform'),
    storeId: parameters.needed('storeId', 'text'),
    destination,
    abilities,
    policy: readPolicy(parameters),
    ...(fromDate === undefined ? {} : { fromDate }),
    ...(toDate === undefined ? {} : { toDate }),
    ...(orderIds === undefined ? {} : { orderIds }),
  };
}

const tellLedger = (destination: string): never => {
  throw new UserError(`There is no ledger "${destination}"`, {
    description: 'Enter it as Trace shows it in "destination", such as book:main or quickbooks:1234567890.',
  });
};

const preview = operation({
  read: (parameters) => ({
    query: readQuery(parameters),
    listed: parameters.flag('returnAll') ? Number.MAX_SAFE_INTEGER : parameters.count('limit'),
  }),
  call: async (context, { query, listed }, items) => {
    const item = firstOf(items);
    const { summary, changes, held } = await previewRemap(await flowContextOf(context), query, { listed });
    return [
      { item, json: { row: 'summary', ...summary, listed: changes.length } },
      ...changes.map((change) => ({ item, json: { row: 'change', ...change } })),
      ...held.map((order) => ({ item, json: { row: 'held', ...order } })),
    ];
  },
});

const approve = operation({
  read: (parameters) => {
    const pipeline = parameters.text('pipeline');
    return {
      ...readQuery(parameters),
      digest: parameters.needed('digest', 'text'),
      scope: readScope(parameters),
      ...(pipeline === '' ? {} : { pipeline }),
    };
  },
  call: async (context, request, items) => {
    const decision = await approveRemap(await flowContextOf(context), request);
    if (decision.state === 'approved') return [{ item: firstOf(items), json: decision }];
    throw new UserError('Nothing was approved', { description: decision.message });
  },
});

/** An expression may give anything, and what is no answer is not taken for a yes to all. */
function readScope(parameters: Parameters): 'all' | 'open' {
  const scope = parameters.text('scope');
  if (scope === 'all' || scope === 'open') return scope;
  throw new UserError(`"scope" is neither all nor open`, {
    description: 'Choose what to approve, or mend the expression.',
  });
}

export const remappingOperations = { 'remapping.preview': preview, 'remapping.approve': approve };
