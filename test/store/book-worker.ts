/** A process of its own that posts to the book without end, until it is killed: `book-worker.ts <place> <round>`. */
import { createBook } from '../../lib/destinations/book';
import { actor, at, DESTINATION, order, planOf } from '../contract/store-samples';
import { documentOf, NO_CONTEXT } from '../contract/destination-samples';
import { openNamed } from './open-named';

const BATCH = 40;

const main = async ([place, round]: readonly string[]): Promise<void> => {
  const store = await openNamed(place as string);
  const clock = { now: () => new Date(at(0)), sleep: async () => {} };
  const book = createBook({ storage: store, bookId: 'main', clock });
  process.stdout.write('started\n');
  for (let batch = 0; ; batch++) {
    const plans = Array.from({ length: BATCH }, (_, index) => planOf(`${round}-${batch}-${index}`));
    const keys = plans.map(({ key }) => key);
    const claim = `${round}-${batch}`;
    await store.planOrders(
      DESTINATION,
      plans.map(({ orderId }) => order(orderId)),
      at(0),
      () => plans,
    );
    const lease = { now: at(0), leaseUntil: at(9), claim, clock };
    await store.claimPlans(DESTINATION, keys, { from: ['planned'], ...lease });
    const outcomes = await book.send(
      plans.map(({ key }) => documentOf({ key })),
      NO_CONTEXT,
    );
    await store.movePlans(
      outcomes.map((outcome, index) => ({
        key: keys[index] as string,
        destination: DESTINATION,
        from: ['claimed'],
        claim,
        to: 'posted',
        ...(outcome.state === 'created' ? { recordId: outcome.recordId } : {}),
      })),
      keys.map((planKey) => ({
        planKey,
        destination: DESTINATION,
        at: at(0),
        action: 'send',
        outcome: 'created',
      })),
      actor(1),
    );
  }
};

void main(process.argv.slice(2));
