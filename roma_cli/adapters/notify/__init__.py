"""Notification channels and hooks."""
