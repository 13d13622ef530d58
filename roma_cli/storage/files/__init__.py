"""Files made on disk: complete and private, or not at all."""
