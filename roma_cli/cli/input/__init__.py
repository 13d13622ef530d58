"""Prompts, stdin, editor and completion."""
