"""Batch inserts and replays."""
