"""roma's own JSON archive."""
