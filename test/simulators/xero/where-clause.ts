/**
 * The part of Xero's `where` language that is written here: comparisons of texts, days, ids and booleans, `StartsWith` and
 * the like, `AND`, `OR` and brackets. A method on a field that is not set fails, as it does in Xero.
 */

export class WhereError extends Error {}

export type Row = Readonly<Record<string, unknown>>;
export type Predicate = (row: Row) => boolean;

const TOKEN =
  /\s*(DateTime\(\s*\d+\s*,\s*\d+\s*,\s*\d+\s*\)|[Gg]uid\("[^"]*"\)|"(?:[^"\\]|\\.)*"|==|!=|>=|<=|[=<>()]|&&|\|\||\.(?:StartsWith|EndsWith|Contains)\("(?:[^"\\]|\\.)*"\)|[A-Za-z][A-Za-z0-9]*(?:\.(?!StartsWith|EndsWith|Contains)[A-Za-z0-9]+)*)/y;

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new WhereError(`No property or field at "${text.slice(at, at + 20)}"`);
    tokens.push(token);
  }
  return tokens;
};

type Value = string | boolean | null;

const literal = (token: string): Value => {
  if (token.startsWith('"')) return JSON.parse(token) as string;
  const day = /^DateTime\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(token);
  if (day) return `${day[1]}-${day[2]?.padStart(2, '0')}-${day[3]?.padStart(2, '0')}`;
  const id = /^guid\("([^"]*)"\)$/i.exec(token);
  if (id) return id[1] as string;
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  throw new WhereError(`"${token}" is no value`);
};

const fieldOf = (row: Row, path: string): Value => {
  let value: unknown = row;
  for (const name of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Row)[name] : undefined;
  return value === undefined ? null : (value as Value);
};

/** Xero compares texts without regard to case. */
const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

const COMPARE: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => fold(a) === fold(b),
  '=': (a, b) => fold(a) === fold(b),
  '!=': (a, b) => fold(a) !== fold(b),
  '>=': (a, b) => String(a) >= String(b),
  '<=': (a, b) => String(a) <= String(b),
  '>': (a, b) => String(a) > String(b),
  '<': (a, b) => String(a) < String(b),
};

const METHOD = /^\.(StartsWith|EndsWith|Contains)\((.*)\)$/s;

const methodOf = (path: string, token: string): Predicate => {
  const [, name = '', argument = ''] = METHOD.exec(token) ?? [];
  const wanted = String(fold(JSON.parse(argument) as string));
  return (row) => {
    const value = fold(fieldOf(row, path));
    if (typeof value !== 'string')
      throw new WhereError('Object reference not set to an instance of an object.');
    if (name === 'StartsWith') return value.startsWith(wanted);
    return name === 'EndsWith' ? value.endsWith(wanted) : value.includes(wanted);
  };
};

export const parseWhere = (text: string): Predicate => {
  const tokens = tokensOf(text);
  let at = 0;
  const isNext = (...wanted: readonly string[]) => wanted.includes((tokens[at] ?? '').toUpperCase());
  const either = (): Predicate => {
    const sides = [both()];
    while (isNext('OR', '||')) {
      at++;
      sides.push(both());
    }
    return (row) => sides.some((side) => side(row));
  };
  const both = (): Predicate => {
    const sides = [single()];
    while (isNext('AND', '&&')) {
      at++;
      sides.push(single());
    }
    return (row) => sides.every((side) => side(row));
  };
  const single = (): Predicate => {
    const token = tokens[at++];
    if (token === '(') {
      const inner = either();
      if (tokens[at++] !== ')') throw new WhereError('")" expected');
      return inner;
    }
    if (token === undefined || !/^[A-Za-z]/.test(token)) throw new WhereError('Expression expected');
    const operator = tokens[at++] ?? '';
    if (operator.startsWith('.')) return methodOf(token, operator);
    const compare = COMPARE[operator];
    if (compare === undefined) throw new WhereError(`Operator "${operator}" is not known`);
    const value = literal(tokens[at++] ?? '');
    return (row) => compare(fieldOf(row, token), value);
  };
  const predicate = either();
  if (at !== tokens.length) throw new WhereError('Syntax error');
  return predicate;
};
