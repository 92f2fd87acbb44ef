/** Writes what is published of our shapes into docs/: order, policy, mapping, and the HTTP ledger's OpenAPI file. `npm run docs:schemas`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod/v4';
import { orderSchema } from '../lib/commerce/order';
import { mappingSchema } from '../lib/flows/preview-requests';
import { policySchema } from '../lib/policy/policy';
import { httpLedgerOpenApi } from './support/http-ledger-openapi';

/** By file name in docs/. A policy is described as it is written: every key may be left out. */
export function renderSchemas(): Readonly<Record<string, string>> {
  const text = (schema: z.ZodType, title: string): string => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
  };
  return {
    'order.schema.json': text(orderSchema, 'Canonical order'),
    'policy.schema.json': text(policySchema, 'Policy'),
    'mapping.schema.json': text(mappingSchema, 'Mapping of the preview'),
    'ledgers/http-ledger.openapi.json': `${JSON.stringify(httpLedgerOpenApi(), null, 2)}\n`,
  };
}

if (require.main === module) {
  const folder = resolve(__dirname, '../docs');
  mkdirSync(join(folder, 'ledgers'), { recursive: true });
  for (const [name, content] of Object.entries(renderSchemas())) writeFileSync(join(folder, name), content);
}
