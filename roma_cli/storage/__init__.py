"""The only SQL to roma's own file."""
