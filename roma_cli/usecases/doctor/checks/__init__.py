"""Checks of `roma doctor`."""
