"""Other programs, files, networks and the machine."""
