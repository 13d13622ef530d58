"""Parser of typed IDs: `3`, `3 5 8`, `3-7`."""

from __future__ import annotations

from roma_cli.domain.errors import BadValue
from roma_cli.domain.text import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from roma_cli.domain.errors import RomaError

_MOST = 100_000
"""IDs in one command: a typing mistake such as 1-99999999 is refused, not looked up."""


def parse_ids(words: Iterable[str]) -> list[int]:
    """Return the IDs in `words`, each once, in the order typed.

    Raises BadValue for a word that is neither a number from 1 nor a range.
    """
    ids: dict[int, None] = {}
    for word in words:
        first, dash, last = word.strip().lstrip("#").partition("-")
        low = _number(first, word)
        high = _number(last, word) if dash else low
        if high < low:
            message = f"the range '{word}' is backwards: type {high}-{low}"
            raise BadValue(message, text=word.strip(), readings=[f"{high}-{low}"])
        if high - low + len(ids) >= _MOST:
            raise BadValue(f"'{word}' is more than {_MOST} IDs")
        for one in range(low, high + 1):
            ids[one] = None
    return list(ids)


def parse_id(word: str, several: RomaError | None = None) -> int:
    """Return the one ID in `word`. Raises as `parse_ids`, and `several` for a range."""
    ids = parse_ids([word])
    if len(ids) != 1:
        raise several or BadValue(f"this takes one task, not {len(ids)}")
    return ids[0]


def _number(text: str, word: str) -> int:
    number = whole_number(text)
    if number is None or number < 1:
        raise BadValue(f"'{word}' is not an ID: IDs are numbers such as 3, or ranges such as 3-7")
    return number
