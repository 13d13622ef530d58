"""Detection of roma's own JSON; `domain/transfer/archive/schema.py` says what it holds."""

from __future__ import annotations

from roma_cli.adapters.formats.source import head_text

_FIRST = '"roma"'


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins as one of ours: an object whose first key is `roma`."""
    text = head_text(head).lstrip()
    return text.startswith("{") and text[1:].lstrip().startswith(_FIRST)
