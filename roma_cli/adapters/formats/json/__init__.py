"""roma's own JSON files."""
