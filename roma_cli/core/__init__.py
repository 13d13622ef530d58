"""DECIDES: values in, changes out. No clock, SQL, terminal, environment or network."""
