"""Roma Timer databases."""
