/** The OpenAPI file of the HTTP ledger, from the schemas that the destination itself validates with. */
import { z } from 'zod/v4';
import {
  accountsAnswerSchema,
  companyAnswerSchema,
  listAnswerSchema,
  lookUpAnswerSchema,
  lookUpBodySchema,
  postAnswerSchema,
  postBodySchema,
  taxCodesAnswerSchema,
} from '../../lib/destinations/http/wire';

const SCHEMAS = {
  PostDocuments: postBodySchema,
  PostResults: postAnswerSchema,
  LookUp: lookUpBodySchema,
  FoundRecords: lookUpAnswerSchema,
  RecordPage: listAnswerSchema,
  Accounts: accountsAnswerSchema,
  TaxCodes: taxCodesAnswerSchema,
  Company: companyAnswerSchema,
} as const;

const ref = (name: keyof typeof SCHEMAS) => ({
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

const FAILURES = {
  400: {
    description: 'The request is none. `message` says what to mend.',
    $ref: '#/components/responses/Failure',
  },
  401: { description: 'The token is not accepted.', $ref: '#/components/responses/Failure' },
  429: { description: 'Too many requests; Retry-After says when.', $ref: '#/components/responses/Failure' },
};

const get = (summary: string, answer: keyof typeof SCHEMAS, parameters: readonly object[] = []) => ({
  get: {
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: { 200: { description: summary, ...ref(answer) }, ...FAILURES },
  },
});

const query = (name: string, description: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type: 'string' },
});

export const httpLedgerOpenApi = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Cart Ledger: HTTP ledger',
    version: '1',
    description:
      'What your ledger service must offer so that Cart Ledger can post to it. Amounts are decimal strings. One document has one effect under its key, for ever: a key that is held already answers `duplicate`, whatever the content. Each document of a batch is judged on its own; one that is refused harms no other.',
    license: { name: 'MIT' },
  },
  servers: [{ url: 'https://ledger.example/api' }],
  security: [{ bearer: [] }],
  paths: {
    '/company': get('Name of the company and its last closed day', 'Company'),
    '/accounts': get('The chart of accounts: what logical accounts are mapped to', 'Accounts'),
    '/tax-codes': get('The tax codes: what taxes of the shop are mapped to', 'TaxCodes'),
    '/documents': {
      ...get('Records of a store and period, dates inclusive, in pages', 'RecordPage', [
        query('storeId', 'Only records of this store.'),
        query('from', 'First day.'),
        query('to', 'Last day.'),
        query('limit', 'Most records of a page.'),
        query('cursor', '`next` of the page before.'),
      ]),
      post: {
        summary: 'Takes documents. Answers only after they are safely stored.',
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: true,
            description:
              'The same key with the same body must give the first answer again; with another body, 409.',
            schema: { type: 'string', maxLength: 128 },
          },
        ],
        requestBody: { required: true, ...ref('PostDocuments') },
        responses: {
          200: { description: 'One result for each document, in the same order', ...ref('PostResults') },
          409: {
            description: 'The Idempotency-Key came with another body before.',
            $ref: '#/components/responses/Failure',
          },
          ...FAILURES,
        },
      },
    },
    '/documents/lookup': {
      post: {
        summary: 'Records by key. Must see every document that was answered before.',
        requestBody: { required: true, ...ref('LookUp') },
        responses: { 200: { description: 'Those that are held', ...ref('FoundRecords') }, ...FAILURES },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    responses: {
      Failure: {
        description: 'What went wrong, in words for people.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['message'],
              properties: { message: { type: 'string' } },
            },
          },
        },
      },
    },
    schemas: Object.fromEntries(
      Object.entries(SCHEMAS).map(([name, schema]) => {
        const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
        return [name, rest];
      }),
    ),
  },
});
