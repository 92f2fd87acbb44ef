/** A process of its own that works a queue off and prints what it claimed: `claim-worker.ts <place> <name>`. */
import { actor, at, lease, PIPELINE, STREAM } from '../contract/store-samples';
import { openNamed } from './open-named';

const main = async ([place, name]: readonly string[]): Promise<void> => {
  const store = await openNamed(place as string);
  const claimed: string[] = [];
  for (;;) {
    const options = { ...lease(1, `${name}-${claimed.length}`, { limit: 7 }), leaseUntil: at(60) };
    const tickets = await store.claimWork(PIPELINE, STREAM, options);
    if (tickets.length === 0) break;
    claimed.push(...tickets.map(({ objectId }) => objectId));
    await store.completeWork(tickets, actor(2, name));
  }
  await store.close();
  process.stdout.write(JSON.stringify(claimed));
};

void main(process.argv.slice(2));
