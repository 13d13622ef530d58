"""Import of roma's own JSON: a file put back as it was, or two files merged.

Into a file in which nobody has done anything everything comes back as it was, numbers, history
and all, and it is no operation. Into any other it is merged: known rows are recognised by their
uuids, of two versions the later one wins, and all of it is one operation.
"""

from __future__ import annotations

from itertools import zip_longest

from roma_cli.domain import counting
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.storage import operations
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.archive import writes as archive_writes
from roma_cli.storage.archive.staging import Stage
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.transfer.archive import details, history, load
from roma_cli.usecases.transfer.archive.days import Days
from roma_cli.usecases.transfer.archive.merge import Merge
from roma_cli.usecases.transfer.archive.tasks import Tasks
from roma_cli.usecases.transfer.import_job import Job

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.adapters.formats.source import Source
    from roma_cli.context import Context
    from roma_cli.domain.records import Configuration


class Archive:
    """An archive laid out beside the file, before it is imported.

    `is_restored` tells whether it is put back as it was, not merged. Raises UsageError, naming
    record and field, for what is not fit to be imported, and NewerSchema for what a newer roma
    wrote.
    """

    def __init__(self, context: Context, source: Source) -> None:
        self._stage = Stage(context.file)
        load.fill(self._stage, source)
        self.is_restored = archive_queries.is_pristine(context.file)
        if not self.is_restored:
            self._settle_others(context, source)

    def restore(self, job: Job) -> None:
        """Put the archive back as it was. Raises UsageError if somebody has done something."""
        load.name_unknown(self._stage, job)
        with operations.unaudited(job.file, "archive") as transaction:
            transaction.rolls_back = job.dry_run
            if not archive_queries.is_pristine(job.file):
                raise UsageError("something was done in the file meanwhile", "roma log")
            is_same = _is_same(job, self._stage)
            if not is_same:
                job.prepare()
                archive_writes.put_back(job.file, self._stage)
            job.seal()
        for table, described in TABLES.items():
            number = self._stage.count(table)
            if number and described.noun and described.is_listed:
                job.count(described.noun, "already here" if is_same else "added", number)

    def merge(self, job: Job) -> None:
        """Merge the archive with what the file holds, within the job's operation."""
        load.name_unknown(self._stage, job)
        merge = Merge(job, self._stage)
        history.learn(merge)
        merge.users()
        Tasks(merge).run()
        details.notes(merge)
        details.extras(merge)
        details.Reminders(merge).run()
        found = Days(merge)
        found.sessions()
        details.interruptions(merge, found.left_out)
        found.adjustments()
        found.statistics()
        details.schedule(merge)
        details.events(merge)
        history.operations(merge)
        history.audit(merge)
        history.conversations(merge)

    def _settle_others(self, context: Context, source: Source) -> None:
        """Do the resets that are due for other users: sessions are to find their days closed.

        Whether there is anything to merge, only a trial tells; without, nothing is done for them.
        """
        others = [
            one
            for one in user_queries.configurations(context.file)
            if one.user_id != context.user_id and _is_behind(one, context.now)
        ]
        if not others:
            return
        with context.operation(dry_run=True) as trial:
            job = Job(context, source, "json", trial, dry_run=True)
            self.merge(job)
        if job.changed:
            for one in others:
                context.of(one).settle()


def _is_behind(settings: Configuration, now: int) -> bool:
    ends = settings.timer_ends_at
    return counting.due(settings, now) is not None or (ends is not None and ends <= now)


def _is_same(job: Job, stage: Stage) -> bool:
    """Tell whether the file holds just what `stage` does."""
    return archive_queries.next_ids(job.file) == stage.next_ids and all(
        ours == theirs
        for table in TABLES
        for ours, theirs in zip_longest(
            archive_queries.rows(job.file, table),
            archive_queries.rows(job.file, table, archive_queries.STAGE),
        )
    )
