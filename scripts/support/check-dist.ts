import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { filesUnder } from './files';

/** The one package that n8n itself provides to every node. */
const providedByN8n = 'n8n-workflow';

/**
 * Every module that a built file asks for must be there on a user's machine: inside dist, in Node, or in n8n. A
 * package that only this checkout has would work in every test here and fail on the first real install.
 */
export function findBadRequires(dist: string): string[] {
  const scripts = filesUnder(dist, dist).filter((file) => file.endsWith('.js'));
  return scripts.flatMap((file) => {
    const path = join(dist, file);
    const wanted = modulesRequired(readFileSync(path, 'utf8'));
    return wanted.filter((name) => !isAvailable(name, path)).map((name) => `dist/${file} requires "${name}"`);
  });
}

/** What package.json promises n8n, and the build did not make. */
export function findMissingEntries(root: string): string[] {
  const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    n8n: { nodes: string[]; credentials: string[] };
  };
  const promised = [...n8n.nodes, ...n8n.credentials];
  return promised.filter((path) => !existsSync(join(root, path))).map((path) => `package.json names ${path}`);
}

function modulesRequired(source: string): string[] {
  const calls = source.matchAll(/\b(?:require|import)\(\s*(["'])([^"']+)\1\s*\)/g);
  return [...new Set([...calls].map((call) => call[2] ?? ''))];
}

function isAvailable(name: string, requiringFile: string): boolean {
  if (name.startsWith('.')) return isInDist(resolve(dirname(requiringFile), name));
  // isBuiltin asks the Node that builds; a module like node:sqlite may be newer than that.
  return name === providedByN8n || name.startsWith('node:') || isBuiltin(name);
}

function isInDist(path: string): boolean {
  const candidates = [path, `${path}.js`, `${path}.json`, join(path, 'index.js')];
  return candidates.some((file) => existsSync(file) && statSync(file).isFile());
}
