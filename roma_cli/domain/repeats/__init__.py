"""Repeating tasks."""
