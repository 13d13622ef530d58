"""Brings in roma's own JSON: a file put back as it was, or two files made one.

Into a file in which nobody has done anything everything comes back as it was, numbers, history
and all, and no operation tells of it. Into any other it is merged: known rows are recognised by
their uuids, of two versions the later one stands, and the whole is one operation.
"""

from __future__ import annotations

from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.storage import operations
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.archive import writes as archive_writes
from roma_cli.storage.operations import Written
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.transfer.archive import days as archive_days
from roma_cli.usecases.transfer.archive import history as archive_history
from roma_cli.usecases.transfer.archive import load as archive_load
from roma_cli.usecases.transfer.archive import task_details as archive_details
from roma_cli.usecases.transfer.archive.merge import Merge, begun
from roma_cli.usecases.transfer.archive.tasks import Tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.context import Context
    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Entry
    from roma_cli.storage.archive.staging import Stage
    from roma_cli.usecases.transfer.import_job import Job

_COUNTED = {
    "users": "user",
    "tasks": "task",
    "task_notes": "note",
    "reminders": "reminder",
    "timer_sessions": "session",
    "daily_session_stats": "closed day",
    "operations": "past operation",
    "conversation_states": "conversation",
}
"""What is counted of a file that is put back."""


def entries(job: Job) -> Iterator[Entry | Rows]:
    """Return the entries that merge what `job` reads; the first one only tells that there are some.

    For a file that is to be put back as it was there is one, and `put_back` does it.
    """
    file = job.context.file
    stage = archive_load.staged(file, job.source)
    archive_load.name_unknown(stage, job.lost)
    if archive_queries.is_pristine(file):
        if not _is_same(job, stage):
            yield begun(job)
        return
    merge = Merge(job, stage)
    archive_history.learn(merge)
    yield from merge.users()
    yield from Tasks(merge).entries()
    yield from archive_details.notes(merge)
    yield from archive_details.extras(merge)
    yield from archive_details.Reminders(merge).entries()
    found = archive_days.Days(merge)
    yield from found.sessions()
    yield from archive_details.interruptions(merge, found.left_out)
    yield from found.adjustments()
    yield from found.statistics()
    yield from found.counts()
    yield from archive_days.schedule(merge)
    yield from archive_days.events(merge)
    yield from archive_history.operations(merge)
    yield from archive_history.audit(merge)
    yield from archive_history.conversations(merge)


def puts_back(job: Job) -> bool:
    """Tell whether the file is one in which nobody has done anything, to be put back as it was."""
    return archive_queries.is_pristine(job.context.file)


def put_back(job: Job, *, rehearse: bool) -> Written:
    """Put a whole file back; with `rehearse` do the very same and roll it back.

    Raises UsageError if somebody has done something meanwhile.
    """
    file = job.context.file
    stage = archive_load.staged(file, job.source)
    archive_load.name_unknown(stage, job.lost)
    with operations.unaudited(file, "archive") as transaction:
        if not archive_queries.is_pristine(file):
            raise UsageError("something was done in the file meanwhile", "roma log")
        archive_writes.put_back(file, stage)
        if rehearse:
            transaction.rolls_back = True
        elif job.source.seal is not None:
            job.source.seal()
    for table, what in _COUNTED.items():
        number = stage.count(table)
        if number:
            job.count(what, "added", number)
    job.context.refresh()
    return Written(0, [])


def _is_same(job: Job, stage: Stage) -> bool:
    """Tell whether the file holds just what `stage` does."""
    file = job.context.file
    if archive_queries.next_ids(file) != stage.next_ids:
        return False
    for table in archive_schema.TABLES:
        there = stage.rows(table)
        if any(row != next(there, None) for row in archive_queries.rows(file, table)):
            return False
        if next(there, None) is not None:
            return False
    for table, what in _COUNTED.items():
        if stage.count(table):
            job.count(what, "already here", stage.count(table))
    return True


def settle_others(context: Context) -> None:
    """Do the resets that are due for the other users, so that sessions find their days closed.

    Call before the transaction in which two files are merged.
    """
    for own in user_queries.configurations(context.file):
        if own.user_id != context.user_id:
            context.of(own).settle()
