"""Undo and redo of operations, and their list."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.storage.queries import history as history_queries
from roma_cli.usecases.history import reminder_replay, replay
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.changes import Change
    from roma_cli.domain.history_records import Operation


def undo(context: Context, number: int | None = None) -> Result:
    """Take back the user's newest operation that still stands, or the one named, whole.

    What roma did by itself is passed over. Refuses, changing nothing, where something later
    changed the same columns of the same rows.
    """
    with context.operation(kind="undo") as op:
        operation = _to_undo(context, number)
        _refuse_if_overtaken(context, operation, "undo")
        entries = reminder_replay.followed(
            context, operation, replay.taken_back(context.file, operation.id), back=True
        )
        op.target = operation.id
        op.stream(f"undo: {operation.summary}", entries)
    return _result("undone", operation)


def redo(context: Context) -> Result:
    """Do again what was taken back last. Refuses as `undo` does."""
    with context.operation(kind="redo") as op:
        operation = history_queries.newest_undone(context.file, context.user_id)
        if operation is None:
            raise NotFound("there is nothing to redo", "roma undo --list")
        _refuse_if_overtaken(context, operation, "redo")
        entries = reminder_replay.followed(
            context, operation, replay.done_again(context.file, operation.id), back=False
        )
        op.target = operation.id
        op.stream(f"redo: {operation.summary}", entries)
    return _result("redone", operation)


def operations(context: Context, limit: int) -> Result:
    """List the newest operations, with what still stands and what was taken back."""
    found = history_queries.operations(context.file, context.user_id, limit)
    zone = context.configuration.timezone
    undone = {one.id for one in found if history_queries.is_undone(context.file, one.id)}
    rows = [
        (
            Cell(str(one.id), "id"),
            Cell(days.spaced_local(zone, one.created_at)),
            Cell("undone" if one.id in undone else one.actor, "dim"),
            Cell(one.summary),
        )
        for one in found
    ]
    columns = (Column("id", right=True), Column("when"), Column("by"), Column("what", wraps=True))
    return Result(
        [Table(columns, rows)] if rows else [],
        lambda: [
            {
                **one._asdict(),
                "created_at": days.iso_local(zone, one.created_at),
                "undone": one.id in undone,
            }
            for one in found
        ],
        messages=() if rows else ("nothing was done yet",),
    )


def _to_undo(context: Context, number: int | None) -> Operation:
    if number is None:
        newest = history_queries.newest_standing(context.file, context.user_id)
        if newest is None:
            raise NotFound("there is nothing to undo", "roma undo --list")
        return newest
    operation = history_queries.operation(context.file, context.user_id, number)
    if operation is None:
        raise NotFound(f"there is no operation {number}", "roma undo --list")
    if operation.actor == "elsewhere":
        raise UsageError(
            f"operation {operation.id} ({operation.summary}) was done in another file, whose"
            " history was imported; it cannot be undone here",
            "roma undo --list",
        )
    if operation.kind != "do" or operation.actor != "user":
        raise UsageError(
            f"operation {operation.id} ({operation.summary}) is not one of yours to undo",
            "roma undo --list",
        )
    if history_queries.is_undone(context.file, operation.id):
        raise UsageError(f"operation {operation.id} is undone already", "roma redo")
    return operation


def _refuse_if_overtaken(context: Context, operation: Operation, verb: str) -> None:
    for one in history_queries.overtaken(context.file, operation.id):
        change = replay.change_of(one)
        for later in history_queries.standing_after(context.file, one, operation.id):
            if _overlap(change, replay.change_of(later.entry)):
                raise UsageError(
                    f"cannot {verb} {operation.id} ({operation.summary}): operation "
                    f"{later.operation.id} ({later.operation.summary}) changed the same since",
                    "roma undo --list",
                )


def _overlap(change: Change, later: Change) -> bool:
    """Tell whether `later` touched what taking `change` back would touch."""
    if None in (change.before, change.after, later.before, later.after):
        return True
    own = set(change.after or {}) - {"updated_at"}
    return bool(own & set(later.after or {}))


def _result(verb: str, operation: Operation) -> Result:
    return Result(
        [line(f"{verb} ", Cell(str(operation.id), "id"), f"  {operation.summary}")],
        lambda: {verb: operation.id, "summary": operation.summary},
    )
