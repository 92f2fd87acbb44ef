/** Whether the demo may say that it went well: every reason why not, as a sentence. */
import { withoutOrders } from './book-view';
import { bookDifferences } from './differences';
import type { Played } from './play';
import type { PostingTrigger } from '../../shop/expected-book';

export const faultsOf = (played: Played, trigger: PostingTrigger = 'capture'): readonly string[] => [
  ...bookFaults(played, trigger),
  ...exceptionFaults(played),
  ...reconciliationFaults(played),
  ...repeatFaults(played),
];

const bookFaults = (played: Played, trigger: PostingTrigger): readonly string[] => {
  const { shop } = played.demoShop;
  const view = withoutOrders(played.afterSweep.view, leftToAPerson(played));
  return bookDifferences(shop.expectedBook(trigger), view).map(
    ({ orderId, account, currency, expected, actual }) => {
      const story = orderId === undefined ? undefined : shop.story.storyOf(Number(orderId));
      const where =
        orderId === undefined ? 'In all' : `Order ${orderId}${story === undefined ? '' : ` (${story})`}`;
      return `${where}: ${account} should be ${expected} ${currency} and is ${actual}.`;
    },
  );
};

/**
 * An order that was booked and then deleted in the shop: nobody can say any more what it was, so a person decides. It may
 * stay in the book for as long as an exception or a break names it.
 */
const leftToAPerson = ({ demoShop, afterSweep, reconciliation }: Played): ReadonlySet<string> => {
  const named = [
    ...afterSweep.exceptions.filter(({ code }) => code === 'order_gone').map(({ objectId }) => objectId),
    ...reconciliation.breaks.filter(isGone).map(({ orderId }) => String(orderId)),
  ];
  return new Set(named.filter((id) => demoShop.shop.state.gone.has(Number(id))));
};

const isGone = ({ type }: Record<string, unknown>): boolean => type === 'gone_in_source';

/** Of an order that was deleted in the shop somebody should know; of any other trouble there must be none. */
const EXPECTED_CODES: readonly string[] = ['order_gone'];

const exceptionFaults = ({ demoShop, afterSweep }: Played): readonly string[] => {
  const { shop } = demoShop;
  const liars = shop.lyingOrders();
  const held = new Set(afterSweep.exceptions.map(({ objectId }) => objectId));
  const others = afterSweep.exceptions.filter(
    ({ objectId, code }) =>
      !liars.includes(objectId) && !(EXPECTED_CODES.includes(code) && shop.state.gone.has(Number(objectId))),
  );
  return [
    ...liars
      .filter((id) => !held.has(id))
      .map((id) => `Order ${id} lies about its totals, and no exception says so.`),
    ...liars
      .filter((id) => afterSweep.view.orders[id] !== undefined)
      .map((id) => `Order ${id} lies about its totals, and is in the book.`),
    ...others.map(
      ({ objectId, code, message }) =>
        `Order ${objectId} has an exception that it should not have: ${code}, ${message}`,
    ),
  ];
};

const reconciliationFaults = ({ demoShop, reconciliation }: Played): readonly string[] =>
  reconciliation.breaks
    .filter(({ type }) => type !== 'held')
    .filter((found) => !(isGone(found) && demoShop.shop.state.gone.has(Number(found.orderId))))
    .map(
      ({ orderId, type, message }) =>
        `The reconciliation found a break, ${String(type)}, at order ${String(orderId)}: ${String(message)}`,
    );

const repeatFaults = ({ afterSweep, afterRepeat }: Played): readonly string[] => {
  const before = afterSweep.view.keys.length;
  const after = afterRepeat.view.keys.length;
  return before === after
    ? []
    : [`A second sweep and backfill posted: the book had ${before} entries and has ${after}.`];
};
