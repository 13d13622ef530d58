"""Import and export of roma's own JSON archive."""
