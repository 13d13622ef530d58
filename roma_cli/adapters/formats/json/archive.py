"""Detection of roma's own JSON; `domain/transfer/archive/schema.py` describes its content."""

from __future__ import annotations

from roma_cli.adapters.formats.source import head_text

_FIRST = '"roma"'


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins like a roma archive: an object with `roma` as its first key."""
    text = head_text(head).lstrip()
    return text.startswith("{") and text[1:].lstrip().startswith(_FIRST)
