/** Payload → canonical order → target with all explanations, against JSON.parse + JSON.stringify of the same payloads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mapOrder } from '../../lib/policy/map-order';
import { policySchema } from '../../lib/policy/policy';
import { woocommerce } from '../../lib/sources/woocommerce';
import { figure, median, seconds } from './figures';

const GOLDEN = resolve('test/golden/woocommerce');
const ROUNDS = 15;

export const benchMapping = async (): Promise<void> => {
  const bundles = readdirSync(GOLDEN, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(list|webhook)-/.test(entry.name))
    .map(({ name }) => readFileSync(join(GOLDEN, name, 'payload.json'), 'utf8'));
  const texts = bundles.map((text) => JSON.stringify(JSON.parse(text)));
  await measure('live orders of 2 lines', texts, 400);
  await measure('orders of 5 lines', [JSON.stringify(widened(JSON.parse(texts[0] as string), 5))], 2000);
  await measure('orders of 100 lines', [JSON.stringify(widened(JSON.parse(texts[0] as string), 100))], 200);
};

const measure = async (name: string, texts: readonly string[], repeats: number): Promise<void> => {
  const policy = policySchema.parse({ postingTrigger: 'creation' });
  const payloads = texts.map((text) => JSON.parse(text) as unknown);
  let entries = 0;
  let written = 0;
  const map = () => {
    for (const payload of payloads) {
      const { order, problems } = woocommerce.normalize(payload, { storeId: 'bench' });
      if (order) entries += mapOrder(order, policy, { problems }).entries.length;
    }
  };
  const copy = () => {
    for (const text of texts) written += JSON.stringify(JSON.parse(text)).length;
  };
  const repeat = (work: () => void) => () => {
    for (let index = 0; index < repeats; index++) work();
  };
  await seconds(repeat(map));
  await seconds(repeat(copy));
  const mapped: number[] = [];
  const copied: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    mapped.push(await seconds(repeat(map)));
    copied.push(await seconds(repeat(copy)));
  }
  if (entries === 0 || written === 0) throw new Error(`${name}: nothing was mapped`);
  const orders = repeats * texts.length;
  figure(`mapping, ${name}, ${ROUNDS} rounds, median`, orders / median(mapped), 'orders/s');
  figure(`  JSON.parse + JSON.stringify of the same`, orders / median(copied), 'orders/s');
  figure(`  mapping / (parse + stringify)`, median(mapped) / median(copied), '×', 'at most 1.5');
};

interface Widenable {
  readonly order: Readonly<Record<string, unknown>> & {
    readonly line_items: readonly Readonly<Record<string, unknown>>[];
  };
}

const cents = (amount: unknown): bigint => BigInt(String(amount).replace('.', ''));
const euros = (amount: bigint): string => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`;

/** An order of so many equal lines and nothing else, whose claims are their sums: it maps, and to the cent. */
const widened = ({ order }: Widenable, lines: number): unknown => {
  const [first] = order.line_items;
  const sum = (name: string) => euros(cents(first?.[name]) * BigInt(lines));
  const [tax] = order['tax_lines'] as readonly Readonly<Record<string, unknown>>[];
  return {
    order: {
      ...order,
      line_items: Array.from({ length: lines }, (_, index) => ({ ...first, id: 1000 + index })),
      shipping_lines: [],
      fee_lines: [],
      tax_lines: [{ ...tax, tax_total: sum('total_tax'), shipping_tax_total: '0.00' }],
      total: euros((cents(first?.['total']) + cents(first?.['total_tax'])) * BigInt(lines)),
      total_tax: sum('total_tax'),
      cart_tax: sum('total_tax'),
      shipping_total: '0.00',
      shipping_tax: '0.00',
      discount_total: euros((cents(first?.['subtotal']) - cents(first?.['total'])) * BigInt(lines)),
    },
    refunds: [],
  };
};
