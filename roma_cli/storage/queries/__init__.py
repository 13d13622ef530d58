"""Read queries by subject."""
