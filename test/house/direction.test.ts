/** The house's direction: a file imports only from rooms of a lower rank, or from its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const RANK: Readonly<Record<string, number>> = {
  host: 0,
  money: 0,
  commerce: 1,
  accounting: 1,
  sources: 2,
  events: 2,
  destinations: 2,
  store: 2,
  policy: 3,
  posting: 4,
  reconcile: 4,
  monitor: 5,
  flows: 6,
  index: 6.5,
  nodes: 7,
  credentials: 7,
};
/** Equal ranks do not see each other, but an entry names the order that it came from: types only. */
const TYPE_ONLY_NEIGHBOURS = new Set(['accounting>commerce']);
/** The port of the store and of a ledger are what posting and reconciling see of those rooms; as types. */
const PORTS_ONLY: Readonly<Record<string, readonly string[]>> = {
  posting: ['lib/destinations/ledger-destination.ts', 'lib/store/trace-store.ts'],
  reconcile: [
    'lib/destinations/ledger-destination.ts',
    'lib/store/trace-store.ts',
    'lib/sources/cart-source.ts',
  ],
};

const files = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);

const roomOf = (file: string): string => {
  const [top, second = 'index'] = file.split('/') as [string, string?];
  return top === 'lib' ? second.replace(/\.ts$/, '') : top;
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;

const importsOf = (file: string): readonly Import[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT)].map((match) => ({
    file,
    from: (match[2] ?? match[3]) as string,
    typeOnly: match[1] !== undefined,
  }));

const target = ({ file, from }: Import): string => relative(ROOT, resolve(ROOT, file, '..', from));

const inside = [...files('lib'), ...files('nodes'), ...files('credentials')];
const imports = inside.flatMap(importsOf);
const relatives = imports.filter(({ from }) => from.startsWith('.'));

test('every file stands in a room that has a rank', () => {
  expect(inside.filter((file) => RANK[roomOf(file)] === undefined)).toEqual([]);
});

test('numbers only fall: no file imports from a room of a higher or an equal rank', () => {
  const wrong = relatives.filter((found) => {
    const [here, there] = [roomOf(found.file), roomOf(target(found))];
    if (here === there) return false;
    if (TYPE_ONLY_NEIGHBOURS.has(`${here}>${there}`) && found.typeOnly) return false;
    if (here === 'nodes' && there === 'lib') return false;
    return (RANK[there] ?? 99) >= (RANK[here] as number);
  });
  expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
});

test('the nodes see the library only through its front door', () => {
  const wrong = relatives.filter(
    (found) => found.file.startsWith('nodes/') && /^lib\/(?!index)/.test(target(found)),
  );
  expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
});

test('a cart never imports another cart, a ledger never another ledger, and neither imports the other', () => {
  const folder = (path: string) => /^lib\/(sources|destinations)\/([^/]+)\//.exec(path)?.[2];
  const wrong = relatives.filter((found) => {
    const [here, there] = [folder(found.file), folder(target(found))];
    return here !== undefined && there !== undefined && here !== there;
  });
  expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
});

test('posting and reconciling know the store, the ledgers and the carts by their ports, as types', () => {
  const wrong = relatives.filter((found) => {
    const ports = PORTS_ONLY[roomOf(found.file)];
    const there = target(found);
    if (!ports || !/^lib\/(destinations|store|sources)\//.test(there)) return false;
    return !found.typeOnly || !ports.includes(`${there}.ts`);
  });
  expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
});

test('nothing in the library imports n8n', () => {
  const wrong = imports.filter(({ file, from }) => file.startsWith('lib/') && /^(n8n-|@n8n\/)/.test(from));
  expect(wrong).toEqual([]);
});

test('only the store files of a database import its driver', () => {
  const wrong = imports.filter(({ from }) => /^(node:sqlite|pg|better-sqlite3)$/.test(from));
  expect(
    wrong.map(({ file }) => file).filter((file) => !/^lib\/store\/(sqlite|postgres)[a-z-]*\.ts$/.test(file)),
  ).toEqual([]);
});

test('the library needs nothing at run time but what is bundled into it', () => {
  const bundled = /^(\.|node:|zod\/v4$|decimal\.js$|kysely$|pg$|rate-limiter-flexible$)/;
  const wrong = imports.filter(({ file, from }) => file.startsWith('lib/') && !bundled.test(from));
  expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
});
