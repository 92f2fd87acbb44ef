/** action_post and reconcile: numbers, lock dates, and what counts as paid. */
import { userError } from './odoo-exception';
import { isInvoice, type OdooMoves } from './odoo-moves';
import { floatRound } from './odoo-rounding';
import type { SeededIds } from './odoo-seed';
import type { OdooSettings } from './odoo-settings';
import type { OdooStore, Row } from './odoo-store';

const JOURNALS: Readonly<Record<string, string>> = { entry: 'MISC', out_invoice: 'INV', out_refund: 'RINV' };
const SALE_LOCKS = ['sale_lock_date'] as const;
const ALL_LOCKS = ['fiscalyear_lock_date', 'hard_lock_date', 'period_lock_date'] as const;

export class OdooPosting {
  constructor(
    private readonly store: OdooStore,
    private readonly moves: OdooMoves,
    private readonly settings: OdooSettings,
    private readonly ids: SeededIds,
  ) {}

  post(moves: readonly Row[]): unknown {
    if (this.settings.confirmPosting) return { type: 'ir.actions.act_window', res_model: 'confirm.posting' };
    for (const move of moves) this.postOne(move);
    return false;
  }

  private postOne(move: Row): void {
    const lines = this.moves.linesOf(move);
    if (move['state'] !== 'draft')
      throw userError(`The entry ${move['name']} (id ${move.id}) must be in draft.`);
    if (lines.length === 0) throw userError('You need to add a line before posting.');
    if (isInvoice(move) && move['partner_id'] === undefined)
      throw userError(
        "The field 'Customer' is required, please complete it to validate the Customer Invoice.",
      );
    if (isInvoice(move) && (move['amount_total'] as number) < 0)
      throw userError('You cannot validate an invoice with a negative total amount.');
    const currency = this.moves.demand('res.currency', move['currency_id']);
    if (currency['active'] === false)
      throw userError(`You cannot validate a document with an inactive currency: ${currency['name']}`);
    const lock = this.violatedLock(move, lines);
    if (lock !== undefined && this.settings.closedPeriod === 'refuse')
      throw userError(`You cannot add/modify entries prior to and inclusive of the lock date ${lock}.`);
    if (lock !== undefined) this.store.update(move, { date: dayAfter(lock) });
    if (this.settings.stockLines && isInvoice(move)) this.addStockLines(move);
    this.store.update(move, { state: 'posted', name: this.nextName(move) });
  }

  private addStockLines(move: Row): void {
    for (const [ledgerAccount, amount] of [
      [this.ids.rounding, 4],
      [this.ids.clearing, -4],
    ] as const)
      this.store.insert('account.move.line', {
        move_id: move.id,
        display_type: 'cogs',
        name: 'Cost of goods sold',
        account_id: ledgerAccount,
        currency_id: move['currency_id'],
        amount_currency: amount,
        balance: amount,
        reconciled: false,
      });
  }

  private violatedLock(move: Row, lines: readonly Row[]): string | undefined {
    const company = this.moves.demand('res.company', move['company_id']);
    const taxed = lines.some((line) => line['tax_line_id'] !== undefined);
    const names = [
      ...ALL_LOCKS,
      ...(isInvoice(move) ? SALE_LOCKS : []),
      ...(taxed ? (['tax_lock_date'] as const) : []),
    ];
    const days = names.flatMap((name) =>
      typeof company[name] === 'string' ? [company[name] as string] : [],
    );
    return days
      .filter((day) => (move['date'] as string) <= day)
      .sort()
      .at(-1);
  }

  /** One sequence a journal and year; a number is never given twice. */
  private nextName(move: Row): string {
    const prefix = `${JOURNALS[move['move_type'] as string]}/${String(move['date']).slice(0, 4)}/`;
    const next = (this.sequences.get(prefix) ?? 0) + 1;
    this.sequences.set(prefix, next);
    return `${prefix}${String(next).padStart(5, '0')}`;
  }

  private readonly sequences = new Map<string, number>();

  /** Matches debits with credits of one account; what is matched in full is reconciled. */
  reconcile(lines: readonly Row[]): void {
    const ledgerAccounts = new Set(lines.map((line) => line['account_id']));
    if (ledgerAccounts.size > 1) throw userError('Entries are not from the same account.');
    const [id] = ledgerAccounts;
    const ledgerAccount = this.moves.demand('account.account', id);
    if (ledgerAccount['reconcile'] !== true)
      throw userError(`Account ${ledgerAccount['name']} does not allow reconciliation.`);
    for (const line of lines) {
      if (line['reconciled'] === true)
        throw userError('You are trying to reconcile some entries that are already reconciled.');
      if (this.moves.demand('account.move', line['move_id'])['state'] !== 'posted')
        throw userError('You can only reconcile posted entries.');
    }
    const open = (line: Row): number => (line['open_amount'] ?? line['amount_currency']) as number;
    for (const debit of lines.filter((line) => open(line) > 0))
      for (const credit of lines.filter((line) => open(line) < 0)) {
        const matched = Math.min(open(debit), -open(credit));
        this.settleLine(debit, floatRound(open(debit) - matched, 3));
        this.settleLine(credit, floatRound(open(credit) + matched, 3));
      }
  }

  private settleLine(line: Row, rest: number): void {
    this.store.update(line, { open_amount: rest, reconciled: rest === 0 });
    const move = this.moves.demand('account.move', line['move_id']);
    if (!isInvoice(move)) return;
    const state = rest === 0 ? 'paid' : 'partial';
    this.store.update(move, { payment_state: state, amount_residual: Math.abs(rest) });
  }
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
