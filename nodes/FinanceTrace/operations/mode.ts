import { UserError } from 'n8n-workflow';
import { listModes, listWaitingPlans, type PostingMode, setMode } from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';
import type { Parameters } from '../../shared/read-parameters';
import { actingFor, readPerson } from '../acting-for';

const readRef = (parameters: Parameters) => ({
  platform: parameters.text('platform'),
  storeId: parameters.needed('storeId', 'text'),
  destination: parameters.needed('destination', 'text'),
});

const get = operation({
  read: (parameters) => {
    const storeId = parameters.text('storeId');
    return storeId === '' ? {} : { storeId };
  },
  call: async (context, query, items) => {
    const modes = await listModes(await flowContextOf(context), query);
    return modes.map((mode) => ({ item: firstOf(items), json: mode }));
  },
});

const set = operation({
  read: (parameters) => {
    const pipeline = parameters.text('pipeline');
    return {
      ref: { ...readRef(parameters), ...(pipeline === '' ? {} : { pipeline }) },
      mode: readMode(parameters),
      reason: parameters.needed('reason', 'text'),
      person: readPerson(parameters),
    };
  },
  call: async (context, { ref, mode, reason, person }, items) => {
    const flow = actingFor(await flowContextOf(context), person);
    return [{ item: firstOf(items), json: await setMode(flow, ref, mode, reason) }];
  },
});

const MODES: readonly PostingMode[] = ['shadow', 'hold', 'live'];

function readMode(parameters: Parameters): PostingMode {
  const text = parameters.text('mode');
  const mode = MODES.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new UserError(`There is no mode "${text}"`, { description: `Choose one of ${MODES.join(', ')}.` });
}

const getWaiting = operation({
  read: (parameters) => ({
    ref: readRef(parameters),
    orderIds: parameters.list('orderIds'),
    limit: parameters.flag('returnAll') ? undefined : parameters.count('limit'),
  }),
  call: async (context, { ref, orderIds, limit }, items) => {
    const plans = await listWaitingPlans(await flowContextOf(context), ref, orderIds);
    return plans.slice(0, limit).map((plan) => ({ item: firstOf(items), json: plan }));
  },
});

export const modeOperations = {
  'mode.get': get,
  'mode.set': set,
  'mode.getWaitingPlans': getWaiting,
};
