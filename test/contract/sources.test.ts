/** The contract of a source, for every source in the registry: each brings its sample in its own folder of tests. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../../lib/sources';
import { describeSource, type SourceSample } from './source.contract';

const fileOf = (platform: string): string => join(__dirname, '../sources', platform, 'contract-sample.ts');

test.each(SOURCES.map(({ platform }) => platform))('%s brings a sample of its shop', (platform) => {
  expect(existsSync(fileOf(platform))).toBe(true);
});

for (const source of SOURCES) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared before anything is awaited
  const { sample } = require(fileOf(source.platform)) as { readonly sample: SourceSample };
  describeSource(source, sample);
}
