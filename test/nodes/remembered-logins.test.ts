import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { RememberedLogins } from '../../nodes/CartTrigger/remembered-logins';
import { HandClock } from '../support/hand-clock';

const TYPE = 'cartLedgerWooCommerceApi';

interface Place {
  readonly workflow?: string;
  readonly node?: string;
  readonly credential?: string;
}

const opened = () => {
  const clock = new HandClock();
  const logins = new RememberedLogins(clock);
  const n8n = { reads: 0, fields: { url: 'https://one.example' } as IDataObject, broken: false };
  const contextOf = ({ workflow = 'w', node = 'n', credential = 'c' }: Place = {}) =>
    ({
      getWorkflow: () => ({ id: workflow }),
      getNode: () => ({ id: node, credentials: { [TYPE]: { id: credential, name: 'Shop' } } }),
      getCredentials: async () => {
        n8n.reads++;
        if (n8n.broken) throw new Error('no such credential');
        return n8n.fields;
      },
    }) as unknown as IWebhookFunctions;
  const read = (place?: Place) => logins.of(contextOf(place)).getCredentials<IDataObject>(TYPE);
  return { clock, n8n, read };
};

test('a login is read once in ten seconds, however many ask, and also by many at once', async () => {
  const { clock, n8n, read } = opened();
  await Promise.all([read(), read(), read()]);
  await clock.advance(9_999);
  await read();
  expect(n8n.reads).toBe(1);
  await clock.advance(1);
  await read();
  expect(n8n.reads).toBe(2);
});

test('what is changed in a credential counts after ten seconds at the latest', async () => {
  const { clock, n8n, read } = opened();
  await read();
  n8n.fields = { url: 'https://two.example' };
  await clock.advance(10_000);
  expect(await read()).toEqual({ url: 'https://two.example' });
});

test('another credential, node or workflow is never served with what was read for this one', async () => {
  const { n8n, read } = opened();
  await read();
  for (const place of [{ credential: 'd' }, { node: 'm' }, { workflow: 'v' }]) await read(place);
  expect(n8n.reads).toBe(4);
});

test('a failure is not remembered: the next delivery asks again', async () => {
  const { n8n, read } = opened();
  n8n.broken = true;
  await expect(read()).rejects.toThrow('no such credential');
  n8n.broken = false;
  expect(await read()).toEqual({ url: 'https://one.example' });
});

test('a clock that is set back does not make a login last', async () => {
  const { clock, n8n, read } = opened();
  await clock.advance(3_600_000);
  await read();
  clock.setBack(3_600_000);
  await read();
  expect(n8n.reads).toBe(2);
});
