// The rules of @n8n/node-cli's `configWithoutCloudSupport`, put together from the same two plugins. The CLI itself is
// left out: it pins an older typescript-eslint that refuses this TypeScript, and brings n8n's AI packages along.
import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Self-hosted: the package keeps its trace store in a file or in PostgreSQL, which n8n Cloud does not allow.
const communityNodes = n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport;

const everywhere = {
  'no-console': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
  // A database driver that is loaded only where it is used is named by `import('…')` as a type.
  '@typescript-eslint/consistent-type-imports': [
    'error',
    { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
  ],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.stryker-tmp/', 'test/fixtures/', 'test/golden/']),
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommended],
    rules: everywhere,
  },
  {
    files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'],
    extends: [communityNodes],
  },
  {
    files: ['package.json'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
    rules: n8nNodesBase.configs.community.rules,
  },
  {
    files: ['credentials/**/*.ts'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    rules: {
      ...n8nNodesBase.configs.credentials.rules,
      // Both are off in n8n's own CLI too: they predate full documentation URLs and the newer password rule.
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
      'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
    },
  },
  {
    files: ['nodes/**/*.ts'],
    plugins: { 'n8n-nodes-base': n8nNodesBase },
    rules: {
      ...n8nNodesBase.configs.nodes.rules,
      // Off in n8n's own CLI too: they know neither NodeConnectionTypes nor several outputs.
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
      // A ledger login that users have already connected in n8n (QuickBooks, Xero, Stripe …) is used as it is.
      // Declaring a second type for the same OAuth app would make them connect, and renew, everything twice.
      '@n8n/community-nodes/no-credential-reuse': 'off',
      // Takes a default that is a constant of the library for none. TypeScript already insists on a default.
      'n8n-nodes-base/node-param-default-missing': 'off',
      // 50 is the custom for lists; a work queue takes 100 orders a run, which is what a run's time is planned for.
      'n8n-nodes-base/node-param-default-wrong-for-limit': 'off',
      // The description lies in its own file (description.ts), where this rule cannot follow it. It stays on for
      // credentials, whose icon is in the class.
      '@n8n/community-nodes/icon-validation': 'off',
      // A node description is one object literal; cutting it up at 70 lines hides the form that the user sees.
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['nodes/**/*.ts'],
    ignores: ['nodes/**/*.node.ts'],
    rules: {
      // It takes every file that holds a description for the node itself; n8n loads only *.node.ts.
      'n8n-nodes-base/node-filename-against-convention': 'off',
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      // The library must run without n8n: in tests, in scripts, and in any program that wants to map orders.
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'n8n-workflow', message: 'lib/ asks the outside through lib/host.ts only.' }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      // A `describe` block is as long as its list of cases.
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['scripts/**/*.ts'],
    // A script's output is its product.
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.js'],
    extends: [js.configs.recommended],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    files: ['*.mjs'],
    extends: [js.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
);
