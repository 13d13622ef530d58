"""Tables of examples as text: a row a line, its cells parted by ` | `."""

from __future__ import annotations


def rows(text: str) -> list[tuple[str, ...]]:
    """Return the rows of a text.

    A line that is indented by four blanks more goes on from the one before, and what follows
    `  # ` is a comment.
    """
    lines: list[str] = []
    for line in text.strip("\n").splitlines():
        row = line.partition("  # ")[0]
        if row.startswith("    "):
            lines[-1] += " " + row.strip()
        elif row and not row.startswith("# "):
            lines.append(row)
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]
