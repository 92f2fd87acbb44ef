import { type FlowContext, listAudit, type ListedAudit, verifyAudit } from '../../../lib';
import { flowContextOf } from '../../shared/flow-context';
import { firstOf, operation } from '../../shared/operation';

const PAGE = 500;

const getMany = operation({
  read: (parameters) => {
    const filters = parameters.within('filters', {});
    const subject = filters.text('subject');
    return {
      limit: parameters.flag('returnAll') ? undefined : parameters.count('limit'),
      ...(filters.text('afterId') === '' ? {} : { afterId: filters.count('afterId') }),
      ...(subject === '' ? {} : { subject }),
    };
  },
  call: async (context, { limit, ...query }, items) => {
    const flow = await flowContextOf(context);
    const rows =
      limit === undefined ? await listAll(flow, query) : await listAudit(flow, { ...query, limit });
    return rows.map((row) => ({ item: firstOf(items), json: row }));
  },
});

async function listAll(
  flow: FlowContext,
  query: { readonly afterId?: number; readonly subject?: string },
): Promise<readonly ListedAudit[]> {
  const rows: ListedAudit[] = [];
  for (;;) {
    const last = rows.at(-1)?.id ?? query.afterId;
    const page = await listAudit(flow, {
      ...query,
      ...(last === undefined ? {} : { afterId: last }),
      limit: PAGE,
    });
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

const verify = operation({
  read: () => ({}),
  call: async (context, _options, items) => [
    { item: firstOf(items), json: await verifyAudit(await flowContextOf(context)) },
  ],
});

export const auditOperations = { 'audit.getMany': getMany, 'audit.verify': verify };
