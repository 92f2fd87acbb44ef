import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  NodeHelpers,
  type Icon,
  type IDisplayOptions,
  type INodeProperties,
  type INodeType,
  type Themed,
} from 'n8n-workflow';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { CartTrigger } from '../../nodes/CartTrigger/CartTrigger.node';
import { FinanceMapper } from '../../nodes/FinanceMapper/FinanceMapper.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';

const root = resolve(__dirname, '..', '..');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  n8n: { nodes: string[]; credentials: string[] };
};

const sourceOf = (dist: string) => join(root, dist.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
const nodes = Object.entries<new () => INodeType>({
  AccountingPoster,
  CartTrigger,
  FinanceMapper,
  FinanceTrace,
  OrderFetcher,
  Reconciler,
}).map(([name, Type]) => ({ name, file: join(root, 'nodes', name, `${name}.node.ts`), type: new Type() }));

const eachProperty = (properties: readonly INodeProperties[]): INodeProperties[] =>
  properties.flatMap((property) => [
    property,
    ...(property.options ?? []).flatMap((option) =>
      'values' in option ? eachProperty(option.values) : 'type' in option ? eachProperty([option]) : [],
    ),
  ]);

it('package.json registers every node and every credential', () => {
  const folders = readdirSync(join(root, 'nodes')).filter((name) => name !== 'shared');
  expect(folders.sort()).toEqual(nodes.map(({ name }) => name).sort());
  expect(packageJson.n8n.nodes.map(sourceOf).sort()).toEqual(nodes.map(({ file }) => file).sort());
  const credentials = readdirSync(join(root, 'credentials')).map((name) => join(root, 'credentials', name));
  expect(packageJson.n8n.credentials.map(sourceOf).sort()).toEqual(credentials.sort());
});

describe.each(nodes)('$name', ({ name, file, type }) => {
  const { description } = type;
  const trigger = name.endsWith('Trigger');

  it('is named as n8n expects', () => {
    expect(description.name).toBe(name.charAt(0).toLowerCase() + name.slice(1));
    expect(description.defaults.name).toBe(description.displayName);
    expect(description.subtitle).toMatch(/^=\{\{/);
  });

  it('is a tool for agents unless it is a trigger', () => {
    expect(description.usableAsTool).toBe(trigger ? undefined : true);
  });

  it('has a light and a dark icon that exist and differ', () => {
    const { light, dark } = description.icon as Exclude<Themed<Icon>, string> & {
      light: string;
      dark: string;
    };
    const texts = [light, dark].map((icon) => {
      const path = resolve(dirname(file), icon.replace(/^file:/, ''));
      expect(existsSync(path)).toBe(true);
      return readFileSync(path, 'utf8');
    });
    expect(texts[0]).not.toBe(texts[1]);
  });

  it('has a codex that names it', () => {
    const codex = JSON.parse(readFileSync(file.replace(/\.ts$/, '.json'), 'utf8')) as {
      node: string;
      categories: string[];
      resources: { primaryDocumentation: { url: string }[] };
    };
    expect(codex.node).toBe(`${packageJson.name}.${description.name}`);
    expect(codex.categories).toContain('Finance & Accounting');
    expect(codex.resources.primaryDocumentation[0]?.url).toMatch(/^https:\/\//);
  });

  it('has no two properties of one name that are shown together', () => {
    const shown = description.properties.filter(({ type: kind }) => kind !== 'notice');
    const clashes = shown.flatMap((one, index) =>
      shown
        .slice(index + 1)
        .filter((other) => one.name === other.name && overlap(one.displayOptions, other.displayOptions)),
    );
    expect(clashes.map((property) => property.name)).toEqual([]);
  });

  it('shows each property for operations that exist', () => {
    const values = (property: string) =>
      description.properties
        .filter((one) => one.name === property)
        .flatMap(({ options }) =>
          (options ?? []).map((option) => ('value' in option ? option.value : undefined)),
        );
    for (const property of description.properties)
      for (const [key, wanted] of Object.entries(property.displayOptions?.show ?? {}))
        if (['operation', 'resource', 'platform', 'destination'].includes(key))
          for (const value of wanted as unknown[])
            expect({ [property.name]: values(key) }).toEqual({
              [property.name]: expect.arrayContaining([value]),
            });
  });

  it('fills in its own defaults without an issue that is not a missing entry', () => {
    const node = {
      id: '1',
      name: description.displayName,
      type: description.name,
      typeVersion: 1,
      position: [0, 0] as [number, number],
      parameters: {},
    };
    const parameters =
      NodeHelpers.getNodeParameters(description.properties, {}, true, false, node, description) ?? {};
    const issues = NodeHelpers.getNodeParametersIssues(
      description.properties,
      { ...node, parameters },
      description,
    );
    const texts = Object.values(issues?.parameters ?? {}).flat();
    expect(texts.filter((text) => !/is required/.test(text))).toEqual([]);
  });

  it('writes booleans as a question of whether, and no word that n8n keeps out of texts', () => {
    const texts = eachProperty(description.properties).flatMap(({ displayName, description: help }) => [
      displayName,
      help,
    ]);
    const booleans = eachProperty(description.properties).filter(({ type: kind }) => kind === 'boolean');
    expect(booleans.filter(({ description: help }) => !help?.startsWith('Whether'))).toEqual([]);
    expect(texts.filter((text) => /\b(error|problem|failure)s?\b/i.test(text ?? ''))).toEqual([]);
  });
});

/** Two display rules that one set of parameters can satisfy. */
function overlap(one: IDisplayOptions | undefined, other: IDisplayOptions | undefined): boolean {
  const [a, b] = [one?.show ?? {}, other?.show ?? {}];
  return Object.keys(a)
    .filter((key) => Object.hasOwn(b, key))
    .every((key) => (a[key] as unknown[]).some((value) => (b[key] as unknown[]).includes(value)));
}
