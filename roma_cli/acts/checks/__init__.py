"""What `roma doctor` looks at, by subject."""
