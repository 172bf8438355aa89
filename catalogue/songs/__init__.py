"""Songs: rows of PostgreSQL, each change published in the transaction that makes it."""
