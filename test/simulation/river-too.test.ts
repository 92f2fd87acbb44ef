/** The second thousand stories. */
import { playSeeds } from './play-seeds';

test(
  'after every storm the ledger is at the final state, once, and what is held is held for a true reason',
  () => playSeeds(1001),
  900_000,
);
