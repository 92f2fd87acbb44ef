import { existsSync, readFileSync, rmSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { findBadRequires, findMissingEntries } from './support/check-dist';
import { bundledLicences } from './support/bundled-licences';
import { filesUnder } from './support/files';
import { SBOM_FILE, sbomOf } from './support/sbom';
import { say } from './support/run-command';

const common: BuildOptions = {
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  charset: 'utf8',
  logLevel: 'warning',
};

/**
 * A community node may bring no runtime dependencies: n8n installs them next to one package in a shallow layout that
 * breaks nested versions. So the library and all that it needs become one file, and the nodes stay files of their
 * own, because n8n loads each by its path and takes the class name from the file name.
 */
export async function buildPackage(root: string): Promise<void> {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const libraryEntry = join(root, 'lib', 'index.ts');
  if (!existsSync(libraryEntry))
    throw new Error(`${libraryEntry} is missing: the nodes import the library from it`);

  const metafile = await bundleLibrary(root, libraryEntry);
  await transpileNodes(root);
  await copyAssets(root);
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), bundledLicences(root, metafile));

  await writeFile(join(dist, SBOM_FILE), `${JSON.stringify(sbomOf(root, metafile), null, 2)}\n`);

  const faults = [...findBadRequires(dist), ...findMissingEntries(root)];
  if (faults.length > 0) throw new Error(`the build is not fit for n8n:\n  ${faults.join('\n  ')}`);
}

async function bundleLibrary(root: string, entry: string): Promise<Metafile> {
  const result = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(root, 'dist', 'lib', 'index.js'),
    bundle: true,
    metafile: true,
    // The PostgreSQL client can drive a compiled one, which nobody has beside a community node.
    alias: { 'pg-native': join(__dirname, 'support', 'no-pg-native.js') },
    define: { 'process.env.NODE_PG_FORCE_NATIVE': 'undefined' },
  });
  return result.metafile;
}

async function transpileNodes(root: string): Promise<void> {
  const entryPoints = sourceFiles(root).filter((file) => file.endsWith('.ts'));
  if (entryPoints.length === 0) return;
  await build({
    ...common,
    absWorkingDir: root,
    entryPoints,
    outdir: join(root, 'dist'),
    outbase: root,
    bundle: false,
  });
}

/** Icons, and the codex files that give a node its place and its search words in n8n's panel. */
async function copyAssets(root: string): Promise<void> {
  const assets = [...sourceFiles(root), ...filesUnder(join(root, 'icons'), root)].filter(isAsset);
  for (const asset of assets) {
    const target = join(root, 'dist', asset);
    await mkdir(join(target, '..'), { recursive: true });
    await cp(join(root, asset), target);
  }
}

function sourceFiles(root: string): string[] {
  return ['nodes', 'credentials'].flatMap((folder) => filesUnder(join(root, folder), root));
}

function isAsset(file: string): boolean {
  return /\.(svg|png)$|\.node\.json$|\/__schema__\/.*\.json$/.test(file);
}

if (require.main === module) {
  const root = resolve(process.argv[2] ?? join(__dirname, '..'));
  buildPackage(root).then(
    () => {
      const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      say(`built ${name} ${version}`);
    },
    (error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    },
  );
}
