/**
 * Writes what is published of our shapes into docs/: order, policy with its ready-made ones, mapping, and the HTTP
 * ledger's OpenAPI file; and the parts of docs/policy.md that say what the schema says. `npm run docs:schemas`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod/v4';
import { orderSchema } from '../lib/commerce/order';
import { mappingSchema } from '../lib/flows/preview-requests';
import { PRESETS } from '../lib/policy/presets';
import { httpLedgerOpenApi } from './support/http-ledger-openapi';
import { renderPolicyDoc } from './support/policy-doc';
import { policyJsonSchema } from './support/policy-json-schema';

/** By file name in docs/. A policy is described as it is written: every key may be left out. */
export function renderSchemas(): Readonly<Record<string, string>> {
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const schemaOf = (schema: z.ZodType, title: string): string => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return json({ $schema, title, ...rest });
  };
  return {
    'order.schema.json': schemaOf(orderSchema, 'Canonical order'),
    'policy.schema.json': json(policyJsonSchema()),
    ...Object.fromEntries(
      PRESETS.map(({ name, policy }) => [
        `policies/${name}.json`,
        json({ $schema: '../policy.schema.json', ...policy }),
      ]),
    ),
    'mapping.schema.json': schemaOf(mappingSchema, 'Mapping of the preview'),
    'ledgers/http-ledger.openapi.json': json(httpLedgerOpenApi()),
  };
}

if (require.main === module) {
  const folder = resolve(__dirname, '../docs');
  const page = join(folder, 'policy.md');
  for (const [name, content] of Object.entries(renderSchemas())) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(page, renderPolicyDoc(readFileSync(page, 'utf8')));
}
