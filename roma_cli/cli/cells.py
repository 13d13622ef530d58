"""How much room text takes on a terminal, whose screen is made of cells."""

from __future__ import annotations

GAP = 2
"""Blanks between two columns."""


def width(text: str) -> int:
    """Return how many terminal cells `text` takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415 - 1 MiB, rarely needed

    cells = 0
    for character in text:
        if combining(character) or character in "\u200c\u200d\ufe0f":
            continue
        cells += 2 if east_asian_width(character) in "WF" else 1
    return cells
