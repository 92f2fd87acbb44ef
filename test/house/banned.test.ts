/** Words that have no place in the library, and why. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const sources = (folder: string, extension = /\.ts$/): readonly (readonly [string, string])[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => extension.test(name) && statSync(join(ROOT, folder, name)).isFile())
    .map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')] as const);

/** Comments explain; only code counts. */
const code = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');

const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\bparseFloat\b/, 'money is never a float'],
  [/\bMath\.round\b/, 'rounding has a name: lib/money/rounding.ts'],
  [/\.toFixed\(/, 'toFixed rounds binary floats'],
  [/\|\|\s*0\b/, 'a missing amount is a problem, never 0'],
  [/\bDate\.now\b/, 'time comes from the host clock'],
  [/\bnew Date\(\)/, 'time comes from the host clock'],
  [/\bsetTimeout\b|\bsetInterval\b/, 'sleep comes from the host clock'],
  [/\bconsole\./, 'the host has a log'],
  [/\bprocess\.env\b/, 'the library does not read the environment'],
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'finish it, or say so in the README'],
  [/\b(eval|Function)\(/, 'no code from text'],
  [/\bas any\b|:\s*any\s*[;,)=\]>]/, 'say what it is'],
];

describe.each(BANNED)('the library does without %s', (pattern, why) => {
  test(why, () => {
    const found = sources('lib')
      .flatMap(([file, text]) =>
        code(text)
          .split('\n')
          .map((line) => `${file}: ${line.trim()}`),
      )
      .filter((line) => pattern.test(line));
    expect(found).toEqual([]);
  });
});

test('where money is made, nothing missing becomes 0', () => {
  const rooms =
    /^lib\/(money|commerce|events|accounting|policy|posting|reconcile|destinations|sources\/\w+\/(normalize|wire))/;
  const found = sources('lib')
    .filter(([file]) => rooms.test(file))
    .flatMap(([file, text]) =>
      code(text)
        .split('\n')
        .map((line) => `${file}: ${line.trim()}`),
    )
    .filter((line) => /\?\?\s*0\b(?!n)/.test(line));
  expect(found).toEqual([]);
});

test('Number() is used on counts and headers, never on money', () => {
  const money = /\bNumber\([^)]*(amount|total|price|tax|debit|credit|minor|money)/i;
  const found = sources('lib').filter(([, text]) => money.test(code(text)));
  expect(found.map(([file]) => file)).toEqual([]);
});

test('no file is longer than 300 lines, wire types excepted', () => {
  const long = ['lib', 'nodes', 'credentials', 'scripts']
    .flatMap((folder) => sources(folder))
    .filter(([file, text]) => !/\/wire\.ts$/.test(file) && text.split('\n').length > 301);
  expect(long.map(([file, text]) => `${file} ${text.split('\n').length}`)).toEqual([]);
});

test('files of the library are named in kebab-case', () => {
  const names = sources('lib').map(([file]) => file);
  expect(names.filter((file) => !/^lib(\/[a-z0-9]+(-[a-z0-9]+)*)+(\.d)?\.ts$/.test(file))).toEqual([]);
});

test('no test is skipped, focused or left to do', () => {
  const found = sources('test').filter(
    ([file, text]) =>
      !file.endsWith('banned.test.ts') &&
      /\b(it|test|describe)\.(skip|only|todo)\(|\bx(it|describe)\(/.test(text),
  );
  expect(found.map(([file]) => file)).toEqual([]);
});

test('no shipped text holds a secret-looking key', () => {
  const found = ['lib', 'nodes', 'credentials']
    .flatMap((folder) => sources(folder))
    .concat(sources('workflows', /\.json$/))
    .filter(([, text]) => /\b(ck|cs|sk_live|sk_test|shpat)_[0-9a-zA-Z]{16,}/.test(text));
  expect(found.map(([file]) => file)).toEqual([]);
});
