"""The database: the embedded server, migrations, the engine and units of work."""
