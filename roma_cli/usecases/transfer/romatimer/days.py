"""The days of a Roma Timer file: what they hold beyond the sessions that are known of them.

That becomes corrections of the day with the reason `import`, which have seconds too, so that the
sums stay explained. The day that still runs there is the open one here, or is over by now.
"""

from __future__ import annotations

from roma_cli.domain import counting, day_closing
from roma_cli.domain import day as days
from roma_cli.domain.changes import insert
from roma_cli.domain.transfer import foreign_values, past_sessions, romatimer
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.domain.transfer.past_sessions import Sums
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import transfer as transfer_queries
from roma_cli.usecases.transfer.day_sums import DaySums, steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from roma_cli.domain.changes import Value
    from roma_cli.domain.day_records import DailyStats
    from roma_cli.domain.transfer.interchange import ExternalSession
    from roma_cli.domain.transfer.romatimer import Closed
    from roma_cli.usecases.transfer.import_job import Job


class Days:
    """The days of one file on their way in; `row` is its settings, if it has any."""

    def __init__(self, job: Job, row: Mapping[str, object] | None, sums: DaySums) -> None:
        self._job = job
        self._row = row
        self._sums = sums
        self._user_id = job.context.user_id
        self.rule = job.context.rule
        self._open_since = 0
        if row is not None:
            self.rule = romatimer.rule(row, self.rule)
            self._open_since = self._running_since(row)
        self._known: dict[str, Sums] = {}
        self._running = Sums()
        self._extra: tuple[int, bool] | None = None

    def know(self, one: ExternalSession) -> None:
        """Take note of a session of that file: its day's sums hold it already."""
        if past_sessions.refusal(one, self._job.now):
            return
        sums = past_sessions.sums_of(one)
        if self._row is not None and one.ended_at >= self._open_since:
            self._running = self._running.plus(sums)
        else:
            date = self._sums.calendar.day_at(one.ended_at).date.isoformat()
            self._known[date] = self._known.get(date, Sums()).plus(sums)

    def add_closed(self, one: Closed) -> None:
        """Import the sums of a day beyond the sessions that are known of it."""
        job, file = self._job, self._job.file
        uuid = name_uuid("romatimer", "stats", self._user_id, one.id)
        here = day_queries.daily_stats(file, self._user_id, one.date)
        known = self._known.pop(one.date, Sums())
        if transfer_queries.adjustment(file, uuid) or (here is not None and here.id == one.id):
            job.count("day", "already here")
            return
        running = transfer_queries.adjustment(file, self._running_uuid(one.date))
        if running is not None:
            # The day was taken over before it was closed there.
            known = known.plus(Sums(running[0], overrides=int(running[1] == "set")))
        rest = Sums(*map(max, one.sums.minus(known), self._least(one.date, here)))
        if here is None:
            taken = transfer_queries.owner(file, "daily_session_stats", one.id) is not None
            names = ("timezone", "created_at", "updated_at")
            stamps: dict[str, Value] = {name: getattr(one, name) for name in names}
            self._sums.new_rows[one.date] = (None if taken else one.id, stamps)
        elif rest == Sums():
            job.count("day", "already here")
            return
        else:
            reason = "that day has statistics here: theirs were added; id, zone and stamps stay"
            job.lose(f"day {one.date}", "id", reason)
        rest = rest._replace(overrides=max(rest.overrides, 0))
        if rest != Sums():
            self._correct(rest, one.date, uuid)
        self._sums.add(one.date, rest)
        job.count("day", "added")

    def find_extra(self) -> None:
        """Find what the running count is beyond its sessions, once all of them are known."""
        self._extra = self._find_extra()

    def add_over(self) -> None:
        """Import a running count whose day is over, into that day."""
        if self._extra is None or self._is_today():
            return
        delta, by_hand = self._extra
        date = self._running_date()
        here = day_queries.daily_stats(self._job.file, self._user_id, date)
        rest = Sums(max(delta, self._least(date, here).sessions), overrides=int(by_hand))
        self._correct(rest, date, self._running_uuid(date), as_set=by_hand)
        self._sums.add(date, rest)
        self._job.count("count", "added")

    def add_today(self) -> None:
        """Import a running count whose day is the open one: it adds to what was counted here."""
        if self._extra is None or not self._is_today():
            return
        delta, by_hand = self._extra
        own = self._job.settings()
        count = min(max(own.today_session_count + delta, 0), counting.LIMIT)
        reason = "set" if by_hand else "import"
        one = day_closing.adjustment(
            own, count - own.today_session_count, count, reason, self._job.now
        )
        row = {**(one.change.after or {}), "uuid": self._running_uuid(self._running_date())}
        self._job.write(one._replace(change=insert("session_adjustments", row)))
        new = own._replace(today_session_count=count)
        if by_hand:
            new = new._replace(manual_session_override=count)
        event_type = "session.overridden" if by_hand else "session.counted"
        self._job.write(day_closing.configure(own, new, self._job.now, event_type))
        self._job.count("count", "added")

    def _running_since(self, row: Mapping[str, object]) -> int:
        """Return the moment since which that file's count is counted."""
        now = self._job.now
        last = foreign_values.moment(row["last_daily_reset"])
        if last is not None and days.EARLIEST_MOMENT <= last <= now:
            return last
        used = foreign_values.moment(row["updated_at"])
        if used is None or not days.EARLIEST_MOMENT <= used <= now:
            used = now
        return int(days.day_at(self.rule, used).start)

    def _running_date(self) -> str:
        return days.today(self.rule, self._open_since).isoformat()

    def _running_uuid(self, date: str) -> str:
        return name_uuid("romatimer", "running", self._user_id, date)

    def _find_extra(self) -> tuple[int, bool] | None:
        """Return by how much that count is more than its sessions, and whether it was set by hand.

        None where it is neither, there is no count, or it was taken over before.
        """
        row = self._row
        if row is None or row["today_session_count"] is None:
            return None
        count = foreign_values.within(row["today_session_count"], 0, counting.LIMIT)
        if count is None:
            reason = f"is not from 0 to {counting.LIMIT}"
            self._job.lose("settings", "today_session_count", reason)
            return None
        override = foreign_values.integer(row["manual_session_override"])
        # In their data model 0 means that there is none.
        by_hand = override is not None and not (override == 0 and count)
        if transfer_queries.adjustment(self._job.file, self._running_uuid(self._running_date())):
            return None
        delta = count - self._running.sessions
        return (delta, by_hand) if delta or by_hand else None

    def _is_today(self) -> bool:
        """Tell whether the day that runs there is the one that is open here."""
        own = self._job.settings()
        today = days.day_at(counting.rule_of(own), self._job.now)
        return not counting.is_closed(own, today) and today.date.isoformat() == self._running_date()

    def _least(self, date: str, here: DailyStats | None) -> Sums:
        """Return what a day can be given at least, its sums being none below zero.

        Where days were counted otherwise when its sessions came in, they are of other days.
        """
        return Sums().minus(_sums(here)).minus(self._sums.of(date))

    def _correct(self, rest: Sums, date: str, uuid: str, *, as_set: bool = False) -> None:
        """Write the rows that explain what a closed day is given beyond its sessions.

        One has the difference, and the seconds; more where it is beyond what one may hold. Then
        one for each correction by hand, whose own part of the difference nobody knows.
        """
        first: dict[str, Value] = {"uuid": uuid}
        if not as_set:
            first.update(work_seconds=rest.work, break_seconds=rest.rest)
        parts = [(step, step, "import") for step in list(steps(rest.sessions)) or [0]]
        if as_set:
            parts[0] = (*parts[0][:2], "set")
        parts += [(0, rest.sessions, "set")] * (rest.overrides - int(as_set))
        own = self._job.settings()
        for delta, count, reason in parts:
            count_after = min(max(count, 0), counting.LIMIT)
            one = day_closing.adjustment(own, delta, count_after, reason, self._job.now)
            row = {**(one.change.after or {}), "day": date, **first}
            self._job.write(one._replace(change=insert("session_adjustments", row)))
            first = {}


def _sums(row: DailyStats | None) -> Sums:
    if row is None:
        return Sums()
    return Sums(
        row.work_sessions_completed,
        row.total_work_seconds,
        row.total_break_seconds,
        row.manual_overrides,
    )
