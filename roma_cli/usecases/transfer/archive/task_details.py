"""What belongs to tasks, merged: notes, what other programs know of them, and reminders."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import entry, insert, is_empty, update
from roma_cli.domain.counting import rule_of
from roma_cli.domain.due import DAY, deadline
from roma_cli.domain.task_records import Reminder
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.usecases.reminders.sync import moment_before
from roma_cli.usecases.transfer.archive.batch import Coming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.records import Task
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge

_CHANGED = (
    *("scheduled_at", "reminder_type", "status", "retry_count", "job_id", "sent_at"),
    *("claimed_at", "next_attempt_at", "origin", "offset_seconds"),
)


def notes(merge: Merge) -> Iterator[Entry | Rows]:
    """Return the entries that add the notes which are not here."""
    coming = Coming(merge, "task.noted", "task_notes", "note")
    for theirs in merge.stage.rows("task_notes"):
        name, ours = merge.named("task_notes", theirs["uuid"], merge.user_of(theirs))
        if ours is not None:
            merge.maps["task_notes"][theirs["id"]] = int(str(ours["id"]))
            if ours["text"] != theirs["text"]:
                merge.lose(f"note {ours['id']}", "text", "is another one here: kept")
            continue
        row = {**merge.mapped("task_notes", theirs), "uuid": name}
        yield from coming.add(theirs["id"], row)
    yield from coming.rest()


def extras(merge: Merge) -> Iterator[Entry | Rows]:
    """Return the entries that bring along what other programs know of tasks."""
    coming = Coming(merge, "task.kept_aside", "task_extras", "")
    for theirs in merge.stage.rows("task_extras"):
        row = merge.mapped("task_extras", theirs)
        task_id = int(str(row["task_id"]))
        ours = archive_queries.extras(merge.file, task_id, str(theirs["format"]))
        if ours is None:
            yield from coming.add(theirs["id"], row)
            continue
        merge.maps["task_extras"][theirs["id"]] = int(str(ours["id"]))
        if ours["data"] == theirs["data"]:
            continue
        if merge.verdicts.get(int(str(theirs["task_id"]))) == "theirs":
            before, after = {"data": str(ours["data"])}, {"data": str(theirs["data"])}
            change = insert("task_extras", after, int(str(ours["id"])))._replace(before=before)
            yield entry("task.kept_aside", change, task_id=task_id)
        else:
            merge.lose(f"task {task_id}", f"extras of {theirs['format']}", "differ: ours are kept")
    yield from coming.rest()


class Reminders:
    """The reminders of one import."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._snoozed_here = {str(key) for key in check_queries.snoozed(merge.file)}
        self._snoozed_there = merge.stage.snoozed()
        self._snoozed = {int(key) for key in self._snoozed_here}

    def entries(self) -> Iterator[Entry | Rows]:
        """Return the entries that merge them, and put those of changed tasks where they belong."""
        merge = self._merge
        coming = Coming(merge, "reminder.created", "reminders", "reminder")
        for theirs in merge.stage.rows("reminders"):
            name, ours = merge.named("reminders", theirs["uuid"], merge.user_of(theirs))
            if name != theirs["uuid"]:
                # The history of one that another user has here stays with theirs.
                self._snoozed_there.discard(str(theirs["id"]))
            if ours is None:
                row = {**merge.mapped("reminders", theirs), "uuid": name}
                merge.touched.add(int(str(row["task_id"])))
                yield from coming.add(theirs["id"], row)
            else:
                merge.maps["reminders"][theirs["id"]] = int(str(ours["id"]))
                yield from self._compare(ours, theirs)
        yield from coming.rest()
        here = merge.maps["reminders"]
        self._snoozed |= {int(key) for one, key in here.items() if str(one) in self._snoozed_there}
        for task_id in sorted(merge.touched & archive_queries.reminded(merge.file)):
            yield from self._settle(task_id)

    def _compare(self, ours: Row, theirs: Row) -> Iterator[Entry]:
        merge = self._merge
        verdict = merge.verdicts.get(int(str(theirs["task_id"])), "same")
        snoozed = (
            str(ours["id"]) in self._snoozed_here,
            str(theirs["id"]) in self._snoozed_there,
        )
        if merge_rules.reminder_stands(ours, theirs, verdict, snoozed=snoozed):
            return
        wanted = {name: value for name, value in theirs.items() if name in _CHANGED}
        change = update("reminders", int(str(ours["id"])), reminder(ours), _values(wanted))
        if is_empty(change):
            return
        task_id = int(str(ours["task_id"]))
        merge.touched.add(task_id)
        yield entry("reminder.updated", change, task_id=task_id)
        merge.job.count("reminder", "updated")

    def _settle(self, task_id: int) -> Iterator[Entry]:
        """Cancel what has no open task, move what comes at the wrong time, keep one of its own."""
        from roma_cli.usecases.transfer.archive.tasks import record  # noqa: PLC0415 - each needs the other

        row = archive_queries.by_key(self._merge.file, "tasks", task_id)
        if row is None:
            return
        task = record(row)
        own = []
        for one in reminder_queries.pending_of(self._merge.file, task_id):
            reason = self._idle(task, one)
            if reason:
                yield reminder_rules.cancel(one, reason)
                continue
            if one.origin == "task":
                own.append(one)
            yield from self._move(task, one)
        for one in own[1:]:
            yield reminder_rules.cancel(one, "the task has one already")

    def _idle(self, task: Task, one: Reminder) -> str:
        """Return why a reminder is not wanted, or an empty text."""
        if task.status != "pending" or task.deleted_at is not None:
            return "the task is done"
        if one.offset_seconds is not None and task_rules.due_of(task) is None:
            return "the due date was taken off"
        offset = reminder_rules.OFFSETS.get(task.reminder_offset or "")
        if one.origin == "task" and offset != one.offset_seconds:
            return "rescheduled"
        return ""

    def _move(self, task: Task, one: Reminder) -> Iterator[Entry]:
        due = task_rules.due_of(task)
        if due is None or one.offset_seconds is None or one.id in self._snoozed:
            return
        own = self._merge.own(task.user_id)
        if not due.all_day and one.offset_seconds >= DAY:
            # Counted on the clock of the zone it was made in, from which the user may have moved.
            wanted = deadline(due, rule_of(own)) - one.offset_seconds
            if abs(one.scheduled_at - wanted) < DAY:
                return
        moment = moment_before(own, due, one.offset_seconds)
        if moment != one.scheduled_at and moment >= days.EARLIEST_MOMENT:
            yield reminder_rules.move(one, moment)


def interruptions(merge: Merge, left_out: set[object]) -> Iterator[Entry | Rows]:
    """Return the entries that add interruptions of sessions which are here now."""
    coming = Coming(merge, "session.interrupted", "session_interruptions", "interruption")
    for theirs in merge.stage.rows("session_interruptions"):
        if theirs["session_id"] in left_out:
            merge.lose(f"interruption {theirs['id']}", "", "its session was left out")
            continue
        name, ours = merge.named("session_interruptions", theirs["uuid"], merge.user_of(theirs))
        if ours is not None:
            merge.maps["session_interruptions"][theirs["id"]] = int(str(ours["id"]))
            continue
        row = {**merge.mapped("session_interruptions", theirs), "uuid": name}
        yield from coming.add(theirs["id"], row)
    yield from coming.rest()


def reminder(row: Row) -> Reminder:
    """Return a row as a reminder."""
    return Reminder(*(row[name] for name in Reminder._fields))


def _values(row: Row) -> dict[str, Value]:
    return {name: value if isinstance(value, int | str) else None for name, value in row.items()}
