"""Output on a terminal, as text and as HTML."""
