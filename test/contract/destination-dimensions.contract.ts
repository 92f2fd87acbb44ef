/** What becomes of dimensions in every ledger: kept, read back and taken back on the same values, or refused in words. */
import { type DocumentType, roleOf } from '../../lib/accounting/document';
import type { JournalEntry, JournalLine } from '../../lib/accounting/journal-entry';
import type { LedgerDocument, LedgerRecord } from '../../lib/destinations/ledger-destination';
import { toMinor } from '../../lib/money/minor';
import { accountMapping } from '../../lib/posting/account-mapping';
import { planDifference, type PlanTarget } from '../../lib/posting/plan-difference';
import { recordDifference } from '../../lib/posting/read-back';
import { documentOf } from '../../lib/posting/settle-plan';
import type { NewPlan, Plan } from '../../lib/store/trace-store';
import type { LedgerUnderTest } from './destination.contract';
import { LOGICAL, NO_CONTEXT } from './destination-samples';

type Dimensions = Readonly<Record<string, string>>;

const KEY = 'woocommerce:shop.example:7:sale';
const SOURCE = {
  platform: 'woocommerce',
  storeId: 'shop.example',
  orderId: '7',
  number: 'N7',
  updatedAt: '2026-03-01T10:00:00Z',
};
const EXPLANATION = { rule: 'sale.goods', component: 'goods', pointers: [], arithmetic: '' };

const line = (
  account: string,
  side: 'debit' | 'credit',
  amount: string,
  dimensions?: Dimensions,
): JournalLine => ({
  account,
  [side]: amount,
  memo: 'Tea',
  ...(dimensions === undefined ? {} : { dimensions }),
  explanation: EXPLANATION,
});

/** A sale on credit; without dimensions nothing is said of them. */
const sale = (dimensions?: Dimensions): JournalEntry => ({
  key: KEY,
  kind: 'sale',
  date: '2026-03-01',
  currency: 'EUR',
  description: 'Order N7',
  source: SOURCE,
  document: 'invoice',
  lines: [
    line(LOGICAL.receivable, 'debit', '11.90'),
    line(LOGICAL.sales, 'credit', '10.00', dimensions),
    line(LOGICAL.tax, 'credit', '1.90'),
  ],
  transformationVersion: 'test',
  contentHash: 'hash',
});

export const dimensionContract = (current: () => LedgerUnderTest, typeOf: () => DocumentType): void => {
  const takesAny = (): boolean => current().dimensions !== undefined;

  const planned = (entries: readonly JournalEntry[], posted: readonly Plan[] = []) => {
    const { destination, accounts } = current();
    const rules = (['receivable', 'sales', 'tax'] as const).map((name) => ({
      logical: LOGICAL[name],
      ledgerAccount: accounts[name],
    }));
    const target: PlanTarget = {
      source: SOURCE,
      entries,
      transformationVersion: 'test',
      changeDate: '2026-03-01',
      policy: {
        output: typeOf() === 'journal' ? 'journal' : 'invoice',
        corrections: 'delta',
        correctionDate: 'original',
        closedPeriod: 'hold',
      },
    };
    return planDifference(target, posted, {
      destination: destination.id,
      abilities: destination.abilities,
      mapping: accountMapping(rules, () => false),
      taxCodes: { resolve: () => undefined },
      customer: { key: 'woocommerce:shop.example', name: 'shop.example buyers' },
      taxRoundingLimit: '0',
      snapshotHash: '',
    });
  };
  const planOf = (entries: readonly JournalEntry[], posted: readonly Plan[] = []): NewPlan => {
    const { newPlans, problems } = planned(entries, posted);
    expect(problems).toEqual([]);
    expect(newPlans).toHaveLength(1);
    return newPlans[0] as NewPlan;
  };
  const send = (document: LedgerDocument) => current().destination.send([document], NO_CONTEXT);
  /** Sent, read back, and what is different of it. */
  const post = async (plan: NewPlan) => {
    const document = documentOf(plan);
    const [outcome] = await send(document);
    expect(outcome).toMatchObject({ state: 'created' });
    const [record] = await current().destination.find([document]);
    return { record: record!, difference: recordDifference(document, record!) };
  };
  const posted = (plan: NewPlan): Plan => ({ ...plan, state: 'posted', recordId: '1' }) as unknown as Plan;

  it('posts a document with dimensions, reads it back with them, and takes it back on the same', async () => {
    if (!takesAny()) {
      expect(current().destination.abilities.dimensions).toEqual([]);
      const { newPlans, problems } = planned([sale({ class: 'Online' })]);
      expect(newPlans).toEqual([]);
      expect(problems).toMatchObject([
        {
          severity: 'error',
          code: 'dimension_not_supported',
          message: expect.stringContaining('"class" = "Online"'),
        },
      ]);
      return;
    }
    const wanted = current().dimensions as Dimensions;
    const plan = planOf([sale(wanted)]);
    const first = await post(plan);
    expect(first.difference).toBeUndefined();
    const shown = ({ record }: typeof first) =>
      record.lines.find(({ ledgerAccount }) => ledgerAccount === current().accounts.sales)?.dimensions ?? [];
    for (const [name, value] of Object.entries(wanted)) expect(shown(first)).toContainEqual({ name, value });
    const reversal = planOf([], [posted(plan)]);
    const second = await post(reversal);
    expect(second.difference).toBeUndefined();
    expect(shown(second)).toEqual(shown(first));
  });

  it('lists a record with the dimensions that finding it shows', async () => {
    if (!takesAny()) return;
    const { record } = await post(planOf([sale(current().dimensions)]));
    const listed: LedgerRecord[] = [];
    for await (const page of current().destination.list({ storeId: SOURCE.storeId })) listed.push(...page);
    expect(listed).toEqual([record]);
  });

  it('notices a dimension that the ledger has lost', async () => {
    if (!takesAny()) return;
    const plan = planOf([sale(current().dimensions)]);
    const { record } = await post(plan);
    const bare = record.lines.map(({ dimensions: _, ...rest }) => rest);
    expect(recordDifference(documentOf(plan), { ...record, lines: bare })).toMatch(/ under .+ "/);
  });

  it('moves what stood under no dimension to the right one by a correction', async () => {
    if (!takesAny()) return;
    const wrong = planOf([sale()]);
    await post(wrong);
    // One delta, or a reversal and the whole anew where a delta would be no document.
    const { newPlans, problems } = planned([sale(current().dimensions)], [posted(wrong)]);
    expect(problems).toEqual([]);
    for (const plan of newPlans) expect((await post(plan)).difference).toBeUndefined();
    const items = [wrong, ...newPlans]
      .flatMap((plan) => documentOf(plan).lines)
      .filter(({ logicalAccount }) => roleOf(logicalAccount) === 'item');
    const creditUnder = (right: boolean) =>
      items
        .filter(({ dimensions }) => (dimensions !== undefined) === right)
        .reduce((sum, { debit, credit = `-${debit}` }) => sum + toMinor(credit, 'EUR'), 0n);
    expect([creditUnder(false), creditUnder(true)]).toEqual([0n, 1000n]);
  });

  it('refuses a value of a dimension that it does not have, and says which and what to do', async () => {
    const { ownDimensionValues = false, dimensions = {} } = current();
    if (!ownDimensionValues) return;
    for (const name of Object.keys(dimensions)) {
      const [outcome] = await send(documentOf(planOf([sale({ ...dimensions, [name]: 'Atlantis' })])));
      expect(outcome).toMatchObject({
        state: 'failed',
        errorClass: 'validation',
        code: 'dimension_not_found',
        message: expect.stringContaining(`"${name}" = "Atlantis"`),
      });
    }
  });
};
