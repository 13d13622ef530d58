"""What belongs to tasks and days, merged: notes, extras, reminders, interruptions, resets."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain.counting import rule_of
from roma_cli.domain.due import DAY, deadline
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.domain.transfer.limits import due_of_columns
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.usecases.reminders.sync import moment_before
from roma_cli.usecases.transfer.archive.merge import difference, scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.task_records import Reminder
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge


def notes(merge: Merge) -> None:
    """Add the notes that are not here."""
    for theirs, ours, row in merge.matched("task_notes"):
        if ours is None:
            merge.add("task_notes", theirs, row)
        elif ours["text"] != theirs["text"]:
            merge.job.lose(f"note {ours['id']}", "text", "is another one here: kept")


def extras(merge: Merge) -> None:
    """Keep what other programs know of tasks, as the later version of the task has it."""
    for theirs, ours, row in merge.matched("task_extras"):
        if ours is None:
            merge.add("task_extras", theirs, row)
        elif ours["data"] != theirs["data"]:
            if merge.verdicts.get(merge_rules.number(theirs["task_id"])) == "theirs":
                data = {"data": scalar(theirs["data"])}
                merge.update("task.kept_aside", "task_extras", ours, data)
            else:
                field = f"extras of {theirs['format']}"
                merge.job.lose(f"task {ours['task_id']}", field, "differ: ours are kept")


def interruptions(merge: Merge, left_out: set[object]) -> None:
    """Add the interruptions that are not here, but for those of sessions that were left out."""
    for theirs, ours, row in merge.matched("session_interruptions"):
        if theirs["session_id"] in left_out:
            merge.job.lose(f"interruption {theirs['id']}", "", "its session was left out")
        elif ours is None:
            merge.add("session_interruptions", theirs, row)


def schedule(merge: Merge) -> None:
    """Add what is not on the schedule here."""
    for theirs, ours, row in merge.matched("scheduled_tasks"):
        if ours is None:
            merge.add("scheduled_tasks", theirs, row)


def events(merge: Merge) -> None:
    """Add resets; one boundary brings one daily reset, whoever was there to do it."""
    for theirs, ours, row in merge.matched("session_reset_events"):
        if ours is None:
            merge.add("session_reset_events", theirs, row)
        elif ours["id"] != theirs["id"] and any(
            ours[name] != theirs[name] for name in ("previous_count", "new_count")
        ):
            merge.job.lose(
                f"daily reset {days.iso_utc(merge_rules.number(theirs['reset_timestamp']))}",
                "previous_count",
                f"was {theirs['previous_count']} there, {ours['previous_count']} here: kept",
            )


class Reminders:
    """The reminders of one import."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._snoozed = set(check_queries.snoozed(merge.file))

    def run(self) -> None:
        """Merge them, and put those of changed tasks where they belong."""
        merge = self._merge
        snoozed_there = merge.stage.snoozed()
        snoozed_too: set[object] = set()
        for theirs, ours, row in merge.matched("reminders"):
            # The history of one that another user has here stays with theirs.
            is_own = (ours or row)["uuid"] == theirs["uuid"]
            is_snoozed = is_own and str(theirs["id"]) in snoozed_there
            if is_snoozed:
                snoozed_too.add(theirs["id"])
            if ours is None:
                merge.touched.add(merge_rules.number(row["task_id"]))
                merge.add("reminders", theirs, row)
            else:
                self._compare(ours, theirs, is_snoozed=is_snoozed)
        self._snoozed |= {int(merge.keys["reminders"][one]) for one in snoozed_too}
        for task_id in sorted(merge.touched & archive_queries.reminded(merge.file)):
            self._settle(task_id)

    def _compare(self, ours: Row, theirs: Row, *, is_snoozed: bool) -> None:
        merge = self._merge
        verdict = merge.verdicts.get(merge_rules.number(theirs["task_id"]), "same")
        snoozed = (ours["id"] in self._snoozed, is_snoozed)
        if merge_rules.our_reminder_wins(ours, theirs, verdict, snoozed=snoozed):
            return
        after = difference(
            ours, {name: scalar(theirs[name]) for name in TABLES["reminders"].content}
        )
        if after:
            merge.touched.add(merge_rules.number(ours["task_id"]))
            merge.update("reminder.updated", "reminders", ours, after)
            merge.job.count("reminder", "updated")

    def _settle(self, task_id: int) -> None:
        """Cancel what has no open task, move what comes at the wrong time, keep one of its own."""
        task = archive_queries.by_key(self._merge.file, "tasks", task_id)
        if task is None:
            return
        own = []
        for one in reminder_queries.pending_of(self._merge.file, task_id):
            reason = _unwanted(task, one)
            if reason:
                self._merge.job.write(reminder_rules.cancel(one, reason))
                continue
            if one.origin == "task":
                own.append(one)
            self._move(task, one)
        for one in own[1:]:
            self._merge.job.write(reminder_rules.cancel(one, "the task has one already"))

    def _move(self, task: Row, one: Reminder) -> None:
        due = due_of_columns(task)
        if due is None or one.offset_seconds is None or one.id in self._snoozed:
            return
        own = self._merge.settings(merge_rules.number(task["user_id"]))
        if not due.all_day and one.offset_seconds >= DAY:
            # Counted on the clock of the zone it was made in, from which the user may have moved.
            wanted = deadline(due, rule_of(own)) - one.offset_seconds
            if abs(one.scheduled_at - wanted) < DAY:
                return
        moment = moment_before(own, due, one.offset_seconds)
        if moment != one.scheduled_at and moment >= days.EARLIEST_MOMENT:
            self._merge.job.write(reminder_rules.move(one, moment))


def _unwanted(task: Row, one: Reminder) -> str:
    """Return why a reminder is not wanted, or an empty text."""
    if task["status"] != "pending" or task["deleted_at"] is not None:
        return "the task is done"
    if one.offset_seconds is not None and due_of_columns(task) is None:
        return "the due date was taken off"
    offset = reminder_rules.OFFSETS.get(str(task["reminder_offset"]))
    if one.origin == "task" and offset != one.offset_seconds:
        return "rescheduled"
    return ""
