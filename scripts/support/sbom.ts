import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundledPackages } from './bundled-licences';
import { filesUnder } from './files';

/** Name of the bill of materials in dist. */
export const SBOM_FILE = 'sbom.cdx.json';

interface Hash {
  readonly alg: 'SHA-256' | 'SHA-512';
  readonly content: string;
}

export interface SbomComponent {
  readonly type: 'application' | 'library' | 'file';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
  readonly hashes?: readonly Hash[];
}

export interface Sbom {
  readonly $schema: string;
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: SbomComponent };
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * What is in the package that users install: the packages whose code esbuild put into the bundle, and the files of dist
 * with their hashes. CycloneDX 1.6; the same sources give the same bytes, so that there is no time in it.
 */
export function sbomOf(root: string, metafile: Metafile): Sbom {
  const libraries = [...bundledPackages(metafile)].sort().map((folder) => libraryOf(root, folder));
  const files = filesUnder(join(root, 'dist'), root)
    .filter((file) => !file.endsWith(SBOM_FILE))
    .sort()
    .map((file) => fileOf(root, file));
  const own = ownComponent(root);
  const components = [...libraries, ...files];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialOf(JSON.stringify([own, components])),
    version: 1,
    metadata: { component: own },
    components,
    dependencies: [
      { ref: own['bom-ref'], dependsOn: libraries.map((library) => library['bom-ref']) },
      ...libraries.map((library) => ({ ref: library['bom-ref'], dependsOn: [] })),
    ],
  };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Scoped names keep their slash; the at sign before them is encoded. */
const purlOf = ({ name, version }: Manifest): string => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

const described = (manifest: Manifest) => ({
  'bom-ref': purlOf(manifest),
  name: manifest.name,
  version: manifest.version,
  purl: purlOf(manifest),
  licenses: [{ license: { id: manifest.license } }],
});

const ownComponent = (root: string): SbomComponent => ({
  type: 'application',
  ...described(manifestIn(root)),
});

const libraryOf = (root: string, folder: string): SbomComponent => ({
  type: 'library',
  ...described(manifestIn(join(root, folder))),
  ...integrityOf(root, folder),
});

/** Of the archive that the registry gave out, as the lock file knows it. */
function integrityOf(root: string, folder: string): { hashes?: readonly Hash[] } {
  const file = join(root, 'package-lock.json');
  if (!existsSync(file)) return {};
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    packages?: Record<string, { integrity?: string }>;
  };
  const digest = /^sha512-([A-Za-z0-9+/=]+)$/.exec(
    packages[folder.slice(folder.indexOf('node_modules/'))]?.integrity ?? '',
  )?.[1];
  if (digest === undefined) return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] };
}

function fileOf(root: string, file: string): SbomComponent {
  const content = createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');
  const name = file.replaceAll('\\', '/');
  return { type: 'file', 'bom-ref': `file:${name}`, name, hashes: [{ alg: 'SHA-256', content }] };
}

/** A UUID (version 8: made of a hash) of what it lists. */
function serialOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
