/** Whether a secret stands anywhere in what n8n keeps on disk: its database, our trace, its log. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files below a folder that hold the text, as it is or as JSON writes it. n8n keeps credentials encrypted. */
export const filesWith = (folder: string, secret: string): readonly string[] => {
  const asJson = JSON.stringify(secret).slice(1, -1);
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    // The unpacked package and its source maps are the same for everybody.
    if (name.includes('node_modules') || !statSync(path).isFile()) continue;
    const content = readFileSync(path);
    // Run data is JSON within JSON.
    const written = [secret, asJson, JSON.stringify(asJson).slice(1, -1)];
    if (written.some((text) => content.includes(text))) found.push(name);
  }
  return found;
};
