import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../harness/free-ports';
import { MedusaApi } from './medusa-api';
import { MedusaProcess, type Webhook } from './medusa-process';
import { PostgresServer } from '../../support/postgres-server';
import { administrator, databaseTemplate } from './template';
import { type Basket, type Return, Trade } from './trade';

export interface MedusaOptions {
  /** An existing folder; the shop gets one of its own in it. */
  folder: string;
  log: (message: string) => void;
  /** Where the documented subscriber delivers to, and what it signs with. */
  webhook?: Webhook;
}

/** A real Medusa on loopback with a catalogue and no orders. */
export interface RunningMedusa {
  readonly url: string;
  readonly secretKey: string;
  readonly api: MedusaApi;
  /** Buyers and shop-keeper. What most tests need of them stands below as well. */
  readonly trade: Trade;
  placeOrder(basket: Basket): Promise<string>;
  capture(orderId: string, amount?: number): Promise<void>;
  refund(orderId: string, amount: number, note?: string): Promise<void>;
  /** Of an order that was captured: it is sent first where that was not done yet. Gives the return's id. */
  returnItems(orderId: string, back: Return): Promise<string>;
  cancel(orderId: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startMedusa({ folder, log, webhook }: MedusaOptions): Promise<RunningMedusa> {
  const archive = await databaseTemplate(log);
  const project = join(folder, 'medusa');
  mkdirSync(project, { recursive: true });
  const postgres = await PostgresServer.prepare({ archive });
  let medusa: MedusaProcess | undefined;
  const stop = async (): Promise<void> => {
    await medusa?.stop();
    await postgres.dispose();
  };
  try {
    const [databasePort = 0, port = 0] = await freePorts(2);
    const databaseUrl = await postgres.start(databasePort);
    medusa = await MedusaProcess.prepare(project, databaseUrl, webhook);
    log('Medusa starts …');
    const url = await medusa.start(port);
    const admin = await MedusaApi.login(url, administrator.email, administrator.password);
    const secretKey = await makeSecretKey(admin);
    const api = MedusaApi.withKey(url, secretKey);
    return { url, secretKey, api, ...shopOf(await Trade.open(api)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function shopOf(trade: Trade): Omit<RunningMedusa, 'url' | 'secretKey' | 'api' | 'stop'> {
  return {
    trade,
    placeOrder: (basket) => trade.placeOrder(basket),
    capture: (orderId, amount) => trade.capture(orderId, amount),
    refund: (orderId, amount, note) => trade.refund(orderId, amount, note),
    returnItems: async (orderId, back) => {
      await trade.ship(orderId);
      return trade.returnItems(orderId, back);
    },
    cancel: (orderId) => trade.cancel(orderId),
  };
}

async function makeSecretKey(admin: MedusaApi): Promise<string> {
  const body = { title: 'Cart Ledger', type: 'secret' };
  const { api_key } = await admin.post<{ api_key: { token: string } }>('/admin/api-keys', body);
  return api_key.token;
}
