/** Text of a shop, of a ledger and of an attacker, on its way into the database, an object, a book and a message. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { toBeancount } from '../../lib/accounting/export/beancount';
import { toHledger } from '../../lib/accounting/export/hledger';
import { orderSchema } from '../../lib/commerce/order';
import { mapItem } from '../../lib/flows/map-orders';
import { parsePolicy } from '../../lib/policy/parse-policy';
import type { Policy } from '../../lib/policy/policy';
import { asId } from '../../lib/sources/read-json';
import { openSqliteStore } from '../../lib/store/sqlite';
import { demandCleanPrototypes } from '../fuzz/judge-order';
import { seedsOf } from '../fuzz/corpus';
import { smallOrder } from '../support/small-order';

const HOSTILE = [
  "'; drop table audit; --",
  '" or 1=1 --',
  '%',
  '_',
  '\\',
  "x'||(select hash from audit)||'",
  '$1',
  '?1',
  ':p',
  '\u{1f381}',
];
const actor = { at: '2026-03-01T12:00:00Z', actor: "Ada'; --" };

describe('SQL', () => {
  test.each(HOSTILE)('%p is a value like any other, wherever the store takes a text', async (text) => {
    const store = await openSqliteStore(':memory:');
    const ref = { platform: text, storeId: text };
    await store.registerPipeline({ ...ref, pipeline: text });
    await store.recordDelivery({
      ...ref,
      stream: text,
      objectId: text,
      topic: text,
      deliveryId: text,
      bodyHash: text,
      receivedAt: actor.at,
    });
    await store.recordDelivery({
      ...ref,
      stream: text,
      objectId: 'other',
      topic: text,
      deliveryId: 'x',
      bodyHash: text,
      receivedAt: actor.at,
    });
    await store.countRefusedDelivery(ref, text, actor.at);
    expect(await store.listPipelines(ref)).toEqual([{ ...ref, pipeline: text }]);
    expect(await store.deliveryCounts(ref)).toMatchObject({ accepted: 2, refused: 1 });
    expect((await store.listWork({ ...ref, objectId: text })).map(({ objectId }) => objectId)).toEqual([
      text,
    ]);
    await store.putLookups(text, text, new Map([[text, text]]));
    expect(await store.getLookups(text, text, [text, 'other'])).toEqual(new Map([[text, text]]));
    await store.noteInAudit({ action: text, subject: text, detail: { text } }, { ...actor, actor: text });
    expect(await store.listAudit({ limit: 10, subject: text })).toHaveLength(1);
    expect(await store.verifyAudit()).toEqual({ rows: 1 });
    expect(await store.latestSnapshot(ref, text)).toBeUndefined();
    expect(await store.getPlans({ destination: text, orderId: text, key: text })).toEqual([]);
    await store.close();
  });

  test('no statement is put together from text: sql.raw takes the words of the program alone', () => {
    const lib = join(__dirname, '../../lib');
    const raw = readdirSync(lib, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        [...readFileSync(join(lib, name), 'utf8').matchAll(/(?:sql|CompiledQuery)\.raw\(([^)]*)\)/g)].map(
          (match) => `${name}: ${match[1]}`,
        ),
      );
    const files = [...new Set(raw.map((line) => line.split(':')[0] as string))].sort();
    const known =
      /^store\/(migrate|sqlite-dialect|postgres-dialect|migrations\/\d{4}-[a-z-]+|sql\/book-lines)\.ts$/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
  });
});

describe('prototypes', () => {
  const policy = parsePolicy({}).policy as Policy;
  const KEYS = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
  ];

  test.each(KEYS)('%s as a key, at any place of any payload, reaches none', (key) => {
    for (const platform of ['woocommerce', 'shopify', 'api2cart', 'medusa', 'canonical'])
      for (const { text } of seedsOf(platform).slice(0, 6)) {
        const evil = `{"${key}":{"polluted":true,"amount":"1.00","polluted2":{"polluted":true}},`;
        const payload: unknown = JSON.parse(text.replace(/\{(?=\s*")/g, evil));
        mapItem(payload, {
          policy,
          platform: platform === 'canonical' ? 'auto' : platform,
          storeId: 'shop.example',
        });
        demandCleanPrototypes();
      }
  });

  test.each(KEYS)(
    '%s as a name of things (a tax, a gateway, a sku, a code, a tag) is booked like any other, or held',
    (key) => {
      const order = JSON.parse(
        JSON.stringify(smallOrder({ id: '1', cents: 1000, paid: true })).replaceAll('stripe', key),
      ) as ReturnType<typeof smallOrder>;
      const named = {
        ...order,
        tags: [key],
        channel: key,
        lines: order.lines.map((line) => ({ ...line, sku: key, productType: key, vendor: key })),
      };
      const result = mapItem(named, { policy, platform: 'auto', storeId: 'shop.example' });
      demandCleanPrototypes();
      expect('mapped' in result || result.held.problems.length > 0).toBe(true);
    },
  );
});

describe('identifiers', () => {
  test.each(['a\u0000b', '\ud800', 'x\udfffy', 'a\nb', '\u202eevil', 'x'.repeat(201), ''])(
    '%p is none',
    (text) => {
      expect(asId(text)).toBeUndefined();
      if (text === '') return;
      const order = smallOrder({ id: '1', cents: 1000, paid: true });
      expect(orderSchema.safeParse({ ...order, source: { ...order.source, orderId: text } }).success).toBe(
        false,
      );
    },
  );

  test('any that is taken comes back from the database as it was', async () => {
    const store = await openSqliteStore(':memory:');
    const ids = fc.string({ unit: 'binary', minLength: 1, maxLength: 220 });
    await fc.assert(
      fc.asyncProperty(ids, async (text) => {
        const objectId = asId(text);
        if (objectId === undefined) return;
        const ref = { platform: 'p', storeId: 's', stream: 'orders', pipeline: 'main', objectId };
        await store.markDue(ref, 'orders', [{ objectId }], actor.at);
        expect((await store.listWork({ objectId })).map((row) => row.objectId)).toEqual([objectId]);
      }),
      { numRuns: 200 },
    );
    await store.close();
  });
});

describe('plain-text books', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      '\n',
      '\r',
      '\u2028',
      '"',
      '\\',
      ';',
      '|',
      '=',
      '*',
      '!',
      '(',
      ' ',
      '  ',
      '\t',
      '\u0000',
      '\u202e',
      'a',
      '1',
      '-',
      ':',
      '@',
      '2026-01-01',
    ),
    maxLength: 40,
  });

  test('no text of a shop begins a line of its own, whatever it holds', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const entry = {
          key: 'k',
          kind: 'sale',
          date: '2026-03-01',
          description: text,
          currency: 'EUR',
          lines: [
            { account: 'sales', credit: '1.00', memo: text },
            { account: 'receivable', debit: '1.00', memo: text },
          ],
        };
        const plain = {
          ...entry,
          description: 'a',
          lines: entry.lines.map((line) => ({ ...line, memo: 'a' })),
        };
        for (const write of [toHledger, toBeancount]) {
          const lines = write([entry as never]).split(/[\n\r\u2028\u2029\u0085\v\f]/).length;
          // An empty memo may leave its line out; none may add one.
          expect(lines).toBeLessThanOrEqual(write([plain as never]).split('\n').length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
