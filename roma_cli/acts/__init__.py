"""DOES: one function per command, from plain values to an answer; both lanes call these."""
