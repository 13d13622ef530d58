"""REMEMBERS: the only SQL."""
