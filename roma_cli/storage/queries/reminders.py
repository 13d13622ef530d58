"""Every SELECT on reminders; returns records, never writes."""

from __future__ import annotations

from roma_cli.domain.task_records import Reminder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File

_COLUMNS = "SELECT " + ", ".join(Reminder._fields) + " FROM reminders"
_WORKED_ON = (
    "SELECT task_id FROM timer_sessions WHERE user_id = ? AND day IS NULL AND ended_at IS NULL"
    " AND paused_at IS NULL AND kind = 'work' AND task_id IS NOT NULL"
)


def pending_of(file: File, task_id: int) -> list[Reminder]:
    """Return the pending reminders of one task, the next first."""
    return _records(
        file, "WHERE task_id = ? AND status = 'pending' ORDER BY scheduled_at, id", task_id
    )


def pending(file: File, user_id: int) -> list[Reminder]:
    """Return the user's pending reminders, the next first."""
    return _records(
        file, "WHERE user_id = ? AND status = 'pending' ORDER BY scheduled_at, id", user_id
    )


def pending_of_operation(file: File, user_id: int, number: int) -> list[Reminder]:
    """Return those of the user's pending reminders that an operation wrote, by id."""
    return _records(
        file,
        "WHERE user_id = ? AND status = 'pending' AND id IN (SELECT CAST(row_key AS INTEGER)"
        " FROM audit_log_entries WHERE operation_id = ? AND row_table = 'reminders') ORDER BY id",
        user_id,
        number,
    )


def due(file: File, user_id: int, now: int) -> list[Reminder]:
    """Return the due reminders, oldest first."""
    return _records(
        file,
        "WHERE user_id = ? AND status = 'pending' AND scheduled_at <= ? ORDER BY scheduled_at, id",
        user_id,
        now,
    )


def count_due(file: File, user_id: int, now: int) -> int:
    """Return how many reminders are due, without those of tasks with a running work session."""
    [(number,)] = file.read(
        "SELECT count(*) FROM reminders WHERE user_id = ? AND status = 'pending'"
        f" AND scheduled_at <= ? AND task_id NOT IN ({_WORKED_ON})",
        (user_id, now, user_id),
    )
    return int(str(number))


def every(file: File, user_id: int) -> list[Reminder]:
    """Return all the user's reminders, sent and cancelled ones too, by their time."""
    return _records(file, "WHERE user_id = ? ORDER BY scheduled_at, id", user_id)


def one(file: File, user_id: int, number: int) -> Reminder | None:
    """Return one reminder of the user, or None."""
    found = _records(file, "WHERE id = ? AND user_id = ?", number, user_id)
    return found[0] if found else None


def working_on(file: File, user_id: int) -> set[int]:
    """Return the tasks with a running work session; a paused one does not delay reminders."""
    return {int(str(row[0])) for row in file.read(_WORKED_ON, (user_id,))}


def _records(file: File, rest: str, *values: object) -> list[Reminder]:
    return [Reminder(*row) for row in file.read(f"{_COLUMNS} {rest}", values)]
