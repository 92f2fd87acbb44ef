import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The MIT licences of the packages inside the bundle ask for one thing: that their text goes with the copy. */
export function bundledLicences(root: string, metafile: Metafile): string {
  const parts = [...bundledPackages(metafile)].sort().map((folder) => licenceOf(join(root, folder)));
  return `dist/lib/index.js contains code of these packages.\n\n${parts.join('\n')}`;
}

/** Folders of the packages of which code is in the bundle. */
export function bundledPackages(metafile: Metafile): Set<string> {
  const folders = Object.keys(metafile.inputs).map(
    (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1],
  );
  return new Set(folders.filter((folder) => folder !== undefined));
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8') : `Licence: ${license}\n`;
  return `== ${name} ${version} ==\n\n${text}`;
}
