"""Typed dates and times."""
