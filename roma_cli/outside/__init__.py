"""REACHES: other programs, files and the machine itself."""
