import { DESTINATIONS, findDestination } from '../../lib/destinations';

test('every ledger is registered once and found by its name', () => {
  for (const entry of DESTINATIONS) expect(findDestination(entry.kind)).toBe(entry);
  expect(new Set(DESTINATIONS.map(({ kind }) => kind)).size).toBe(DESTINATIONS.length);
  expect(findDestination('constructor')).toBeUndefined();
});

test('a ledger with companies to choose from can list them', () => {
  for (const { kind, company, listCompanies } of DESTINATIONS)
    expect([kind, listCompanies !== undefined]).toEqual([kind, company === 'choice']);
});

test('a ledger that is reached over a network has a login', () => {
  for (const { kind, company, credentials } of DESTINATIONS)
    expect([kind, credentials.length > 0]).toEqual([kind, company !== 'book']);
});
