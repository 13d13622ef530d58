"""Creation of files on disk: complete and private, or not at all."""
