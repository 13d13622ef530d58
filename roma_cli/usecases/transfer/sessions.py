"""Import of sessions of other programs, each into the roma day of its end.

One is known by its id. What is here already stays as it is; where the other program has changed
it since, that is named. Days that are closed get their sums corrected once, at the end.
"""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.changes import entry, insert
from roma_cli.domain.counting import LIMIT
from roma_cli.domain.transfer import limits, past_sessions
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.domain.transfer.past_sessions import Overlaps
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases.transfer.day_sums import DaySums

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from roma_cli.domain.changes import Value
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.domain.transfer.interchange import ExternalSession
    from roma_cli.usecases.transfer.import_job import Job

_MOST_TAGS = 1000
"""So many different sets of tags are remembered as already fitted."""
_SHOWN = 60


def run(job: Job, sessions: Iterable[ExternalSession]) -> None:
    """Import `sessions` as they come, and then what they add to their days."""
    importer = Sessions(job)
    for one in sessions:
        importer.add(one)
    importer.finish()


class Sessions:
    """Sessions on their way into their days; `sums` is what they add to these."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._settings = job.settings()
        self.sums = DaySums(job, self._settings)
        self._overlaps = Overlaps()
        self._fitted: dict[tuple[str, ...], Value] = {}

    def add(self, one: ExternalSession) -> None:
        """Add a session, unless it is here or cannot be kept."""
        job = self._job
        record = self._name(one.started_at)
        reason = past_sessions.refusal(one, job.now)
        if reason:
            job.lose(record, "", f"{reason}, so it was left out")
            return
        uuid, here = self._known(one.id)
        if here is not None:
            if past_sessions.same_times(one, here):
                job.count("session", "already here")
            else:
                job.lose(record, "", "it is here with other times, and stays as it is here")
                job.count("session", "kept")
            return
        for field, words in past_sessions.oddities(one):
            job.lose(record, field, words)
        fit = limits.Fitter(record, job.lost)
        task_id = self._task(one, fit)
        day = self.sums.calendar.closed_date(one.ended_at)
        row: dict[str, Value] = {
            **past_sessions.row_of(one, job.context.user_id, day, job.now),
            "task_id": task_id,
            "note": fit.text(one.note, "note", past_sessions.NOTE_LIMIT),
            "tags": self._tags(one.tags),
        }
        self.sums.add(day, past_sessions.sums_of(one))
        self._overlaps.add(one)
        job.write(entry("session.imported", insert("timer_sessions", row, uuid), task_id=task_id))
        job.count("session", "added")

    def finish(self) -> None:
        """Correct closed days and the count, once all are in."""
        for start in self._overlaps.starts():
            reason = "it overlaps another that was added; both count"
            self._job.lose(self._name(start), "", reason)
        self.sums.write_closed()
        full = self._job.settings().today_session_count + self.sums.of(None).sessions
        if full > LIMIT:
            self._job.lose("today", "", f"all are kept, but a count ends at {LIMIT}")
        self.sums.write_open()

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

    def _name(self, moment: int) -> str:
        if not days.EARLIEST_MOMENT <= moment <= days.LATEST_MOMENT:
            return f"the session at {moment} seconds from 1970"
        return f"session {days.iso_local(self._settings.timezone, moment)}"
