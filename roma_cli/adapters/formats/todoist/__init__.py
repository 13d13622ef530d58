"""Todoist backups."""
