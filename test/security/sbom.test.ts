/** The bill of materials that the build makes: everything in the package is on it, and it is CycloneDX 1.6. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildPackage } from '../../scripts/build';
import { filesUnder } from '../../scripts/support/files';
import { SBOM_FILE, type Sbom } from '../../scripts/support/sbom';

const ROOT = resolve(__dirname, '../..');

jest.setTimeout(120_000);

/** A checkout of its own: the one that the tests run from may be in use. */
const root = mkdtempSync(join(tmpdir(), 'cart-ledger-sbom-'));
let sbom: Sbom;

beforeAll(async () => {
  for (const name of ['package.json', 'package-lock.json', 'lib', 'nodes', 'credentials', 'icons'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  await buildPackage(root);
  sbom = JSON.parse(readFileSync(join(root, 'dist', SBOM_FILE), 'utf8')) as Sbom;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const of = (type: string) => sbom.components.filter((component) => component.type === type);

test('it is a bill of materials of this package', () => {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  expect(sbom.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(sbom.metadata.component).toMatchObject({
    type: 'application',
    name,
    version,
    purl: `pkg:npm/${name}@${version}`,
  });
});

test('every bundled package is on it, with version, address, licence and the digest of its archive', () => {
  const names = of('library').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['kysely', 'pg', 'zod']));
  for (const component of of('library')) {
    expect(component.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(component.purl).toBe(`pkg:npm/${component.name.replace('@', '%40')}@${component.version}`);
    expect(component['bom-ref']).toBe(component.purl);
    expect(component.licenses?.[0]?.license.id).toMatch(/^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD)$/);
    expect(component.hashes).toEqual([
      { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string },
    ]);
  }
});

test('it names what the licences name, and nothing else was bundled', () => {
  const licences = readFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const named = [...licences.matchAll(/^== (\S+) (\S+) ==$/gm)].map((match) => `${match[1]}@${match[2]}`);
  expect(
    of('library')
      .map(({ name, version }) => `${name}@${version}`)
      .sort(),
  ).toEqual(named.sort());
});

test('every file of dist is on it with its hash', () => {
  const files = filesUnder(join(root, 'dist'), root).filter((file) => !file.endsWith(SBOM_FILE));
  expect(of('file').map(({ name }) => name)).toEqual(files);
  for (const { name, hashes } of of('file')) {
    const content = createHash('sha256')
      .update(readFileSync(join(root, name)))
      .digest('hex');
    expect(hashes).toEqual([{ alg: 'SHA-256', content }]);
  }
});

test('no two components share a reference, and each dependency is one of them', () => {
  const refs = [sbom.metadata.component, ...sbom.components].map((component) => component['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  expect(
    sbom.dependencies
      .flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
      .filter((ref) => !refs.includes(ref)),
  ).toEqual([]);
});

test('the same sources give the same bill', async () => {
  const before = readFileSync(join(root, 'dist', SBOM_FILE), 'utf8');
  await buildPackage(root);
  expect(readFileSync(join(root, 'dist', SBOM_FILE), 'utf8')).toBe(before);
});
