"""Backups: make, keep, restore."""
