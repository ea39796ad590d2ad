"""Memory: one SQLite file per organisation, its transactions, migrations and queries."""
