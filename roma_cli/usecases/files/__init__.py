"""The data file: path and backups."""
