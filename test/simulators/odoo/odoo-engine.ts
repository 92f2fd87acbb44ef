/** The models behind both protocols: one method call, one dbTransaction. */
import { missing, OdooException, userError } from './odoo-exception';
import { registryOf } from './odoo-fields';
import { OdooMoves } from './odoo-moves';
import { type CallContext, OdooOrm } from './odoo-orm';
import { OdooPosting } from './odoo-posting';
import { type SeededIds, seed } from './odoo-seed';
import type { OdooSettings } from './odoo-settings';
import { OdooStore, type Row } from './odoo-store';

export interface MethodCall {
  readonly model: string;
  readonly method: string;
  readonly ids: readonly number[];
  /** By name; positions are named before they get here. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: CallContext;
}

const LINE_FIELDS_OF_MOVE: Readonly<Record<string, string>> = {
  ref: 'ref',
  date: 'date',
  parent_state: 'state',
  move_type: 'move_type',
  company_id: 'company_id',
};

export class OdooEngine {
  readonly store = new OdooStore();
  readonly ids: SeededIds;
  private readonly orm: OdooOrm;
  private readonly moves: OdooMoves;
  private readonly posting: OdooPosting;

  constructor(
    version: number,
    readonly settings: OdooSettings,
  ) {
    this.ids = seed(this.store);
    this.orm = new OdooOrm(this.store, registryOf(version), (model, row, field) =>
      this.computed(model, row, field),
    );
    this.moves = new OdooMoves(this.store, this.orm, settings, this.ids);
    this.posting = new OdooPosting(this.store, this.moves, settings, this.ids);
  }

  call(call: MethodCall): unknown {
    if (call.context['lang'] !== 'en_US')
      throw userError('Ihre Sprache ist Deutsch: niemand kann diesen Satz lesen.');
    return this.store.inDbTransaction(() => this.dispatch(call));
  }

  linesOf(moveId: number): readonly Row[] {
    return this.moves.linesOf(this.moves.demand('account.move', moveId));
  }

  private dispatch({ model, method, ids, args, context }: MethodCall): unknown {
    switch (method) {
      case 'fields_get':
        return this.orm.fieldsGet(model, args['allfields'] as readonly string[]);
      case 'search_read':
        return this.searchRead(model, args, context);
      case 'read':
        return this.orm
          .browse(model, ids)
          .map((row) => this.orm.read(model, row, args['fields'] as readonly string[], context));
      case 'create':
        return (args['vals_list'] as readonly Record<string, unknown>[]).map((values) =>
          this.create(model, values, context),
        );
      case 'write':
        for (const row of this.orm.browse(model, ids))
          this.write(model, row, args['vals'] as Record<string, unknown>);
        return true;
      case 'action_post':
        return this.posting.post(this.orm.browse(model, ids));
      case 'reconcile':
        return this.posting.reconcile(this.orm.browse(model, ids)) ?? null;
      default:
        throw new OdooException('builtins.AttributeError', `The method '${model}.${method}' does not exist`);
    }
  }

  private searchRead(model: string, args: MethodCall['args'], context: CallContext): readonly object[] {
    const rows = [...this.orm.search(model, args['domain'] as readonly unknown[], context)];
    if (args['order'] === 'id') rows.sort((a, b) => a.id - b.id);
    const { limit, offset = 0 } = args as { readonly limit?: number; readonly offset?: number };
    const page = rows.slice(offset, limit === undefined ? undefined : offset + limit);
    return page.map((row) => this.orm.read(model, row, args['fields'] as readonly string[], context));
  }

  private create(model: string, values: Record<string, unknown>, context: CallContext): number {
    if (model === 'account.move') return this.moves.create(values, context);
    const unknown = Object.keys(values).find((name) => this.orm.fieldsOf(model)[name] === undefined);
    if (unknown !== undefined) this.orm.typeOf(model, unknown);
    return this.store.insert(model, { active: true, ...values }).id;
  }

  private write(model: string, row: Row, values: Record<string, unknown>): void {
    if (model === 'account.move') this.moves.write(row, values);
    else this.store.update(row, values);
  }

  private computed(model: string, row: Row, field: string): unknown {
    if (model === 'account.move.line') {
      const ofMove = LINE_FIELDS_OF_MOVE[field];
      if (ofMove !== undefined) return this.store.get('account.move', row['move_id'])?.[ofMove];
      const balance = row['balance'] as number;
      if (field === 'debit') return Math.max(balance, 0);
      if (field === 'credit') return Math.max(-balance, 0);
    }
    if (model === 'res.currency' && field === 'rate') return row['own_rate'] || 1;
    if (model === 'res.currency' && field === 'date') return row['own_rate'] ? '2026-01-01' : false;
    if (model === 'res.company' && row.id === 2 && field === 'currency_id') throw missing(model, 2);
    return undefined;
  }
}
