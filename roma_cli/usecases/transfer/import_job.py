"""One import at work: where it reads, how it writes, what it counts and what it could not keep.

The frame (`importer.py`) opens the operation and gives a job to the importer of the format, which
writes with `job.write` and `job.insert`; each row is in the file, and its key known, when these
return. What was imported, or was here already, is counted with `job.count("task", "added")`; the
report is made from the counts, in the order in which they came up. `job.lose` names what could
not be kept as it was. Text must be fitted to roma's limits first: `domain/transfer/limits.py`.
Nothing may be held for every record but small things: a hundred thousand must fit 250 MB.
"""

from __future__ import annotations

from roma_cli.domain.transfer.interchange import Loss, Place
from roma_cli.storage.backups import backup
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.adapters.formats.source import Source
    from roma_cli.context import Context
    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.records import Configuration
    from roma_cli.storage.operations import Operation


class Job:
    """One import, within its operation; `changed` tells whether anything was written yet."""

    def __init__(
        self, context: Context, source: Source, form: str, operation: Operation, *, dry_run: bool
    ) -> None:
        self.context = context
        self.file = context.file
        self.now = context.now
        self.source = source
        self.format = form
        self.place = Place(context.rule, context.now)
        self.dry_run = dry_run
        self.changed = False
        self.counts: dict[tuple[str, str], int] = {}
        self.losses: list[Loss] = []
        self.lost = self.losses.append
        self._operation = operation

    def prepare(self) -> None:
        """Make a backup, unless something was written already. Raises CannotWrite, Locked."""
        if self.changed:
            return
        self.changed = True
        self.file.expect_much()
        if not self.dry_run:
            with backup.committed(self.file) as file:
                backup.back_up(file, self.now, "before-import")
                self.context.ensure_daily_backup(file)

    def begin(self) -> None:
        """Prepare, and begin the operation even if no entry follows: history is not audited."""
        self.prepare()
        self._operation.begin("import")

    def write(self, one: Entry) -> int | str:
        """Write and audit one change, and return the key of its row."""
        self.prepare()
        return self._operation.append("import", one)

    def insert(self, rows: Rows) -> None:
        """Write and audit many rows with few statements. Their keys begin with `next_key`."""
        self.prepare()
        self._operation.insert_many("import", rows)

    def next_key(self, table: str) -> int:
        """Return the key of the next row of a table with numbers."""
        return transfer_queries.next_key(self.file, table)

    def seal(self) -> None:
        """Say that all is written and about to be committed. Call last."""
        if self.changed and not self.dry_run and self.source.seal is not None:
            self.source.seal()

    def count(self, what: str, how: str, number: int = 1) -> None:
        """Count `number` more of `what`, a noun in the singular, for which `how` was done.

        `how` is `added`, `updated`, `deleted`, `already here`, or `kept` where what is here was
        changed later.
        """
        self.counts[what, how] = self.counts.get((what, how), 0) + number

    def lose(self, record: str, field: str, reason: str) -> None:
        """Name what could not be kept as it was; see `Loss`."""
        self.losses.append(Loss(record, field, reason))

    def settings(self, name: str | None = None) -> Configuration:
        """Return a user's settings and count as the import has left them so far."""
        before = self.context.configuration
        return user_queries.configuration(self.file, name or before.user_name) or before
