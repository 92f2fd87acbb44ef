/** What a shop's answers mean, and when it is asked again. */
import { woocommerce } from '../../../lib/sources/woocommerce';
import { CONNECTION, connected, sourceError, watchedShops } from './support/connected';
import { NO_ANSWER, type Reply } from './support/scripted-shop';

const newShop = watchedShops();
const HTML = '<!DOCTYPE html><html><body>Maintenance</body></html>';

describe('an answer without success is an error that says what to do', () => {
  const wrongKey = {
    code: 'woocommerce_rest_authentication_error',
    message: 'Invalid signature - provided signature does not match.',
  };
  test.each<[string, Reply, string, RegExp]>([
    [
      'a wrong key',
      { status: 401, body: wrongKey },
      'bad_credentials',
      /consumer key and secret.*Invalid signature/,
    ],
    [
      'a key without permission',
      {
        status: 401,
        body: { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.' },
      },
      'bad_credentials',
      /Authorization header/,
    ],
    ['a forbidden call', { status: 403, body: HTML }, 'forbidden', /permission.*firewall/],
    [
      'no such route',
      { status: 404, body: { code: 'rest_no_route', message: 'No route was found' } },
      'not_this_cart',
      /no WooCommerce REST API.*permalinks/,
    ],
    ['a page not found', { status: 404, body: HTML }, 'not_this_cart', /no WooCommerce REST API/],
    ['a redirect', { status: 301, body: '' }, 'not_this_cart', /redirects/],
    [
      'a bad parameter',
      { status: 400, body: { code: 'rest_invalid_param', message: 'Invalid parameter(s): per_page' } },
      'refused',
      /rest_invalid_param/,
    ],
    ['a web page', { body: HTML }, 'unreadable_answer', /web page.*maintenance or login/],
    [
      'a PHP warning before the data',
      { body: '<br />\n<b>Warning</b>: foo in /var/www<br />[]' },
      'unreadable_answer',
      /PHP warning/,
    ],
    ['half an answer', { body: '[{"id":1},{"id' }, 'unreadable_answer', /not JSON/],
    ['nothing', { body: '' }, 'unreadable_answer', /not JSON/],
    ['JSON of another shape', { body: { hello: 'world' } }, 'unreadable_answer', /another shape/],
    ['a list of another shape', { body: ['a', 'b'] }, 'unreadable_answer', /another shape/],
  ])('%s', async (_case, reply, code, sentence) => {
    const shop = newShop().on('GET', '/orders', reply);
    const error = await sourceError(() => connected(shop).check());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain('shop.example');
    expect(shop.requests).toHaveLength(1);
  });

  test('the words of a hostile shop are cleaned and cut', async () => {
    const body = { code: 'x', message: `<script>alert(1)</script>\u001b[2J${'a'.repeat(10_000)}` };
    const shop = newShop().on('GET', '/orders', { status: 400, body });
    const { message } = await sourceError(() => connected(shop).check());
    expect(message.length).toBeLessThan(500);
    expect(message).not.toContain('<script>');
    expect(message).not.toContain('\u001b');
  });
});

describe('asking again', () => {
  test.each([429, 500, 502, 503, 504])('a %i is asked again until it answers', async (status) => {
    const shop = newShop().sequence('GET', '/orders', { status }, { status }, { body: [{ id: 1 }] });
    await connected(shop).check();
    expect(shop.waits).toEqual([500, 1000]);
    expect(shop.warnings).toHaveLength(2);
  });

  test('silence is asked again, and an end without any answer is told without a secret', async () => {
    const shop = newShop().on('GET', '/orders', () => NO_ANSWER);
    const error = await sourceError(() => connected(shop).check());
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(error.message).toMatch(/shop\.example gave no answer \(ECONNRESET\)/);
    expect(error.message).not.toContain('ck_secret');
    expect(JSON.stringify(shop.warnings)).not.toContain('ck_secret');
    expect(shop.requests).toHaveLength(5);
    expect(shop.waits).toEqual([500, 1000, 2000, 4000]);
  });

  test.each([
    [429, 'throttled'],
    [503, 'unavailable'],
  ])('a %i that stays ends as %s after five sends', async (status, code) => {
    const shop = newShop().on('GET', '/orders', { status, body: HTML });
    expect(await sourceError(() => connected(shop).check())).toMatchObject({ code, status });
    expect(shop.requests).toHaveLength(5);
  });

  test('Retry-After is obeyed in seconds', async () => {
    const shop = newShop().sequence('GET', '/orders', { status: 429, headers: { 'retry-after': '7' } }, {});
    await connected(shop).check();
    expect(shop.waits).toEqual([7000]);
  });

  test('Retry-After is obeyed as a date', async () => {
    const shop = newShop();
    const at = new Date(shop.clock.now().getTime() + 9000).toUTCString();
    shop.sequence('GET', '/orders', { status: 503, headers: { 'retry-after': at } }, {});
    await connected(shop).check();
    expect(shop.waits).toEqual([9000]);
  });

  test('a Retry-After in the past or without sense does not stop the run', async () => {
    const past = { status: 429, headers: { 'retry-after': 'Wed, 01 Jan 2020 00:00:00 GMT' } };
    const nonsense = { status: 429, headers: { 'retry-after': 'soon' } };
    const shop = newShop().sequence('GET', '/orders', past, nonsense, {});
    await connected(shop).check();
    expect(shop.waits).toEqual([0, 1000]);
  });

  test('a Retry-After of an hour is not waited for', async () => {
    const shop = newShop().on('GET', '/orders', { status: 429, headers: { 'retry-after': '3600' } });
    expect(await sourceError(() => connected(shop).check())).toMatchObject({ code: 'throttled' });
    expect(shop.waits).toEqual([]);
  });

  test('a 401 is not asked again', async () => {
    const shop = newShop().on('GET', '/orders', { status: 401 });
    await sourceError(() => connected(shop).check());
    expect(shop.requests).toHaveLength(1);
  });

  const webhook = { id: 3, topic: 'order.updated', delivery_url: 'https://n8n.example/h', status: 'active' };

  test('a POST is not sent again when nobody knows whether it arrived', async () => {
    for (const reply of [NO_ANSWER, { status: 502 }] as const) {
      const shop = newShop().on('POST', '/webhooks', () => reply);
      const error = await sourceError(() =>
        connected(shop).createWebhook('order.updated', 'https://n8n.example/h', 's'),
      );
      expect(error.code).toBe('unavailable');
      expect(shop.requests).toHaveLength(1);
    }
  });

  test('a POST that was turned away by a 429 is sent again', async () => {
    const shop = newShop().sequence('POST', '/webhooks', { status: 429 }, { status: 201, body: webhook });
    await connected(shop).createWebhook('order.updated', 'https://n8n.example/h', 's');
    expect(shop.requests).toHaveLength(2);
  });

  test('PUT and DELETE may be repeated', async () => {
    const shop = newShop()
      .sequence('PUT', '/webhooks/3', NO_ANSWER, { body: webhook })
      .sequence('DELETE', '/webhooks/3', NO_ANSWER, { body: webhook });
    await connected(shop).repairWebhook('3', 's');
    await connected(shop).deleteWebhook('3');
    expect(shop.requests).toHaveLength(4);
  });
});

test('a byte order mark before the data is not part of it', async () => {
  const shop = newShop().on('GET', '/orders', { body: '\ufeff[{"id":1}]' });
  await expect(connected(shop).check()).resolves.toBeUndefined();
});

describe('the url', () => {
  test.each([
    ['https://shop.example', 'shop.example'],
    ['https://shop.example/', 'shop.example'],
    [' https://Shop.Example ', 'shop.example'],
    ['https://shop.example.', 'shop.example'],
    ['https://www.shop.example', 'www.shop.example'],
    ['https://shop.example:443', 'shop.example'],
    ['https://shop.example:8443', 'shop.example:8443'],
    ['https://shop.example/eu/', 'shop.example/eu'],
    ['https://shop.example/wp-json/wc/v3', 'shop.example'],
    ['https://shop.example/eu/wp-json/', 'shop.example/eu'],
    ['https://shop.example/?lang=de#top', 'shop.example'],
    ['https://läden.example', 'xn--lden-loa.example'],
    ['http://127.0.0.1:8080', '127.0.0.1:8080'],
  ])('%s is the store %s', (baseUrl, storeId) => {
    expect(woocommerce.storeIdOf({ baseUrl })).toBe(storeId);
  });

  test.each(['shop.example', '', 'ftp://shop.example', 'javascript:alert(1)', 'https://'])(
    '%p is refused',
    (baseUrl) => {
      expect(() => woocommerce.storeIdOf({ baseUrl })).toThrow(/not a web address/);
    },
  );

  test('with a key in it is refused, and not repeated', () => {
    expect(() => woocommerce.storeIdOf({ baseUrl: 'https://ck_1:cs_2@shop.example' })).toThrow(
      /^(?!.*cs_2).*user name or password/,
    );
  });

  test.each([
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://127.8.8.8',
    'http://[::1]:80',
    'https://shop.example',
  ])('%s may be used', (baseUrl) => {
    expect(() => woocommerce.connect({ baseUrl }, newShop().context)).not.toThrow();
  });

  test.each([
    'http://shop.example',
    'http://127.0.0.1.shop.example',
    'http://localhost.shop.example',
    'http://192.168.1.2',
  ])('%s may not, unless plain http is allowed', (baseUrl) => {
    const { context } = newShop();
    expect(() => woocommerce.connect({ baseUrl }, context)).toThrow(/clear text/);
    expect(() => woocommerce.connect({ baseUrl, allowHttp: true }, context)).not.toThrow();
  });

  test('a path before WordPress is part of every request', async () => {
    const shop = newShop().on('GET', /^https:\/\/shop\.example\/eu\/wp-json\/wc\/v3\/orders$/, {});
    await woocommerce.connect({ baseUrl: 'https://shop.example/eu/' }, shop.context).check();
    expect(shop.requests).toHaveLength(1);
  });
});

test('no request carries a key: who sends signs', async () => {
  const shop = newShop().on('GET', '/orders', {});
  await woocommerce.connect(CONNECTION, shop.context).check();
  expect(shop.requests[0]?.headers).toEqual({ accept: 'application/json' });
  expect(shop.requests[0]?.query).toEqual({ per_page: '1', _fields: 'id' });
});
