/** Every regular expression of the library and the nodes, over text that was made to hold it up. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

interface Found {
  readonly where: string;
  readonly pattern: string;
  readonly flags: string;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);

/** Literals by the parser of TypeScript, so that none hides in a template or behind a division. */
const expressionsIn = (file: string): readonly Found[] => {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.ES2022,
    true,
  );
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({
        where: `${file}:${line + 1}`,
        pattern: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const LONG = 40_000;
/** An expression that is read once over takes a few milliseconds; one that starts anew at each character takes seconds. */
const LIMIT_MS = 250;

/** Slow over endless text, and given none: what bounds it stands in the code before it. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/\\/+$/': 'addresses that a person typed into a credential',
  '/^[a-z][a-z0-9-]*[a-z][a-z0-9-]*$/': 'names of accounts, which are cut to 80 characters',
  '/<[^>]*>/g': 'a message that was cut to 200 characters',
  '/\\.?0+$/': 'decimals, which have at most 51 characters',
  '/0+$/': 'decimals, which have at most 51 characters',
  '/e.*$/i': 'a JavaScript number as text, or a decimal',
  '/[^/]*$/': 'JSON pointers that the program itself made',
  '/("[^"\\\\]*(?:\\\\.[^"\\\\]*)*")|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?/g':
    'text that a JSON parser has read, in which every string has its end',
};

/** Characters that the expression names, and a few of each usual class. */
const lettersOf = (pattern: string): readonly string[] => [
  ...new Set(
    [
      ...pattern.replace(/\\u[0-9a-f]{4}|\\p\{\w+\}|\\[a-z]/gi, ''),
      ...'aZ0 .-_/:"\\<>=%\t\n;,\u00e4\u{1f381}',
    ].filter((letter) => !'^$*+?()[]{}|'.includes(letter) || pattern.includes(`\\${letter}`)),
  ),
];

/** What makes a backtracking expression try: long runs, runs of pairs, and an end that does not fit. */
function* attacksOn(pattern: string): Generator<string> {
  const letters = lettersOf(pattern);
  const ends = ['', '!', '\u0000', '\n'];
  for (const letter of letters) for (const end of ends) yield letter.repeat(LONG) + end;
  for (const [index, letter] of letters.entries()) {
    const other = letters[(index + 1) % letters.length] as string;
    yield `${(letter + other).repeat(LONG / 2)}!`;
    yield `${letter}${other.repeat(LONG)}`;
  }
  const literal = pattern.replace(/\\([^a-z])/gi, '$1').replace(/[()^$?*+|]|\[[^\]]*\]|\{[^}]*\}|\\./g, '');
  if (literal !== '') yield `${literal.repeat(Math.ceil(LONG / literal.length))}!`;
  for (const start of ['-', '"', '<', 'https://', '1.', "'"]) yield `${start}${'1'.repeat(LONG)}${start}`;
}

const sandbox = createContext({ attack: (): void => {} });
const RUN = new Script('attack()');

/** Milliseconds of the slowest attack; endless ones count as the limit of the machine. */
const slowest = ({ pattern, flags }: Found): { readonly ms: number; readonly text: string } => {
  let worst = { ms: 0, text: '' };
  for (const text of attacksOn(pattern)) {
    const expression = new RegExp(pattern, flags);
    sandbox.attack = () => void (flags.includes('g') ? text.replace(expression, '') : expression.test(text));
    const before = process.cpuUsage();
    try {
      RUN.runInContext(sandbox, { timeout: 5000 });
    } catch {
      return { ms: 5000, text: text.slice(0, 20) };
    }
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms > worst.ms) worst = { ms, text: JSON.stringify(text.slice(0, 12)) };
  }
  return worst;
};

const expressions = ['lib', 'nodes', 'credentials'].flatMap(filesIn).flatMap(expressionsIn);
const distinct = [
  ...new Map(expressions.map((found) => [`/${found.pattern}/${found.flags}`, found])).entries(),
];

jest.setTimeout(300_000);

test('there are many, and all of them are found', () => {
  expect(distinct.length).toBeGreaterThan(100);
});

test('no text of forty thousand characters holds one of them up, but for those that never see such a text', () => {
  const slow = distinct
    .filter(([name]) => BOUNDED[name] === undefined)
    .map(([name, found]) => ({ name, where: found.where, ...slowest(found) }))
    .filter(({ ms }) => ms > LIMIT_MS)
    .map(({ name, where, ms, text }) => `${where} ${name} takes ${ms.toFixed(0)} ms over ${text}…`);
  expect(slow).toEqual([]);
});

test('what is listed as bounded is still there', () => {
  expect(Object.keys(BOUNDED).filter((name) => !distinct.some(([known]) => known === name))).toEqual([]);
});

test('no expression is made of what a user wrote', () => {
  const made = ['lib', 'nodes', 'credentials']
    .flatMap(filesIn)
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:new )?\bRegExp\(([^\n]*)/g)].map(
        (match) => `${file}: ${match[1]}`,
      ),
    );
  // Each is made of the program's own text.
  expect(made.map((line) => line.split(':')[0]).sort()).toEqual([
    'lib/accounting/export/csv-cell.ts',
    'lib/accounting/export/csv-cell.ts',
    'lib/sources/clean-text.ts',
    'nodes/shared/policy/choice-help.ts',
  ]);
});
