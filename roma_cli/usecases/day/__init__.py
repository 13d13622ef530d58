"""The day's count, resets and the today screen."""
