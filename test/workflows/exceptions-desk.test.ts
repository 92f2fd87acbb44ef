import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

interface DeskNode {
  readonly name: string;
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const file = join(__dirname, '..', '..', 'workflows', 'exceptions-desk.json');
const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as { readonly nodes: readonly DeskNode[] };
const named = (name: string): DeskNode => {
  const node = nodes.find((one) => one.name === name);
  if (!node) throw new Error(`there is no node ${name}`);
  return node;
};

/** The expression of a field that a Set node makes, run as n8n runs it: `={{ code }}` with what it may name. */
const fieldOf = (node: string, field: string, scope: Readonly<Record<string, unknown>>): unknown => {
  const { assignments } = named(node).parameters.assignments as {
    readonly assignments: readonly { readonly name: string; readonly value: string }[];
  };
  const expression = assignments.find(({ name }) => name === field)?.value ?? '';
  const code = /^=\{\{([\s\S]*)\}\}$/.exec(expression)?.[1];
  // n8n ends an expression at the first pair of braces.
  if (code === undefined || code.includes('}}')) throw new Error(`no single expression in ${node}.${field}`);
  return runInContext(code, createContext({ ...scope }));
};

const HOSTILE = "<img src=x onerror=alert(1)>\"'`&{{ $env.SECRET }}${1}$&$'\\n</td><script>";

const row = {
  id: 7,
  severity: 'error',
  ageHours: 3,
  storeId: HOSTILE,
  objectId: HOSTILE,
  code: HOSTILE,
  message: HOSTILE,
  suggestedAction: 'Map it.',
  state: 'open',
  desk: 'finance',
  owner: HOSTILE,
  note: HOSTILE,
};

const input = (...rows: readonly object[]) => ({ $input: { all: () => rows.map((json) => ({ json })) } });

it('shows what shops write as text: no tag, no attribute, no expression of n8n comes through', () => {
  const html = String(fieldOf('Page', 'html', input(row)));
  const text = html.replace(/<\/?(table|thead|tbody|tr|th|td)>/g, '');
  expect(text).not.toMatch(/[<>"'`{}$\\]/);
  expect(text).toContain('&#60;img src=x onerror=alert(1)&#62;');
  expect(text).toContain('&#123;&#123; &#36;env.SECRET &#125;&#125;');
});

it('offers each exception in characters that mean nothing anywhere, with its number in front', () => {
  const options = fieldOf('Page', 'options', input(row)) as { option: string }[];
  expect(options.map(({ option }) => option)).toEqual([expect.stringMatching(/^#7 [A-Za-z0-9 _.:?,-]+$/)]);
});

it('offers nothing where nothing is open', () => {
  expect(fieldOf('Page', 'options', input({}))).toHaveLength(0);
});

it('tells the result, or why nothing was changed, as text', () => {
  const scope = { $: () => ({ first: () => ({ json: { name: HOSTILE } }) }) };
  const told = (json: object) => String(fieldOf('Result', 'message', { ...scope, $json: json }));
  expect(told(row)).toMatch(/^Exception #7 is open, with &#60;img/);
  for (const text of [told(row), told({ error: HOSTILE })]) expect(text).not.toMatch(/[<>"'`{}$\\]/);
  expect(told({ error: '"note" is empty' })).toBe('Nothing was changed: &#34;note&#34; is empty');
});

it('asks for a login before it shows anything', () => {
  expect(named('Exceptions Desk').parameters.authentication).toBe('basicAuth');
});

it('lets shop text into the page only through what escapes it: n8n evaluates HTML fields a second time', () => {
  const pages = nodes.filter(({ type }) => type === 'n8n-nodes-base.form');
  const expressions = pages.flatMap(
    ({ parameters }) => JSON.stringify(parameters).match(/\{\{.*?\}\}/g) ?? [],
  );
  expect(expressions.sort()).toEqual([
    "{{ $('Page').first().json.html }}",
    "{{ $('Page').first().json.options }}",
    "{{ $('Result').first().json.message }}",
  ]);
  expect(JSON.stringify(pages)).not.toMatch(/fieldType\W+html/);
});
