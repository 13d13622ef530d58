"""The days of a Roma Timer file: what they say beyond the sessions that are known of them.

That becomes corrections of the day with the reason `import`, which have seconds too, so that the
sums stay explained. The day that still runs there is the open one here, or is over by now.
"""

from __future__ import annotations

from roma_cli.domain import counting, day_closing
from roma_cli.domain import day as days
from roma_cli.domain.changes import insert
from roma_cli.domain.transfer import foreign_values, past_sessions, romatimer
from roma_cli.domain.transfer.interchange import Loss, name_uuid
from roma_cli.domain.transfer.past_sessions import Sums
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import imported as imported_queries
from roma_cli.usecases.transfer.sessions import own_now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.day_records import DailyStats
    from roma_cli.domain.transfer.interchange import ExternalSession
    from roma_cli.domain.transfer.romatimer import Closed
    from roma_cli.usecases.transfer.import_job import Job
    from roma_cli.usecases.transfer.sessions import Filing


class Days:
    """The days of one file on their way in; `row` is its settings, if it has any."""

    def __init__(self, job: Job, row: Mapping[str, object] | None) -> None:
        self._job = job
        self._configuration = row
        self.rule = job.context.rule
        self._open_since = 0
        if row is not None:
            self.rule = romatimer.rule(row, job.context.rule)
            self._open_since = self._running_day(row)
        self._before: dict[str, Sums] = {}
        self._running = Sums()
        self._extra: tuple[int, bool] | None = None

    def know(self, one: ExternalSession, filing: Filing) -> None:
        """Take note of a session of that file: what its day says is not said on top of it."""
        if past_sessions.refusal(one, self._job.context.now):
            return
        sums = past_sessions.sums_of(one)
        if self._configuration is not None and one.ended_at >= self._open_since:
            self._running = self._running.plus(sums)
        else:
            date = filing.day_at(one.ended_at).date.isoformat()
            self._before[date] = self._before.get(date, Sums()).plus(sums)

    def closed(self, one: Closed, filing: Filing) -> Iterator[Entry]:
        """Bring in what a day came to beyond the sessions that are known of it."""
        context = self._job.context
        told = name_uuid("romatimer", "stats", context.user_id, one.id)
        here = day_queries.daily_stats(context.file, context.user_id, one.date)
        known = self._before.pop(one.date, Sums())
        if imported_queries.adjustment(context.file, told) or (
            here is not None and here.id == one.id
        ):
            self._job.count("day", "already here")
            return
        running = imported_queries.adjustment(context.file, self._running_uuid(one.date))
        if running is not None:
            # The day was taken over before it was closed there.
            known = known.plus(Sums(running[0], overrides=int(running[1] == "set")))
        # Where days were reckoned otherwise when its sessions came in, they are of other days.
        least = Sums().minus(_sums(here)).minus(filing.tally.by_date.get(one.date, Sums()))
        rest = Sums(*map(max, one.sums.minus(known), least))
        if here is None:
            taken = imported_queries.owner(context.file, "daily_session_stats", one.id) is not None
            filing.tally.births[one.date] = (
                None if taken else one.id,
                {
                    "timezone": one.timezone,
                    "created_at": one.created_at,
                    "updated_at": one.updated_at,
                },
            )
        elif rest == Sums():
            self._job.count("day", "already here")
            return
        else:
            reason = "that day has statistics here: theirs were added; id, zone and stamps stay"
            self._job.lost(Loss(f"day {one.date}", "id", reason))
        rest = rest._replace(overrides=max(rest.overrides, 0))
        if rest != Sums():
            yield from _corrections(self._job, rest, one.date, told)
        filing.tally.add(one.date, rest)
        self._job.count("day", "added")

    def _running_day(self, row: Mapping[str, object]) -> int:
        """Return the moment since which that file's count is counted."""
        last = foreign_values.moment(row["last_daily_reset"])
        now = self._job.context.now
        if last is not None and days.EARLIEST_MOMENT <= last <= now:
            return last
        used = foreign_values.moment(row["updated_at"])
        if used is None or not days.EARLIEST_MOMENT <= used <= now:
            used = now
        return int(days.day_at(self.rule, used).start)

    def _running_date(self) -> str:
        return days.today(self.rule, self._open_since).isoformat()

    def _running_uuid(self, date: str) -> str:
        return name_uuid("romatimer", "running", self._job.context.user_id, date)

    def reckon(self) -> None:
        """Find out what the running count is beyond its sessions, once all of them are known."""
        self._extra = self._running_extra()

    def _running_extra(self) -> tuple[int, bool] | None:
        """Return by how much that count is more than its sessions, and whether it was set by hand.

        None where it is neither, there is no count, or it was taken over before.
        """
        row = self._configuration
        if row is None or row["today_session_count"] is None:
            return None
        count = foreign_values.integer(row["today_session_count"])
        if count is None or not 0 <= count <= counting.LIMIT:
            self._job.lost(
                Loss("settings", "today_session_count", f"is not from 0 to {counting.LIMIT}")
            )
            return None
        override = foreign_values.integer(row["manual_session_override"])
        by_hand = override is not None
        if by_hand and override == 0 and count:
            by_hand = False  # in the data model 0 means that there is none
        if imported_queries.adjustment(
            self._job.context.file, self._running_uuid(self._running_date())
        ):
            return None
        delta = count - self._running.sessions
        return (delta, by_hand) if delta or by_hand else None

    def _is_today(self) -> bool:
        """Tell whether the day that runs there is the one that is open here."""
        own = own_now(self._job)
        today = days.day_at(counting.rule_of(own), self._job.context.now)
        return not counting.is_closed(own, today) and (
            today.date.isoformat() == self._running_date()
        )

    def over(self, filing: Filing) -> Iterator[Entry]:
        """Bring in a count whose day is over, into that day."""
        if self._extra is None or self._is_today():
            return
        delta, by_hand = self._extra
        date = self._running_date()
        here = _sums(
            day_queries.daily_stats(self._job.context.file, self._job.context.user_id, date)
        )
        least = Sums().minus(here).minus(filing.tally.by_date.get(date, Sums()))
        rest = Sums(max(delta, least.sessions), overrides=int(by_hand))
        yield from _corrections(self._job, rest, date, self._running_uuid(date), as_set=by_hand)
        filing.tally.add(date, rest)
        self._job.count("count", "added")

    def today(self) -> Iterator[Entry]:
        """Bring in a count whose day is the open one: it adds to what was counted here."""
        if self._extra is None or not self._is_today():
            return
        delta, by_hand = self._extra
        own = own_now(self._job)
        count = min(max(own.today_session_count + delta, 0), counting.LIMIT)
        reason = "set" if by_hand else "import"
        one = day_closing.adjustment(
            own, count - own.today_session_count, count, reason, self._job.context.now
        )
        row = {**(one.change.after or {}), "uuid": self._running_uuid(self._running_date())}
        yield one._replace(change=insert("session_adjustments", row))
        new = own._replace(today_session_count=count)
        if by_hand:
            new = new._replace(manual_session_override=count)
        event_type = "session.overridden" if by_hand else "session.counted"
        yield day_closing.configure(own, new, self._job.context.now, event_type)
        self._job.count("count", "added")


def _sums(row: DailyStats | None) -> Sums:
    if row is None:
        return Sums()
    return Sums(
        row.work_sessions_completed,
        row.total_work_seconds,
        row.total_break_seconds,
        row.manual_overrides,
    )


def _corrections(
    job: Job, rest: Sums, date: str, uuid: str, *, as_set: bool = False
) -> Iterator[Entry]:
    """Return the rows that explain what a closed day is given beyond its sessions.

    One has the difference, and the seconds; more where it is beyond what one may hold. Then one
    for each correction by hand, whose own part of the difference nobody knows.
    """
    own = own_now(job)
    left = rest.sessions
    by_hand = rest.overrides
    first = True
    while first or left:
        step = min(max(left, -counting.LIMIT), counting.LIMIT)
        left -= step
        reason = "set" if as_set and first else "import"
        one = day_closing.adjustment(
            own, step, min(max(step, 0), counting.LIMIT), reason, job.context.now
        )
        columns: dict[str, Value] = {**(one.change.after or {}), "day": date}
        if first:
            columns["uuid"] = uuid
            if not as_set:
                columns.update(work_seconds=rest.work, break_seconds=rest.rest)
        by_hand -= int(reason == "set")
        first = False
        yield one._replace(change=insert("session_adjustments", columns))
    for _ in range(by_hand):
        one = day_closing.adjustment(
            own, 0, min(max(rest.sessions, 0), counting.LIMIT), "set", job.context.now
        )
        columns = {**(one.change.after or {}), "day": date}
        yield one._replace(change=insert("session_adjustments", columns))
