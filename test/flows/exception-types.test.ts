import { join } from 'node:path';
import ts from 'typescript';
import { DESKS, EXCEPTION_TYPES, exceptionType, SEVERITIES } from '../../lib/flows/exception-types';

const ROOT = join(__dirname, '../..');

/** A `code` in these rooms is no code of an exception: of the store's own errors, of health, of a province, of a wire. */
const OTHER_ROOMS = ['lib/store/', 'lib/monitor/', 'lib/policy/presets/', 'lib/destinations/tryton/wire.ts'];

/** Refusals of a whole shop or of the built-in book's own operations: the run fails, no order has an exception. */
const NO_EXCEPTIONS = new Set([
  'bad_credentials',
  'forbidden',
  'insecure_url',
  'not_found',
  'not_this_cart',
  'refused',
  'unavailable',
  'unreadable_answer',
  'invalid_date',
  'invalid_ledger_account',
  'ledger_account_exists',
  // Field names and texts of Shopify's money and gift cards.
  'currencyCode',
  'currency_code',
  'issued by hand',
]);

/** Every literal that stands in a property, a shorthand or a parameter named `code`, as the compiler knows it. */
const codesInLib = (): ReadonlyMap<string, string> => {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(ROOT, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const files = (config?.fileNames ?? []).filter((file) => file.startsWith(join(ROOT, 'lib/')));
  const program = ts.createProgram(files, config?.options ?? {});
  const checker = program.getTypeChecker();
  const found = new Map<string, string>();
  const literals = (type: ts.Type): readonly string[] =>
    type.isUnion() ? type.types.flatMap(literals) : type.isStringLiteral() ? [type.value] : [];
  for (const file of files) {
    const name = file.slice(ROOT.length + 1);
    if (OTHER_ROOMS.some((room) => name.startsWith(room))) continue;
    const keep = (at: ts.Node): void => {
      for (const code of literals(checker.getTypeAtLocation(at))) found.set(code, name);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') keep(node.initializer);
      if (ts.isShorthandPropertyAssignment(node) && node.name.text === 'code') keep(node.name);
      if (ts.isCallExpression(node))
        checker.getResolvedSignature(node)?.parameters.forEach(({ name: parameter }, index) => {
          const given = node.arguments[index];
          if (parameter === 'code' && given) keep(given);
        });
      ts.forEachChild(node, visit);
    };
    const source = program.getSourceFile(file);
    if (source) visit(source);
  }
  return found;
};

test('every code that the library raises has a severity, a desk and something to do', () => {
  const known = new Set(EXCEPTION_TYPES.map(({ code }) => code));
  const raised = codesInLib();
  expect(raised.size).toBeGreaterThan(150);
  const missing = [...raised].filter(([code]) => !known.has(code) && !NO_EXCEPTIONS.has(code));
  expect(missing).toEqual([]);
}, 180_000);

test('a code stands in the table once, and each action is one sentence', () => {
  const codes = EXCEPTION_TYPES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { severity, desk, action } of EXCEPTION_TYPES) {
    expect(SEVERITIES).toContain(severity);
    expect(DESKS).toContain(desk);
    expect(action).toMatch(/^[A-Z][^.]*\.$/);
  }
});

test('a code that nobody knows is an error that somebody reads', () => {
  expect(exceptionType('of_tomorrow')).toMatchObject({ code: 'of_tomorrow', severity: 'error' });
});
