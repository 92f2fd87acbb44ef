/** What is mutated: the project's own fixtures of every cart in the registry, and canonical orders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../../lib/sources';

const GOLDEN = join(__dirname, '../golden');

export interface Seed {
  /** The platform, or `canonical` for an order in our own shape. */
  readonly platform: string;
  /** Path of the fixture below test/golden. */
  readonly name: string;
  readonly text: string;
}

export const STORE_ID = 'shop.example';

/** Every file of these names, one folder down. */
const seedsIn = (platform: string, folder: string, files: readonly string[]): readonly Seed[] =>
  readdirSync(join(GOLDEN, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => files.map((file) => `${folder}/${entry.name}/${file}`))
    .filter((name) => existsSync(join(GOLDEN, name)))
    .map((name) => ({ platform, name, text: readFileSync(join(GOLDEN, name), 'utf8') }));

export const seedsOf = (platform: string): readonly Seed[] =>
  platform === 'canonical'
    ? seedsIn(platform, 'mapping', ['order.json'])
    : [
        ...seedsIn(platform, platform, ['payload.json']),
        ...seedsIn(platform, 'cross-cart', [`${platform}.json`]),
      ];

export const PLATFORMS: readonly string[] = [...SOURCES.map(({ platform }) => platform), 'canonical'];
