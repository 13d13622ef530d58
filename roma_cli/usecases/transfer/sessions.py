"""Brings sessions of other programs in, each into the roma day of its end.

One is known by its id. What is here already stays as it is; where the other program has changed
it since, that is named. Days that are closed get their sums corrected once, at the end.
"""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.changes import entry, insert
from roma_cli.domain.transfer import limits, past_sessions
from roma_cli.domain.transfer.interchange import Loss, name_uuid
from roma_cli.domain.transfer.past_sessions import Calendar, Overlaps, Tally
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.day import Day
    from roma_cli.domain.day_records import DailyStats, TimerSession
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.transfer.interchange import ExternalSession
    from roma_cli.usecases.transfer.import_job import Job

_MOST_TAGS = 1000
"""So many different sets of tags are remembered as already fitted."""
_SHOWN = 60


def entries(job: Job, sessions: Iterable[ExternalSession]) -> Iterator[Entry]:
    """Return the entries that bring `sessions` in, as they come; the days' sums come last."""
    filing = Filing(job)
    for one in sessions:
        yield from filing.bring_in(one)
    yield from filing.settle()


def own_now(job: Job) -> Configuration:
    """Return the user's settings and count as the entries so far have left them."""
    context = job.context
    fresh = user_queries.configuration(context.file, context.configuration.user_name)
    return context.configuration if fresh is None else fresh


class Filing:
    """Sessions on their way into their days."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._own = own_now(job)
        self._calendar = Calendar(self._own)
        self.tally = Tally()
        self._overlaps = Overlaps()
        self._fitted: dict[tuple[str, ...], Value] = {}

    def day_at(self, moment: int) -> Day:
        """Return the roma day of a moment."""
        return self._calendar.day_at(moment)

    def bring_in(self, one: ExternalSession) -> Iterator[Entry]:
        """Return the entry that adds a session, unless it is here or cannot be kept."""
        job = self._job
        record = self._record(one)
        reason = past_sessions.refusal(one, job.context.now)
        if reason:
            job.lost(Loss(record, "", f"{reason}, so it was left out"))
            return
        uuid, here = self._known(one.id)
        if here is not None:
            self._keep(one, here, record)
            return
        for field, words in past_sessions.oddities(one):
            job.lost(Loss(record, field, words))
        fit = limits.Fitter(record, job.lost)
        task_id = self._task(one, fit)
        day = self._calendar.closed_date(one.ended_at)
        row: dict[str, Value] = {
            **past_sessions.row_of(one, job.context.user_id, day, job.context.now),
            "task_id": task_id,
            "note": fit.text(one.note, "note", past_sessions.NOTE_LIMIT),
            "tags": self._tags(one.tags),
        }
        self.tally.add(day, past_sessions.sums_of(one))
        self._overlaps.add(one)
        yield entry("session.imported", insert("timer_sessions", row, uuid), task_id=task_id)
        job.count("session", "added")

    def settle(self) -> Iterator[Entry]:
        """Return the entries that correct closed days and the count, once all are in."""
        for start in self._overlaps.starts():
            self._job.lost(
                Loss(self._shown(start), "", "it overlaps another that was added; both count")
            )
        now = self._job.context.now
        yield from self.tally.closed_days(self._own, self._stats_of, now)
        own = own_now(self._job)
        full = own.today_session_count + self.tally.by_date.get(None, past_sessions.Sums()).sessions
        if full > past_sessions.COUNT_LIMIT:
            self._job.lost(
                Loss("today", "", f"all are kept, but a count ends at {past_sessions.COUNT_LIMIT}")
            )
        yield from self.tally.open_day(own, now)

    def _keep(self, one: ExternalSession, here: TimerSession, record: str) -> None:
        if past_sessions.same_times(one, here):
            self._job.count("session", "already here")
            return
        self._job.lost(Loss(record, "", "it is here with other times, and stays as it is here"))
        self._job.count("session", "kept")

    def _known(self, uuid: str) -> tuple[str, TimerSession | None]:
        """Return what a session is called in the file, and its row if this user has it."""
        context = self._job.context
        here = day_queries.session(context.file, uuid)
        if here is not None and here.user_id != context.user_id:
            uuid = name_uuid("user", context.user_id, uuid)
            here = day_queries.session(context.file, uuid)
        return uuid, here

    def _task(self, one: ExternalSession, fit: limits.Fitter) -> int | None:
        if one.task is None:
            return None
        from roma_cli.usecases.transfer.task_links import known  # noqa: PLC0415 - few sessions have a task

        _, task = known(self._job, one.task)
        if task is None:
            fit.lose("task", "there is no such task here")
            return None
        return int(task.id)

    def _tags(self, words: tuple[str, ...]) -> Value:
        """Return the column of some tags; what gave way is named once for all that have them."""
        if words not in self._fitted:
            if len(self._fitted) >= _MOST_TAGS:
                self._fitted.clear()
            record = f"sessions tagged {', '.join(words)}"[:_SHOWN]
            self._fitted[words] = limits.Fitter(record, self._job.lost).tags(words)["tags"]
        return self._fitted[words]

    def _stats_of(self, date: str) -> DailyStats | None:
        return day_queries.daily_stats(self._job.context.file, self._job.context.user_id, date)

    def _record(self, one: ExternalSession) -> str:
        return self._shown(one.started_at)

    def _shown(self, moment: int) -> str:
        if not days.EARLIEST_MOMENT <= moment <= days.LATEST_MOMENT:
            return f"the session at {moment} seconds from 1970"
        return f"session {days.iso_local(self._own.timezone, moment)}"
