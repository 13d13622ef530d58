"""What every importer and the frame around it agree on.

The frame (`importer.py`) opens what is read, tells its format, makes the backup, and runs the
import in one transaction as one operation; a dry run is the very same, rolled back. An importer
only says what is to be written. It is a generator of the ledger's entries:

    entries(job: Job) -> Iterator[Entry | Rows]                # whole_import, from_roma_timer
    entries(job: Job, tasks: Iterable[CarriedTask])            # import_tasks
    entries(job: Job, sessions: Iterable[CarriedSession])      # import_sessions

It may be begun twice: first outside of the transaction up to its first entry, which tells whether
anything would change at all, and then, from the start of the source, inside it. So it must not
write, and must not keep anything outside of `job` and itself.

Each entry is in the file by the time the generator goes on: `job.keys[-1]` is then the key of its
row, and reads see it. `NewKey(len(job.keys))` stands, in the entry about to be yielded, for its own
row's key. Very many new rows of one table are better one `Rows` than an entry each: SQLite adds
them ten times as fast. No entry, no operation: the import then says that there was nothing new.
Entries whose table is `operations` or `audit_log_entries` are history themselves: they are
written, and not audited again.

What was brought in, or was here already, is counted with `job.count("task", "added")`; the words
of the report are made from the counts, in the order in which they came up. `job.lost(Loss(…))`
names what could not be carried. Text must be fitted to roma's limits first: `limits.py`.
Nothing may be held for every record but small things: a hundred thousand must fit 250 MB.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.adapters.formats.source import Source
    from roma_cli.context import Context
    from roma_cli.domain.transfer.interchange import Loss, Place


class Job:
    """One import at work: what is read, into what, and what came of it so far."""

    def __init__(
        self,
        context: Context,
        source: Source,
        form: str,
        place: Place,
        lost: Callable[[Loss], None],
    ) -> None:
        self.context = context
        self.source = source
        self.format = form
        self.place = place
        self.lost = lost
        self.keys: list[int | str] = []
        self.counts: dict[tuple[str, str], int] = {}

    def count(self, what: str, how: str, number: int = 1) -> None:
        """Count `number` more of `what`, a noun in the singular, for which `how` was done.

        `how` is `added`, `updated`, `deleted`, `already here`, or `kept` where what is here was
        changed later.
        """
        self.counts[what, how] = self.counts.get((what, how), 0) + number
