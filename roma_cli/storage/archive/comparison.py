"""What the stage of an export and the file have in common, found by SQLite itself."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

from roma_cli.domain.transfer.archive.schema import TABLES, references
from roma_cli.storage.archive.queries import PAGE, STAGE, columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from roma_cli.storage.archive.queries import Row
    from roma_cli.storage.database import File

_BEFORE_ALL = -(2**63)


class Pair(namedtuple("Pair", "ours our_user their_user uuid is_same refers_here refers_there id")):
    """A task that is here under the uuid of one of theirs, whose number there is `id`.

    `is_same` tells that they say the same, references aside; `refers_here` and `refers_there` are
    those, in their order.
    """

    __slots__ = ()
    ours: int
    our_user: int
    their_user: int
    uuid: str
    is_same: bool
    refers_here: tuple[int | None, ...]
    refers_there: tuple[int | None, ...]
    id: int


def tasks(file: File, beside: Collection[str]) -> Iterator[Pair]:
    """Return the tasks that are in both, the columns `beside` left aside."""
    refers = [name for name in references("tasks") if name not in beside]
    names = [one.name for one in TABLES["tasks"] if one.name not in {"id", *refers, *beside}]
    same = " AND ".join(f"t.{name} IS o.{name}" for name in names)
    both = ", ".join(f"{one}.{name}" for one in "ot" for name in refers)
    for ours, our_user, their_user, uuid, is_same, *keys, number in _paged(
        file,
        f"SELECT o.id, o.user_id, t.user_id, t.uuid, {same}, {both}, t.id"
        f" FROM {STAGE}.tasks t CROSS JOIN tasks o ON o.uuid = t.uuid",
    ):
        here, there = tuple(keys[: len(refers)]), tuple(keys[len(refers) :])
        yield Pair(ours, our_user, their_user, uuid, bool(is_same), here, there, number)


def told(file: File) -> Iterator[tuple[int, int, str, str, str]]:
    """Return what the audit entries tell that are in both, in the order of theirs.

    The operation there and here; the table of the row, and its key there and here.
    """
    for there, here, table, their_key, our_key, _ in _paged(
        file,
        "SELECT t.operation_id, o.operation_id, t.row_table, t.row_key, o.row_key, t.id"
        f" FROM {STAGE}.audit_log_entries t CROSS JOIN audit_log_entries o"
        " ON o.event_id = t.event_id",
    ):
        yield there, here, table, their_key, our_key


def untold(file: File) -> Iterator[Row]:
    """Return the audit entries of the stage that are not in the file."""
    names = columns("audit_log_entries")
    for row in _paged(
        file,
        f"SELECT {', '.join(f't.{name}' for name in names)}, t.id FROM {STAGE}.audit_log_entries t"
        " LEFT JOIN audit_log_entries o ON o.event_id = t.event_id",
        "o.id IS NULL",
    ):
        yield dict(zip(names, row, strict=False))


def _paged(file: File, select: str, where: str = "true") -> Iterator[tuple[Any, ...]]:
    """Return rows in the order of `t.id`, their last value, some at a time.

    No statement is left open between them, so that the one who takes them may write.
    """
    last: object = _BEFORE_ALL
    sql = f"{select} WHERE t.id > ? AND {where} ORDER BY t.id LIMIT {PAGE}"
    while page := file.read(sql, (last,)):
        yield from page
        last = page[-1][-1]
