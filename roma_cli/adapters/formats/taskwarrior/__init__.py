"""Taskwarrior JSON."""
