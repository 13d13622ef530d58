"""Countdown and chat."""
