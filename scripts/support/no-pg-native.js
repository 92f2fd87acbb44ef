throw new Error('there is no compiled PostgreSQL client in this package');
