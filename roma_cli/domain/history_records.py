"""The rows of history: operations, and what each did to one row.

See `records` for what all of them have in common.
"""

from __future__ import annotations

from collections import namedtuple


class AuditEntry(
    namedtuple(
        "AuditEntry",
        "id event_id event_type task_id parent_task_id user_id event_data created_at "
        "operation_id row_table row_key",
    )
):
    """What happened to one row. `event_data` is JSON text with `before` and `after`."""

    __slots__ = ()
    id: int
    event_id: str
    event_type: str
    task_id: int | None
    parent_task_id: int | None
    user_id: int
    event_data: str
    created_at: int
    operation_id: int
    row_table: str
    row_key: str


class Operation(namedtuple("Operation", "id user_id actor kind target summary created_at")):
    """What one command did as a whole.

    `actor` is `user`, `roma` for what the tool does by itself, or `elsewhere` for what another
    file did whose history was imported; undo passes over both. `kind` is `do`, `undo` or
    `redo`; `target` is the operation that an undo or redo speaks of.
    """

    __slots__ = ()
    id: int
    user_id: int
    actor: str
    kind: str
    target: int | None
    summary: str
    created_at: int
