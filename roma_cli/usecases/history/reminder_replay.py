"""Reminders brought in line with the present settings by an undo or redo.

The record has a reminder of a whole day at the moment that the time zone of then made of it.
Brought back, it follows its due date in the time zone of now, as it would have done had it been
there when the zone was changed. That is part of the same undo or redo; the next one of the same
operation first takes it back, so that it finds the rows as the record has them.
"""

from __future__ import annotations

from itertools import chain

from roma_cli.domain.changes import Entry, reverse
from roma_cli.storage.queries import history as history_queries
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.usecases.history import replay

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roma_cli.context import Context
    from roma_cli.domain.bulk_changes import Alike
    from roma_cli.domain.history_records import AuditEntry, Operation
    from roma_cli.domain.records import Configuration

_RECKONED_WITH = ("timezone", "daily_reset_time", "all_day_reminder_time")


def followed(
    context: Context, operation: Operation, entries: Iterable[Entry | Alike], *, back: bool
) -> Iterator[Entry | Alike]:
    """Give `entries`, which take the operation `back` or do it again, with what reminders need.

    Each must be in the file before the next one is asked for. Called before the undo or redo
    itself is an operation.
    """
    moves = history_queries.added_by_last_word(context.file, operation.id)
    return chain(
        _taken_back(context, moves),
        entries,
        _moved(context, operation, context.configuration, back=back),
    )


def _taken_back(context: Context, moves: Iterable[AuditEntry]) -> Iterator[Entry]:
    """Give what takes back the moves of the last undo or redo, but of reminders moved since."""
    for one in moves:
        change = replay.change_of(one)
        found = reminder_queries.one(context.file, context.user_id, int(one.row_key))
        if found is not None and found.scheduled_at == (change.after or {}).get("scheduled_at"):
            event_type = f"{one.event_type}.undone"
            yield Entry(event_type, reverse(change), one.task_id, one.parent_task_id, None)


def _moved(
    context: Context, operation: Operation, before: Configuration, *, back: bool
) -> Iterator[Entry]:
    context.refresh()
    now = context.configuration
    then = now._replace(
        **history_queries.settings_then(
            context.file, now.id, _RECKONED_WITH, operation.id, after=not back
        )
    )
    if _is_same(then, now) and _is_same(before, now):
        return
    from roma_cli.usecases.reminders.sync import rescheduled  # noqa: PLC0415 - only when they move

    own = reminder_queries.pending_of_operation(context.file, context.user_id, operation.id)
    yield from rescheduled(context, now, own, then)
    if not _is_same(before, now):
        # The settings themselves were brought back, and reminders made since are not in its record.
        ids = {one.id for one in own}
        others = reminder_queries.pending(context.file, context.user_id)
        yield from rescheduled(context, now, [one for one in others if one.id not in ids], before)


def _is_same(one: Configuration, other: Configuration) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _RECKONED_WITH)
