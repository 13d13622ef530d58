"""Changes of rows as values: which row, its values before and after.

Nothing here touches a file: `storage/operations.py` applies changes, guarded by `before`.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    Scalar: TypeAlias = int | str | None
    Value: TypeAlias = "Scalar | NewKey"
    Row: TypeAlias = "Mapping[str, Value]"


class NewKey(namedtuple("NewKey", "position")):
    """Stands for the key of the row that an earlier entry of the same operation inserts.

    `position` counts the operation's entries from 0. It stands where a value does until the
    operation puts the key in its place.
    """

    __slots__ = ()
    position: int


class Change(namedtuple("Change", "table key before after")):
    """One row of one table before and after.

    `before` is None for a new row, `after` is None for a deleted one; otherwise both hold the
    same columns, only those that differ. `key` is None for a new row whose key the operation
    chooses: the next integer where ids are integers, else a random UUID.
    """

    __slots__ = ()
    table: str
    key: int | str | None
    before: Row | None
    after: Row | None


class Entry(namedtuple("Entry", "event_type change task_id parent_task_id note")):
    """A change with its audit data.

    `event_type` is `noun.committed`. `task_id` may be left None for a change of the table
    `tasks`: the operation fills in the row's own id. `note` holds what the row does not.
    """

    __slots__ = ()
    event_type: str
    change: Change
    task_id: int | NewKey | None
    parent_task_id: int | None
    note: Row | None


def entry(
    event_type: str,
    change: Change,
    *,
    task_id: int | NewKey | None = None,
    parent_task_id: int | None = None,
    note: Row | None = None,
) -> Entry:
    """Return `change` with its audit data."""
    return Entry(event_type, change, task_id, parent_task_id, note)


def insert(table: str, row: Row, key: int | str | None = None) -> Change:
    """Return the change that adds `row` (all its columns but the key)."""
    return Change(table, key, None, row)


def update(table: str, key: int | str, old: object, new: Row) -> Change:
    """Return the change that sets the columns of `new` on the record `old`, less those it has.

    The result may change nothing: see `is_empty`.
    """
    before: dict[str, Value] = {}
    after: dict[str, Value] = {}
    for column, value in new.items():
        was = getattr(old, column)
        if was != value:
            before[column] = was
            after[column] = value
    return Change(table, key, before, after)


def is_empty(change: Change) -> bool:
    """Tell whether an update leaves every column as it is, `updated_at` aside."""
    if change.before is None or change.after is None:
        return False
    return not set(change.after) - {"updated_at"}


def reverse(change: Change) -> Change:
    """Return the change that takes `change` back."""
    return Change(change.table, change.key, change.after, change.before)
