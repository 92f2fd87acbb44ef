// A first boot of n8n runs all its migrations, and a real ledger installs itself: minutes, not jest's five seconds.
jest.setTimeout(300_000);
