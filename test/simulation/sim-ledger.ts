/**
 * A ledger as a state machine. Unless it is told to be idempotent it commits twice when it is asked twice, so that a second
 * effect shows. A request leaves, lands and is answered at three different times; what it holds may show later.
 */
import type { Clock } from '../../lib/host';
import {
  type LedgerDestination,
  type LedgerDocument,
  LedgerError,
  type LedgerRecord,
  type LedgerReference,
  type SendOutcome,
} from '../../lib/destinations/ledger-destination';
import type { Note } from './befell';
import type { LedgerFault, LedgerPlan } from './story';
import { Violation } from './violation';

export interface Taken {
  readonly record: LedgerRecord;
  readonly document: LedgerDocument;
  /** When lookups show it, milliseconds. */
  readonly shownAt: number;
  /** Taken with another amount than it was told. */
  readonly wrong: boolean;
}

/** A request under way. It lands no later than this long after it left, or never. */
export const LANDS_WITHIN_MS = 14_000;
const SHOWN_WITHIN_MS = 14_000;

/** What becomes of one document of a request, decided when it leaves. */
export interface Carried {
  readonly document: LedgerDocument;
  readonly fault: LedgerFault | undefined;
}

const DOCUMENTS = ['invoice', 'credit_note', 'payment', 'refund_payment'] as const;

export class SimLedger {
  readonly id: string;
  readonly taken: Taken[] = [];
  readonly faults: LedgerFault[] = [];
  away: 'login_refused' | 'server_error' | undefined;
  lockedUntil: string | undefined;
  /** Orders that it will not take documents of. */
  readonly refused = new Set<string>();
  sends = 0;
  /** What it made of the last login that it saw. */
  login: 'accepted' | 'refused' = 'accepted';

  constructor(
    readonly index: number,
    readonly plan: LedgerPlan,
    private readonly clock: Clock,
    private readonly note: Note,
  ) {
    this.id = `test:${index}`;
  }

  /** Those of the port's fields that are no calls. */
  get nature(): Pick<
    LedgerDestination,
    'kind' | 'id' | 'abilities' | 'batchSize' | 'lookupLagMs' | 'accepts'
  > {
    const documents = this.plan.documents === 'invoices' ? DOCUMENTS : [];
    return {
      kind: 'test',
      id: this.id,
      abilities: { documents, taxCodes: 'none', dimensions: 'any' },
      batchSize: this.plan.batchSize,
      lookupLagMs: this.plan.lagSeconds * 1000,
      accepts: () => true,
    };
  }

  lockDate(): string | undefined {
    this.answerUnlessAway();
    return this.lockedUntil;
  }

  find(references: readonly LedgerReference[]): readonly (LedgerRecord | undefined)[] {
    this.answerUnlessAway();
    const now = this.clock.now().getTime();
    return references.map(({ key }) => {
      const taken = this.taken.find(({ record }) => record.key === key);
      if (taken && taken.shownAt > now) this.note('lookup does not show it yet');
      return taken && taken.shownAt <= now ? taken.record : undefined;
    });
  }

  /** A request leaves: what fails before it arrives is known here. */
  depart(documents: readonly LedgerDocument[]): readonly Carried[] {
    this.sends += 1;
    const { away } = this;
    this.away = undefined;
    const carried = documents.map((document) => ({ document, fault: away ?? this.faults.shift() }));
    // A login is that of the whole request.
    const refused = carried.some(({ fault }) => fault === 'login_refused');
    return refused ? documents.map((document) => ({ document, fault: 'login_refused' })) : carried;
  }

  /** It lands: what the ledger makes of it, and what it would answer. */
  land(carried: readonly Carried[]): readonly SendOutcome[] {
    return carried.map((one) => this.take(one));
  }

  private take({ document, fault }: Carried): SendOutcome {
    // Whoever knows keys answers for what it has, whatever it would say to something new.
    const known = this.plan.idempotent && this.taken.find(({ record }) => record.key === document.key);
    if (fault) this.note(`ledger ${fault}`);
    switch (fault) {
      case 'request_lost':
        return failed('unknown_outcome');
      case 'throttled':
        return { ...failed('throttled'), retryAfterMs: 90_000 };
      case 'server_error':
        return failed('transient');
      case 'login_refused':
        this.login = 'refused';
        return failed('credential');
      case 'rejected':
        if (!known) return failed('validation');
    }
    this.login = 'accepted';
    if (!known && this.refused.has(document.source.orderId))
      return this.unwilling('ledger refuses the order', 'validation');
    if (!known && this.lockedUntil !== undefined && document.date <= this.lockedUntil)
      return this.unwilling('ledger has closed the period', 'period_closed');
    if (known) this.note('ledger asked again for what it has');
    const { record } = known || this.commit(document, fault);
    if (fault === 'answer_lost' || fault === 'slow') return failed('unknown_outcome');
    if (fault === 'called_duplicate') return failed('duplicate');
    return { state: 'created', recordId: record.recordId };
  }

  private unwilling(what: string, errorClass: Failed['errorClass']): SendOutcome {
    this.note(what);
    return failed(errorClass);
  }

  private commit(document: LedgerDocument, fault: LedgerFault | undefined): Taken {
    if (this.taken.some(({ record }) => record.key === document.key))
      throw new Violation('committed twice', `${this.id} holds ${document.key} twice`);
    const { appliesTo } = document;
    if (appliesTo && !this.taken.some(({ record }) => record.key === appliesTo.key))
      throw new Violation(
        'paid before',
        `${document.key} pays ${appliesTo.key}, which ${this.id} does not hold`,
      );
    const wrong = fault === 'other_amount';
    const late = fault === 'shown_late' && this.plan.lagSeconds > 0 ? SHOWN_WITHIN_MS : 0;
    const shownAt = this.clock.now().getTime() + late;
    const recordId = `R${this.taken.length + 1}`;
    const taken = { record: recordOf(document, recordId, wrong), document, shownAt, wrong };
    this.taken.push(taken);
    return taken;
  }

  private answerUnlessAway(): void {
    const { away } = this;
    this.away = undefined;
    if (away !== 'server_error') this.login = away === undefined ? 'accepted' : 'refused';
    if (away === undefined) return;
    this.note(`ledger away: ${away}`);
    if (away === 'login_refused') throw new LedgerError('credential', 'simulated: the login is refused');
    throw new LedgerError('transient', 'simulated: the ledger is away');
  }
}

type Failed = Extract<SendOutcome, { state: 'failed' }>;

export const failed = (errorClass: Failed['errorClass']): Failed => ({
  state: 'failed',
  errorClass,
  message: `simulated: ${errorClass}`,
});

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
