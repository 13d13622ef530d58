"""Staging and merging of an imported archive."""
