"""Width of text on a terminal, in cells, and text broken into lines."""

from __future__ import annotations

from roma_cli.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.usecases.result import Raw

GAP = 2
"""Spaces between two columns."""


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
    """Return `text` wrapped between words to lines of at most `columns` cells.

    A longer word gets a line of its own.
    """
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return "\n".join(lines)


def raw_lines(block: Raw) -> Iterator[str]:
    """Return text for other programs as lines that are safe on a terminal."""
    rest = ""
    for chunk in block.chunks:
        *whole, rest = (rest + chunk).split("\n")
        # Lines of CSV end in CR LF; the CR would be made visible.
        yield from (visible(row.removesuffix("\r")) for row in whole)
    if rest:
        yield visible(rest)
