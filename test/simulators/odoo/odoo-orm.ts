/** search_read, read and fields_get over the tables, with domains as Odoo evaluates them. */
import { invalidField, missing, userError } from './odoo-exception';
import type { Registry } from './odoo-fields';
import type { OdooStore, Row } from './odoo-store';
import { PyFloat } from './python-json';

export type CallContext = Readonly<Record<string, unknown>>;

/** Fields that follow from other records; gives undefined for those that are stored. */
export type Computed = (model: string, row: Row, field: string, context: CallContext) => unknown;

export class OdooOrm {
  constructor(
    private readonly store: OdooStore,
    private readonly registry: Registry,
    private readonly computed: Computed,
  ) {}

  fieldsOf(model: string): Readonly<Record<string, string>> {
    const fields = this.registry.get(model);
    if (fields === undefined) throw userError(`Object ${model} doesn't exist`);
    return fields;
  }

  typeOf(model: string, field: string): string {
    const type = this.fieldsOf(model)[field];
    if (type === undefined) throw invalidField(model, field);
    return type;
  }

  fieldsGet(model: string, wanted: readonly string[]): Record<string, unknown> {
    const fields = this.fieldsOf(model);
    return Object.fromEntries(
      wanted.flatMap((name) => (fields[name] ? [[name, { type: fields[name] }]] : [])),
    );
  }

  search(model: string, domain: readonly unknown[], context: CallContext): readonly Row[] {
    const matches = this.predicate(model, domain, context);
    const archived = context['active_test'] === false || !('active' in this.fieldsOf(model));
    return this.store.rows(model).filter((row) => (archived || row['active'] !== false) && matches(row));
  }

  browse(model: string, ids: readonly unknown[]): readonly Row[] {
    return ids.map((id) => {
      const row = this.store.get(model, id);
      if (row === undefined) throw missing(model, Number(id));
      return row;
    });
  }

  read(model: string, row: Row, fields: readonly string[], context: CallContext): object {
    const values = fields.map((field) => [field, this.present(model, row, field, context)]);
    return { id: row.id, ...Object.fromEntries(values) };
  }

  value(model: string, row: Row, field: string, context: CallContext): unknown {
    this.typeOf(model, field);
    return this.computed(model, row, field, context) ?? row[field] ?? false;
  }

  private present(model: string, row: Row, field: string, context: CallContext): unknown {
    const type = this.typeOf(model, field);
    const value = this.value(model, row, field, context);
    if (type === 'float') return new PyFloat(Number(value));
    if (type.startsWith('many2one') && value !== false)
      return [value, this.displayName(type.split(' ')[1] as string, value)];
    return value;
  }

  private displayName(model: string, id: unknown): string {
    const row = this.store.get(model, id) ?? { id: 0 };
    return model === 'account.account' ? `${row['code']} ${row['name']}` : String(row['name'] ?? id);
  }

  /** Leaves, and the prefix operators `|`, `&` and `!`; a list of leaves is an and. */
  private predicate(model: string, domain: readonly unknown[], context: CallContext): (row: Row) => boolean {
    const stack: ((row: Row) => boolean)[] = [];
    for (const term of [...domain].reverse()) {
      if (term === '|' || term === '&') {
        const [a, b] = [stack.pop(), stack.pop()];
        if (!a || !b) throw userError('Invalid domain');
        stack.push(term === '|' ? (row) => a(row) || b(row) : (row) => a(row) && b(row));
      } else if (term === '!') {
        const a = stack.pop() as (row: Row) => boolean;
        stack.push((row) => !a(row));
      } else stack.push(this.leaf(model, term as readonly [string, string, unknown], context));
    }
    return (row) => stack.every((test) => test(row));
  }

  private leaf(
    model: string,
    [field, operator, wanted]: readonly [string, string, unknown],
    context: CallContext,
  ): (row: Row) => boolean {
    this.typeOf(model, field);
    const set = Array.isArray(wanted) ? new Set(wanted) : undefined;
    const pattern = /^=i?like$/.test(operator)
      ? likePattern(String(wanted), operator === '=ilike' ? 'si' : 's')
      : undefined;
    return (row) => {
      const value = this.value(model, row, field, context);
      switch (operator) {
        case '=':
          return value === wanted;
        case '!=':
          return value !== wanted;
        case 'in':
          return set?.has(value) === true;
        case 'not in':
          return set?.has(value) === false;
        case '>':
          return value !== false && (value as number) > (wanted as number);
        case '>=':
          return value !== false && (value as number) >= (wanted as number);
        case '<=':
          return value !== false && (value as number) <= (wanted as number);
        case '=like':
        case '=ilike':
          return typeof value === 'string' && pattern?.test(value) === true;
        default:
          throw userError(`Invalid operator ${operator}`);
      }
    };
  }
}

/** PostgreSQL's LIKE: `%` any text, `_` any character, a backslash takes the meaning away. */
const likePattern = (text: string, flags: string): RegExp => {
  const source = text.replace(/\\(.)|%|_|[.*+?^${}()|[\]]/gs, (found, escaped?: string) => {
    if (found === '%') return '.*';
    if (found === '_') return '.';
    const character = escaped ?? found;
    return character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, flags);
};
