"""Parsing of typed ids: `3`, `3 5 8`, `3-7`."""

from __future__ import annotations

from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from roma_cli.domain.errors import RomaError

_MOST = 100_000
"""Ids in one command; a slip such as 1-99999999 is named instead of being looked up."""


def parse_ids(words: Iterable[str]) -> list[int]:
    """Return the ids that `words` name, each once, in the order typed.

    Raises UsageError for what is neither a number from 1 nor a range.
    """
    ids: dict[int, None] = {}
    for word in words:
        first, dash, last = word.strip().lstrip("#").partition("-")
        low = _number(first, word)
        high = _number(last, word) if dash else low
        if high < low:
            raise UsageError(f"the range '{word}' runs backwards", f"roma task done {high}-{low}")
        if high - low + len(ids) >= _MOST:
            raise UsageError(f"'{word}' names more than {_MOST} tasks")
        for one in range(low, high + 1):
            ids[one] = None
    return list(ids)


def parse_id(word: str, several: RomaError | None = None) -> int:
    """Return the one id that `word` names. Raises as `parse_ids`, and `several` for a range."""
    ids = parse_ids([word])
    if len(ids) != 1:
        raise several or UsageError(
            f"this takes one task, not {len(ids)}", f"roma task show {ids[0]}"
        )
    return ids[0]


def _number(text: str, word: str) -> int:
    number = whole_number(text)
    if number is None or number < 1:
        raise UsageError(f"a task is named by its number, not '{word}'", "roma task list")
    return number
