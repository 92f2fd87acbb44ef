/** The simulated Odoo seen from outside: moves by our key, what each account comes to, and what it was sent. */
import type { OdooSimulator } from '../../simulators/odoo/start-odoo';
import type { Ledger } from './ledger';
import { add, cents, type Net } from './sums';

const WRITING = [
  'account.move.create',
  'account.move.action_post',
  'account.move.write',
  'res.partner.create',
];

export const odooLedger = (odoo: OdooSimulator): Ledger => {
  const posted = () => odoo.rows('account.move').filter(({ state }) => state === 'posted');
  return {
    keys: () =>
      odoo.rows('account.move').map(({ ref, state }) => (state === 'posted' ? String(ref) : `draft ${ref}`)),
    balances: () => {
      const net: Net = new Map();
      for (const { id } of posted())
        for (const line of odoo.linesOf(id))
          add(net, String(line.account_id), cents(Number(line.amount_currency).toFixed(2)));
      return net;
    },
    invalid: () => odoo.bodies.flatMap((body) => wrongIn(JSON.parse(body) as Call)),
    writes: () => WRITING.reduce((sum, call) => sum + (odoo.calls.get(call) ?? 0), 0),
  };
};

interface Call {
  readonly jsonrpc?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly service?: unknown; readonly method?: unknown; readonly args?: unknown };
}

/** The envelope; what is in it, the models of the simulator check field by field. */
const wrongIn = ({ jsonrpc, method, params }: Call): readonly string[] => {
  const known = ['common.authenticate', 'object.execute_kw'];
  const called = `${String(params?.service)}.${String(params?.method)}`;
  const right =
    jsonrpc === '2.0' && method === 'call' && known.includes(called) && Array.isArray(params?.args);
  return right ? [] : [`not a call: ${String(jsonrpc)} ${String(method)} ${called}`];
};
