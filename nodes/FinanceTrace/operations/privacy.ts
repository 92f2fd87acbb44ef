import { UserError } from 'n8n-workflow';
import { erasePersonalData, pruneStore } from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';
import type { Parameters } from '../../shared/read-parameters';

const readStore = (parameters: Parameters) => ({
  platform: parameters.needed('platform', 'text'),
  storeId: parameters.needed('storeId', 'text'),
});

/** Which field is read follows from the choice: an address left over from another choice must erase nobody. */
const readBuyer = (parameters: Parameters) => {
  const by = parameters.text('by');
  if (by === 'customerId') return { customerId: parameters.needed('customerId', 'text') };
  if (by === 'email') return { email: parameters.needed('email', 'text') };
  const orderIds = parameters.list('orderIds');
  if (by === 'orderIds' && orderIds !== undefined) return { orderIds };
  throw new UserError('Nobody is named whose data to erase', {
    description: 'Enter a customer ID, an e-mail address or order IDs.',
  });
};

const erase = operation({
  read: (parameters) => ({
    ...readStore(parameters),
    ...readBuyer(parameters),
    // Anything but a plain no only looks: what is erased does not come back.
    dryRun: parameters.raw('dryRun') !== false,
  }),
  call: async (context, request, items) => [
    { item: firstOf(items), json: { ...(await erasePersonalData(await flowContextOf(context), request)) } },
  ],
});

const prune = operation({
  read: (parameters) => ({ ...readStore(parameters), days: parameters.count('days') }),
  call: async (context, request, items) => [
    { item: firstOf(items), json: { ...(await pruneStore(await flowContextOf(context), request)) } },
  ],
});

export const privacyOperations = { 'privacy.erase': erase, 'privacy.prune': prune };
