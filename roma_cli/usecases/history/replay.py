"""Replay of audit entries, to undo or redo an operation, a page at a time.

An operation may have a hundred thousand entries. Where many that follow each other do alike,
the operation gets them as a batch, and their data stays in the file.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby

from roma_cli.domain.bulk_changes import Alike
from roma_cli.domain.changes import Change, Entry, reverse
from roma_cli.storage.queries import history as history_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.history_records import AuditEntry
    from roma_cli.storage.database import File
    from roma_cli.storage.queries.history import Outline

_PAGE = 512
"""Entries read at a time, and the most that go together."""
_FEW = 4
"""So many go one by one: statements of their own for each kind would take longer to prepare."""


def taken_back(file: File, number: int) -> Iterator[Entry | Alike]:
    """Give the entries that take one operation back, from its last to its first."""
    return _entries(file, number, back=True)


def done_again(file: File, number: int) -> Iterator[Entry | Alike]:
    """Give the entries that do one operation again, in its order."""
    return _entries(file, number, back=False)


def change_of(one: AuditEntry) -> Change:
    """Return the change of an audit entry."""
    import json  # noqa: PLC0415 - only where history is read

    data = json.loads(one.event_data)
    return Change(data["table"], data["key"], data["before"], data["after"])


def _entries(file: File, number: int, *, back: bool) -> Iterator[Entry | Alike]:
    last = None
    while page := history_queries.outlines(file, number, last, _PAGE, newest_first=back):
        last = page[-1].id
        for together, some in _stretches(page):
            low, high = sorted((some[0].id, some[-1].id))
            each = partial(_each, file, number, low, high, back=back)
            if together:
                first = some[0].id
                [one] = _each(file, number, first, first, back=back)
                yield Alike(one, len(some), number, low, high, back, each)
            else:
                yield from each()


def _stretches(page: list[Outline]) -> Iterator[tuple[bool, list[Outline]]]:
    """Cut a page into what goes together and what goes one by one."""
    alone: list[Outline] = []
    for kind, some in groupby(page, _kind):
        many = list(some)
        if kind is None or len(many) <= _FEW:
            alone += many
            continue
        if alone:
            yield False, alone
            alone = []
        yield True, many
    if alone:
        yield False, alone


def _kind(one: Outline) -> object:
    """Return what those have in common that may go together, None for what goes alone."""
    # Columns that are changed may be unique together, so that their rows' order counts.
    return one[1:] if one.adds or one.removes else None


def _each(file: File, number: int, low: int, high: int, *, back: bool) -> Iterator[Entry]:
    for one in history_queries.entries(file, number, low, high, newest_first=back):
        change = change_of(one)
        if back:
            verb, change = "undone", reverse(change)
        else:
            verb = "redone"
        yield Entry(f"{one.event_type}.{verb}", change, one.task_id, one.parent_task_id, None)
