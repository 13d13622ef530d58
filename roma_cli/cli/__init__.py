"""TALKS: the only Typer and Rich."""
