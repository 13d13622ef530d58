"""What an import adds to the days of one user: closed ones, and the one that is still open.

Statistics and today's count grow by just what was added to their rows, so they stay explained.
"""

from __future__ import annotations

from roma_cli.domain import day_closing
from roma_cli.domain.changes import insert
from roma_cli.domain.counting import LIMIT
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.domain.transfer.past_sessions import Calendar, Sums
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import transfer as transfer_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Value
    from roma_cli.domain.records import Configuration
    from roma_cli.usecases.transfer.import_job import Job


class DaySums:
    """A few numbers a day, however many sessions; None is the date of the open day.

    `new_rows` says how the row of a day begins if it has none yet: its id, or None, and columns
    of its own.
    """

    def __init__(self, job: Job, settings: Configuration) -> None:
        self._job = job
        self._settings = settings
        self.calendar = Calendar(settings)
        self.by_date: dict[str | None, Sums] = {}
        self.new_rows: dict[str, tuple[str | None, dict[str, Value]]] = {}

    def of(self, date: str | None) -> Sums:
        """Return what was added so far."""
        return self.by_date.get(date, Sums())

    def add(self, date: str | None, sums: Sums) -> None:
        """Add to a closed date, or to the open day."""
        self.by_date[date] = self.of(date).plus(sums)

    def write_closed(self) -> list[bool]:
        """Correct the statistics of closed days; return of each in turn whether its row is new."""
        written = []
        for date in sorted({one for one in self.by_date if one is not None} | self.new_rows.keys()):
            sums = self.of(date)
            if sums == Sums() and date not in self.new_rows:
                continue
            stats = day_queries.daily_stats(self._job.file, self._settings.user_id, date)
            had = 0 if stats is None else stats.work_sessions_completed
            missing = -min(0, had + sums.sessions)
            self._correct(missing, date, 0)
            one = day_closing.add_to_stats(
                self._settings,
                stats,
                date,
                sessions=sums.sessions + missing,
                work=sums.work if stats is not None else max(0, sums.work),
                rest=sums.rest if stats is not None else max(0, sums.rest),
                overrides=sums.overrides,
                now=self._job.now,
            )
            if stats is None and date in self.new_rows:
                key, columns = self.new_rows[date]
                row = {**(one.change.after or {}), **columns}
                one = one._replace(change=insert("daily_session_stats", row, key))
            self._job.write(one)
            written.append(stats is None)
        return written

    def write_open(self, *, is_set: bool = False) -> None:
        """Let what was added to the open day count; `is_set` if a count by hand was among it."""
        added = self.of(None).sessions
        if not added and not is_set:
            return
        before = self._job.settings(self._settings.user_name)
        wanted = before.today_session_count + added
        count = min(max(wanted, 0), LIMIT)
        self._correct(count - wanted, None, count)
        after = before._replace(today_session_count=count)
        if is_set:
            # Whichever was the newest; one that was undone here got its old number again.
            counts = check_queries.counts(self._job.file)
            [own] = [one for one in counts if one.user_id == before.user_id]
            after = after._replace(manual_session_override=own.explained_override)
        if after != before:
            self._job.write(day_closing.configure(before, after, self._job.now, "session.counted"))

    def _correct(self, number: int, date: str | None, count: int) -> None:
        """Write corrections by which a sum stays within its limits.

        Two people who set the same count to nothing took it off twice.
        """
        for turn, step in enumerate(steps(number)):
            one = day_closing.adjustment(self._settings, step, count, "limit", self._job.now)
            row = {**(one.change.after or {}), "day": date}
            # The other file makes the same one when ours is merged into it.
            uuid = name_uuid("merge", self._settings.user_name.lower(), date, step, turn)
            if date and transfer_queries.adjustment(self._job.file, uuid) is None:
                row["uuid"] = uuid
            self._job.write(one._replace(change=insert("session_adjustments", row)))


def steps(number: int) -> Iterator[int]:
    """Return parts of a sum, none beyond what one correction may hold."""
    while number:
        step = min(max(number, -LIMIT), LIMIT)
        number -= step
        yield step
