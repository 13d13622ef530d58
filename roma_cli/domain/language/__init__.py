"""Sentences: quick add and chat commands."""
