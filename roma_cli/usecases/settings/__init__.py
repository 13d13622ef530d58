"""Configuration, users and schedule."""
