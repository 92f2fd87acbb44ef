import { Readable } from 'node:stream';
import { UserError } from 'n8n-workflow';
import {
  AUDIT_FORMATS,
  type AuditFormat,
  exportAudit,
  type FlowContext,
  listAudit,
  type ListedAudit,
  verifyAudit,
} from '../../../lib';
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

const exportRows = operation({
  read: (parameters) => {
    const filters = parameters.within('exportOptions', {});
    return {
      format: readFormat(parameters.text('format')),
      ...(filters.text('afterId') === '' ? {} : { afterId: filters.count('afterId') }),
    };
  },
  call: async (context, options, items) => {
    const { text, fileName, mimeType } = exportAudit(await flowContextOf(context), options);
    // As a stream: a log of years goes through page by page.
    const data = await context.helpers.prepareBinaryData(Readable.from(text), fileName, mimeType);
    const json = { format: options.format, fileName };
    return [{ item: firstOf(items), json, binary: { data } }];
  },
});

/** An expression may give anything. */
function readFormat(format: string): AuditFormat {
  const known = AUDIT_FORMATS.find((name) => name === format);
  if (known) return known;
  throw new UserError(`There is no format "${format}"`, {
    description: `Known: ${AUDIT_FORMATS.join(', ')}.`,
  });
}

export const auditOperations = {
  'audit.export': exportRows,
  'audit.getMany': getMany,
  'audit.verify': verify,
};
