"""Audit log, undo and redo."""
