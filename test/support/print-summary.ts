/** Prints a summary of awkward names and days, for comparison between machines. */
import { makeSummary } from '../../lib/posting/make-summary';
import { summarySlots } from '../../lib/posting/summary-days';
import { memberPlan } from './summary-members';

const NAMES = ['sales', 'Sales', 'İstanbul', 'istanbul', 'ärger', 'zebra', 'a-b', 'a_b', 'tax:İ'];
const DAYS = ['2026-03-28', '2026-03-29', '2025-12-31'];

const members = Array.from({ length: 60 }, (_, index) =>
  memberPlan(
    {
      orderId: String(index % 17),
      date: DAYS[index % DAYS.length] as string,
      lines: NAMES.flatMap((account, place) => {
        const amount = BigInt(1 + ((index * 7919 + place * 104729) % 100_000));
        const dimensions = place % 2 === 0 ? { shop: account, ı: String(index % 3) } : undefined;
        return [
          { account, amount, ...(dimensions ? { dimensions } : {}) },
          { account: 'receivable', amount: -amount },
        ];
      }),
    },
    'EUR',
    index,
  ),
);

const open = DAYS.map((day) => ({ day, currency: 'EUR' }));
const slots = summarySlots(open, [{ day: '2026-03-28', currency: 'EUR' }], '2026-03-31');
const made = slots.map((slot) =>
  makeSummary(
    slot,
    members.filter(({ date }) => slot.takes.includes(date)),
    {
      platform: 'memory',
      storeId: 'shop.example',
      destination: 'test:main',
      abilities: { documents: [], taxCodes: 'none', dimensions: 'any' },
      customer: { key: 'k', name: 'n' },
      lockDate: '2026-01-31',
      closedPeriod: 'next-open-day',
    },
  ),
);
process.stdout.write(JSON.stringify({ slots, made }));
