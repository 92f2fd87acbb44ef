/**
 * The big shop as a process of its own, so that a bench measures the client alone:
 * `tsx test/shop/big-shop-main.ts --orders 100000 --port 0` prints `{"url","consumerKey","consumerSecret"}` as one line
 * and serves until it is told to stop.
 */
import { parseArgs } from 'node:util';
import { startBigShop } from './big-shop';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '100000' }, port: { type: 'string', default: '0' } },
});

const whole = (name: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
};

const main = async (): Promise<void> => {
  const shop = await startBigShop({
    orders: whole('orders', values.orders),
    port: whole('port', values.port),
  });
  const { url, consumerKey, consumerSecret } = shop;
  process.stdout.write(`${JSON.stringify({ url, consumerKey, consumerSecret })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void shop.stop().then(() => process.exit(0)));
};

void main();
