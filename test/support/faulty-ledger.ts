/**
 * A ledger that keeps state and fails on demand. It has no idempotency of its own: asked twice it commits twice, so
 * that a second effect shows. Reads are honest, and can be late.
 */
import type {
  DocumentType,
  LedgerAbilities,
  LedgerDestination,
  LedgerDocument,
  LedgerRecord,
  LedgerReference,
  SendContext,
  SendOutcome,
} from '../../lib/destinations/ledger-destination';
import { netBalances } from './net-balances';

export type Fault =
  /** Takes the document, and the answer never arrives. */
  | 'answer_lost_after'
  /** The request never arrives. */
  | 'answer_lost_before'
  /** Says created, but shows the record only at the second look. */
  | 'late_record'
  /** Says created, but holds another amount. */
  | 'other_amount'
  | 'throttled'
  | 'transient'
  | 'credential'
  | 'validation'
  | 'period_closed'
  | 'duplicate';

export class FaultyLedger implements LedgerDestination {
  readonly kind = 'test';
  readonly id = 'test:main';
  readonly abilities: LedgerAbilities;
  readonly lookupLagMs = 30_000;
  readonly records: LedgerRecord[] = [];
  /** Every document that arrived, with the record that it applies to as the sender knew it. */
  readonly received: {
    readonly document: LedgerDocument;
    readonly appliesTo: string | undefined;
  }[] = [];
  environment: LedgerDestination['environment'];
  sends = 0;
  finds = 0;
  locked: string | undefined;
  private readonly hiddenLooks = new Map<string, number>();
  /** Consumed one a document, in order; undefined is "no fault". */
  readonly faults: (Fault | undefined)[] = [];

  constructor(
    readonly batchSize = 10,
    documents: readonly DocumentType[] = [],
  ) {
    this.abilities = { documents, taxCodes: 'none', dimensions: 'any' };
  }

  async listTaxCodes() {
    return [];
  }

  async listAccounts() {
    return [{ id: 'sales', name: 'Sales', type: 'income' as const }];
  }

  async lockDate() {
    return this.locked;
  }

  accepts() {
    return true;
  }

  async send(
    documents: readonly LedgerDocument[],
    { recordIds }: SendContext,
  ): Promise<readonly SendOutcome[]> {
    this.sends += 1;
    for (const document of documents)
      this.received.push({
        document,
        appliesTo: recordIds.get(document.appliesTo?.key ?? ''),
      });
    if (documents.length > this.batchSize) throw new Error(`a batch takes at most ${this.batchSize}`);
    return documents.map((document) => this.take(document, this.faults.shift()));
  }

  async find(references: readonly LedgerReference[]): Promise<readonly (LedgerRecord | undefined)[]> {
    this.finds += 1;
    return references.map(({ key }) => {
      const looks = this.hiddenLooks.get(key);
      if (looks !== undefined && looks > 0) {
        this.hiddenLooks.set(key, looks - 1);
        return undefined;
      }
      return this.records.find((record) => record.key === key);
    });
  }

  async *list(query: { readonly from?: string; readonly to?: string }) {
    yield this.records.filter(
      ({ date }) =>
        (query.from === undefined || date >= query.from) && (query.to === undefined || date <= query.to),
    );
  }

  /** Net of every ledger account and currency, debits positive, as decimal strings; zero left out. */
  balances(): Readonly<Record<string, string>> {
    return netBalances(
      this.records.flatMap(({ lines, currency }) =>
        lines.map((line) => ({
          ...line,
          account: line.ledgerAccount,
          currency,
        })),
      ),
    );
  }

  /** Keys that had more than one effect. */
  twice(): readonly string[] {
    return this.records.map(({ key }) => key).filter((key, index, all) => all.indexOf(key) !== index);
  }

  private take(document: LedgerDocument, fault: Fault | undefined): SendOutcome {
    const failed = (errorClass: Extract<SendOutcome, { state: 'failed' }>['errorClass']): SendOutcome => ({
      state: 'failed',
      errorClass,
      message: `the test ledger says ${fault}`,
      ...(errorClass === 'throttled' ? { retryAfterMs: 90_000 } : {}),
    });
    if (fault === 'answer_lost_before') return failed('unknown_outcome');
    if (fault === 'throttled' || fault === 'transient' || fault === 'credential' || fault === 'validation')
      return failed(fault);
    if (fault === 'period_closed' || (this.locked !== undefined && document.date <= this.locked))
      return failed('period_closed');
    const recordId = `R${this.records.length + 1}`;
    this.records.push(recordOf(document, recordId, fault === 'other_amount'));
    if (fault === 'late_record') this.hiddenLooks.set(document.key, 1);
    if (fault === 'answer_lost_after') return failed('unknown_outcome');
    if (fault === 'duplicate') return failed('duplicate');
    return { state: 'created', recordId };
  }
}

const recordOf = (document: LedgerDocument, recordId: string, wrong: boolean): LedgerRecord => ({
  recordId,
  key: document.key,
  date: document.date,
  currency: document.currency,
  total: '0',
  lines: document.lines.map(({ ledgerAccount, debit, credit }) => ({
    ledgerAccount: wrong ? `${ledgerAccount}-wrong` : ledgerAccount,
    ...(debit === undefined ? { credit: credit as string } : { debit }),
  })),
});
