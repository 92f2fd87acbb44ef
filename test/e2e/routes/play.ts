/** One stage played through: installed, traded with everything going wrong, swept, proved, and swept again. */
import type { N8nApi } from '../harness/n8n-api';
import { type Exception, Route } from './route';
import type { Stage } from './stage';
import { trade, type Traded } from './story';

export interface Played {
  readonly route: Route;
  readonly traded: Traded;
  /** Keys in the ledger before the sweep: what webhooks alone brought. */
  readonly broughtByWebhooks: number;
  readonly exceptions: readonly Exception[];
  readonly proof: Awaited<ReturnType<Route['reconcile']>>;
  readonly before: State;
  /** After a second sweep, and a run. */
  readonly after: State;
}

export interface State {
  readonly keys: readonly string[];
  readonly balances: ReadonlyMap<string, bigint>;
  readonly writes: number;
}

const GROUPS = 3;

export const play = async (
  api: N8nApi,
  stage: Stage,
  say: (line: string) => void = () => undefined,
): Promise<Played> => {
  const { template, storeId, shop, ledger, setUp, stories, books } = stage;
  const route = await Route.install({ api, template, storeId, shop, ledger, setUp });
  stage.published();
  say('published');
  const traded = await trade(stories, GROUPS, async (bout) => {
    stage.stumble(bout);
    await stage.deliver();
  });
  say(`traded ${JSON.stringify(stage.deliveries())}`);
  await route.settle();
  say('settled');
  const broughtByWebhooks = books.keys().length;
  await route.sweep();
  await route.settle();
  say(`swept: ${broughtByWebhooks} records, and ${books.keys().length}`);
  const proof = await route.reconcile();
  await route.settle();
  const before = stateOf(stage);
  await route.sweep();
  await route.settle();
  say('swept again');
  const after = stateOf(stage);
  return { route, traded, broughtByWebhooks, exceptions: await route.exceptions(), proof, before, after };
};

const stateOf = ({ books }: Stage): State => ({
  keys: [...books.keys()].sort(),
  balances: new Map(books.balances()),
  writes: books.writes(),
});
