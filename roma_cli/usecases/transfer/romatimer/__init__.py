"""Import of Roma Timer's SQLite file."""
