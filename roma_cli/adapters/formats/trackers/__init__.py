"""Time tracker files."""
