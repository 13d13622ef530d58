"""Text on a terminal, whose screen is made of cells: how much room it takes, and lines of it."""

from __future__ import annotations

from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.usecases.result import Raw

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


def folded(text: str, columns: int) -> str:
    """Return `text` broken between words, so that no line takes over `columns` cells.

    A word that is longer has a line of its own.
    """
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return "\n".join(lines)


def raw_lines(block: Raw) -> Iterator[str]:
    """Return text for other programs as lines that a terminal can be shown."""
    rest = ""
    for chunk in block.chunks:
        *whole, rest = (rest + chunk).split("\n")
        # Lines of CSV end in two characters, of which the first would be shown as one.
        yield from (visible(row.removesuffix("\r")) for row in whole)
    if rest:
        yield visible(rest)
