import { DESTINATIONS, findDestination } from '../../lib/destinations';
import { openSqliteStore } from '../../lib/store/sqlite';
import { TestClock } from '../support/test-clock';

test('every ledger is registered once, under the name that its destination carries', async () => {
  const store = await openSqliteStore(':memory:');
  for (const entry of DESTINATIONS) {
    const destination = entry.connect({ clock: new TestClock(), storage: store, company: 'main' });
    expect(destination.kind).toBe(entry.kind);
    expect(destination.id).toBe(`${entry.kind}:main`);
    expect(findDestination(entry.kind)).toBe(entry);
  }
  expect(new Set(DESTINATIONS.map(({ kind }) => kind)).size).toBe(DESTINATIONS.length);
  expect(findDestination('constructor')).toBeUndefined();
  await store.close();
});
