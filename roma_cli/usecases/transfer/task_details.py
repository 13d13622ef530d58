"""Notes and reminders of an imported task, and what only its format knows."""

from __future__ import annotations

from json import JSONEncoder

from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import entry, insert, update
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.domain.transfer.limits import due_of_columns
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.reminders.sync import moment_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.domain.changes import Value
    from roma_cli.domain.transfer.interchange import ExternalTask
    from roma_cli.domain.transfer.limits import Fitter
    from roma_cli.storage.queries.transfer import Extras
    from roma_cli.usecases.transfer.import_job import Job


NOTE_COLUMNS = ("uuid", "task_id", "user_id", "text", "created_at")
EXTRAS_COLUMNS = ("task_id", "format", "data")


def notes(
    job: Job,
    one: ExternalTask,
    task_id: int,
    uuid: str,
    fit: Fitter,
    *,
    there: Sequence[tuple[str, str, int]] = (),
) -> list[tuple[Value, ...]]:
    """Return the rows of the notes that a task does not have yet; `there` are those it has.

    One of the same text is the same where it is a few seconds off, for Taskwarrior moves those of
    one second apart; or where the other program did not say when it was made.
    """
    seen = {name for name, _, _ in there}
    moments: dict[str, list[int]] = {}
    for _, text, moment in there:
        moments.setdefault(text, []).append(moment)
    rows: list[tuple[Value, ...]] = []
    for note in one.notes:
        text = fit.text(note.text, "notes", task_rules.DESCRIPTION_LIMIT)
        at = fit.moment(note.created_at, "notes")
        moment = job.now if at is None else at
        name = note.uuid or name_uuid("note", uuid, note.created_at, note.text)
        if not text or name in seen:
            continue
        near = len(one.notes)
        if any(not note.is_dated or abs(moment - other) <= near for other in moments.get(text, ())):
            continue
        if note.uuid is not None and transfer_queries.has_note(job.file, name):
            # Another task has it: of another user who imported the same.
            name = name_uuid("note", uuid, name)
            if name in seen or transfer_queries.has_note(job.file, name):
                continue
        seen.add(name)
        rows.append((name, task_id, job.context.user_id, text, moment))
        job.count("note", "added")
    return rows


def reminders(
    job: Job, one: ExternalTask, task_id: int, row: Mapping[str, Value], fit: Fitter
) -> bool:
    """Add the reminders still to come that the task never had; tell whether there are any.

    `row` holds the columns of the task as it is now.
    """
    if not one.reminders or row["status"] != "pending" or row["deleted_at"] is not None:
        return False
    is_any = False
    own = job.context.configuration
    there = transfer_queries.reminder_times(job.file, task_id)
    moments = {moment for moment, _ in there}
    offsets = {offset for _, offset in there if offset is not None}
    due = due_of_columns(row)
    for reminder in one.reminders:
        offset = reminder.offset_seconds
        if offset is None:
            moment = fit.moment(reminder.scheduled_at, "reminders")
        elif due is None or offset < 0:
            fit.lose("reminders", "one that comes before no due date")
            continue
        else:
            moment = moment_before(own, due, offset)
        if moment is None or moment in moments or offset in offsets:
            continue
        if moment <= job.now:
            fit.lose("reminders", "its time is past")
            continue
        moments.add(moment)
        offsets.add(offset if offset is not None else -1)
        is_own = offset is not None and offset == reminder_rules.OFFSETS.get(
            str(row["reminder_offset"])
        )
        job.write(
            reminder_rules.add(
                task_id,
                job.context.user_id,
                moment,
                own.notification_channels,
                now=job.now,
                origin="task" if is_own else "added",
                offset_seconds=offset,
            )
        )
        job.count("reminder", "added")
        is_any = True
    return is_any


def write_extras(job: Job, one: ExternalTask, task_id: int, kept: Extras | None) -> None:
    """Keep what only the task's format knows, if it is not kept so."""
    if not differs(one, kept):
        return
    data = data_of(one)
    if kept is None:
        row: dict[str, Value] = {"task_id": task_id, "format": job.format, "data": data}
        change = insert("task_extras", row)
    else:
        change = update("task_extras", kept.id, kept, {"data": data})
    job.write(entry("task.kept_aside", change, task_id=task_id))


def differs(one: ExternalTask, kept: Extras | None) -> bool:
    """Tell whether a task has other extras than those that are kept."""
    if kept is None:
        return bool(one.extras)
    return data_of(one) != kept.data


def data_of(one: ExternalTask) -> str:
    """Return the extras of a task as they are kept: always the same text for the same."""
    # Escapes for all that is not ASCII: lone surrogates are among what may come.
    return _text(one.extras)


_text = JSONEncoder(sort_keys=True, separators=(",", ":")).encode
