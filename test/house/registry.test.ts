/** The registries, the package, the credentials and the docs must agree: one of them forgotten is a menu that lies. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { DESTINATIONS } from '../../lib/destinations';
import { SOURCES } from '../../lib/sources';

const ROOT = resolve(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pack = JSON.parse(read('package.json')) as {
  readonly n8n: { readonly nodes: readonly string[]; readonly credentials: readonly string[] };
  readonly dependencies?: object;
};

const names = pack.n8n.nodes.map((file) => basename(file, '.node.js'));
const describeNode = async (name: string): Promise<INodeTypeDescription> => {
  const module = (await import(join(ROOT, `nodes/${name}/${name}.node`))) as Record<
    string,
    new () => INodeType
  >;
  return new (module[name] as new () => INodeType)().description;
};

test('every folder of nodes with a node in it stands in package.json, and the other way round', () => {
  const folders = readdirSync(join(ROOT, 'nodes')).filter((name) =>
    existsSync(join(ROOT, `nodes/${name}/${name}.node.ts`)),
  );
  expect([...names].sort()).toEqual(folders.sort());
});

test('every credential file stands in package.json, and the other way round', () => {
  const files = readdirSync(join(ROOT, 'credentials')).filter((name) => name.endsWith('.credentials.ts'));
  expect(pack.n8n.credentials.map((file) => basename(file, '.js')).sort()).toEqual(
    files.map((name) => name.replace('.ts', '')).sort(),
  );
});

/** Credential types of n8n itself that serve, and that users have connected already. */
const N8N_OWN = ['odooApi', 'odooApiKeyApi', 'quickBooksOAuth2Api', 'shopifyAccessTokenApi', 'xeroOAuth2Api'];

test('every cart and every ledger that needs a login has a credential of that name', () => {
  const files = readdirSync(join(ROOT, 'credentials')).join(' ').toLowerCase();
  const wanted = [...SOURCES, ...DESTINATIONS].flatMap(({ credentials }) =>
    credentials.map(({ name }) => name),
  );
  const there = (name: string) =>
    N8N_OWN.includes(name) || files.includes(`${name.toLowerCase()}.credentials.ts`);
  expect(wanted.filter((name) => !there(name))).toEqual([]);
});

test('the nodes that talk to carts ask for the credential of each', async () => {
  for (const name of ['CartTrigger', 'OrderFetcher', 'Reconciler'])
    for (const { credentials } of SOURCES)
      expect([name, (await describeNode(name)).credentials?.map((asked) => asked.name)]).toEqual([
        name,
        expect.arrayContaining(credentials.map((credential) => credential.name)),
      ]);
});

test('the nodes that talk to ledgers ask for the credential of each', async () => {
  for (const name of ['AccountingPoster', 'Reconciler'])
    for (const { credentials } of DESTINATIONS)
      expect([name, (await describeNode(name)).credentials?.map((asked) => asked.name) ?? []]).toEqual([
        name,
        expect.arrayContaining(credentials.map((credential) => credential.name)),
      ]);
});

test('carts and ledgers have names of their own', () => {
  for (const all of [SOURCES.map(({ platform }) => platform), DESTINATIONS.map(({ kind }) => kind)])
    expect(new Set(all).size).toBe(all.length);
});

test('each cart and each ledger is a folder with the same files', () => {
  for (const { platform } of SOURCES)
    expect(readdirSync(join(ROOT, `lib/sources/${platform}`))).toEqual(
      expect.arrayContaining(['index.ts', 'wire.ts', 'client.ts', 'normalize.ts']),
    );
  for (const { kind } of DESTINATIONS)
    expect(existsSync(join(ROOT, `lib/destinations/${kind}/index.ts`))).toBe(true);
});

test.each(names)(
  '%s has an icon for light and dark, a subtitle, and says whether it is a tool',
  async (name) => {
    const description = await describeNode(name);
    const { light, dark } = description.icon as { readonly light: string; readonly dark: string };
    for (const icon of [light, dark])
      expect(existsSync(join(ROOT, `nodes/${name}`, icon.replace('file:', '')))).toBe(true);
    expect(light).not.toBe(dark);
    expect(description.subtitle).toBeTruthy();
    expect(description.usableAsTool).toBe(name.endsWith('Trigger') ? undefined : true);
    expect(existsSync(join(ROOT, `nodes/${name}/${name}.node.json`))).toBe(true);
  },
);

test('the package has no runtime dependency', () => {
  expect(pack.dependencies).toBeUndefined();
});

test('the README names every workflow, every cart and every ledger', () => {
  const readme = read('README.md');
  for (const file of readdirSync(join(ROOT, 'workflows'))) expect(readme).toContain(file);
  for (const { displayName } of SOURCES) expect(readme).toContain(displayName);
  for (const { displayName } of DESTINATIONS)
    expect(readme.toLowerCase()).toContain(displayName.toLowerCase());
});
