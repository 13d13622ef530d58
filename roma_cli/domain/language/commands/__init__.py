"""Chat commands by pattern."""
