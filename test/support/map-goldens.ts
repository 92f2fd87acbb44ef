/** Maps every golden order under several policies and prints all of it: run by a test under other locales and zones. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toBeancount } from '../../lib/accounting/export/beancount';
import { toHledger } from '../../lib/accounting/export/hledger';
import { orderSchema } from '../../lib/commerce/order';
import { mapOrder } from '../../lib/policy/map-order';
import { policySchema } from '../../lib/policy/policy';

const ROOT = resolve(__dirname, '../golden/mapping');

for (const { name } of readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const order = orderSchema.parse(JSON.parse(readFileSync(join(ROOT, name, 'order.json'), 'utf8')));
  for (const timeZone of ['UTC', 'Europe/Berlin', 'Pacific/Kiritimati']) {
    const target = mapOrder(order, policySchema.parse({ timeZone, postingTrigger: 'creation' }));
    process.stdout.write(
      `${JSON.stringify(target)}\n${toHledger(target.entries)}${toBeancount(target.entries)}`,
    );
  }
}
