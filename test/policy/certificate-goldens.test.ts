/** Every golden order of every cart, from the payload on: what its cart says is in the entries. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from '../../lib/flows/preview';
import { certificateTable } from '../../lib/policy/certificate';
import type { PolicyInput } from '../../lib/policy/policy';

const GOLDEN = join(__dirname, '..', 'golden');

const POLICIES: readonly PolicyInput[] = [
  {},
  { postingTrigger: 'creation', discounts: 'net', tax: 'order' },
  {
    postingTrigger: 'creation',
    output: 'invoice',
    amountOnlyRefunds: 'spread',
    restockingFee: 'against-returns',
  },
  { postingTrigger: 'fulfilment', deferredTax: 'at-fulfilment', channelTax: 'zero-sum' },
  { postingTrigger: 'settlement', settlements: 'book', gatewayFees: 'book' },
  { orderCurrency: 'presentment', postingTrigger: 'creation' },
];

describe.each(['woocommerce', 'shopify', 'medusa', 'api2cart'])('%s', (cart) => {
  const cases = readdirSync(join(GOLDEN, cart)).filter((name) =>
    existsSync(join(GOLDEN, cart, name, 'payload.json')),
  );
  const bundleOf = (name: string): unknown =>
    JSON.parse(readFileSync(join(GOLDEN, cart, name, 'payload.json'), 'utf8'));

  it('has goldens, and some of them are booked', () => {
    const booked = cases.filter((name) => {
      const outcome = preview(cart, bundleOf(name), { postingTrigger: 'creation' }, { certificate: true });
      return outcome.state !== 'unusable' && outcome.result.certificate?.verdict === 'conserved';
    });
    expect(booked.length).toBeGreaterThan(3);
  });

  it.each(cases)('%s', (name) => {
    for (const policy of POLICIES) {
      const outcome = preview(cart, bundleOf(name), policy, { certificate: true, storeId: 'shop.example' });
      if (outcome.state === 'unusable') continue;
      const { certificate, entries } = outcome.result;
      if (!certificate || certificate.verdict === 'broken')
        throw new Error(certificate && certificateTable(certificate));
      if (entries.length > 0) expect(certificate.verdict).toBe('conserved');
    }
  });
});
