"""Sessions, corrections and statistics of another file merged into this one.

A session that a closed day of theirs has stays in that day; one of their running day belongs to
its own roma day here.
"""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain import timer as timer_rules
from roma_cli.domain.day_records import TimerSession
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.past_sessions import Sums
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.usecases.transfer.archive.merge import difference, scalar
from roma_cli.usecases.transfer.day_sums import DaySums

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Value
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge

_KEPT = ("user_id", "created_at", "day")
"""What a session that is replaced by a later version keeps; its day unless it ran until now."""

_OWN = ("timezone", "created_at", "updated_at")
"""What the statistics of a day that is new here keep as they are there."""


class Days:
    """The days of one import; `left_out` are the ids of sessions that had no place here."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._file = merge.file
        self._sums: dict[int, DaySums] = {}
        self._counts_set: set[int] = set()
        self.left_out: set[object] = set()

    def sums(self, user_id: int) -> DaySums:
        """Return what is added to the days of a user."""
        if user_id not in self._sums:
            self._sums[user_id] = DaySums(self._merge.job, self._merge.settings(user_id))
        return self._sums[user_id]

    # --- sessions -----------------------------------------------------------------------

    def sessions(self) -> None:
        """Merge sessions."""
        content = merge_rules.content
        for theirs, ours, row in self._merge.matched("timer_sessions"):
            if ours is None:
                self._add(theirs, row)
            elif content("timer_sessions", ours) == content("timer_sessions", theirs):
                self._merge.job.count("session", "already here")
            else:
                self._compare(ours, theirs)

    def _add(self, theirs: Row, row: dict[str, Value]) -> None:
        end = timer_rules.planned_end(_session(theirs)) if theirs["ended_at"] is None else None
        if end is not None and end <= self._merge.now:
            # Left to the next command, its end would come after the import and bar its undo.
            ended: dict[str, Value] = {"ended_at": end, "outcome": "completed"}
            theirs, row = {**theirs, **ended}, {**row, **ended}
        user_id = self._merge.user_of(theirs)
        if theirs["ended_at"] is None:
            if archive_queries.find(
                self._file, "timer_sessions", {"user_id": user_id, "ended_at": None}
            ):
                self.left_out.add(theirs["id"])
                reason = "it runs, as another does here: left out"
                self._merge.job.lose(self._name(theirs), "", reason)
                return
        else:
            day = row["day"] = self._filed(user_id, theirs["ended_at"], theirs["day"])
            self.sums(user_id).add(day, merge_rules.session_sums(theirs))
        self._merge.add("timer_sessions", theirs, row)

    def _compare(self, ours: Row, theirs: Row) -> None:
        both_run = ours["ended_at"] is None and theirs["ended_at"] is None
        if both_run or not merge_rules.their_session_wins(ours, theirs):
            self._merge.job.count("session", "kept")
            if theirs["ended_at"] is not None:
                reason = "differs, and was changed later here: kept"
                self._merge.job.lose(self._name(theirs), "", reason)
            return
        user_id = self._merge.user_of(theirs)
        wanted = self._merge.mapped("timer_sessions", theirs)
        for name in _KEPT:
            wanted.pop(name)
        day = None if ours["day"] is None else str(ours["day"])
        if ours["ended_at"] is None:
            day = wanted["day"] = self._filed(user_id, theirs["ended_at"], theirs["day"])
        after = difference(ours, wanted)
        if after:
            added = merge_rules.session_sums(theirs).minus(merge_rules.session_sums(ours))
            self.sums(user_id).add(day, added)
            self._merge.update("session.updated", "timer_sessions", ours, after)
            self._merge.job.count("session", "updated")

    # --- corrections --------------------------------------------------------------------

    def adjustments(self) -> None:
        """Add the corrections of the count that are not here."""
        for theirs, ours, row in self._merge.matched("session_adjustments"):
            if ours is not None:
                continue
            user_id = self._merge.user_of(theirs)
            day = row["day"] = self._filed(user_id, theirs["created_at"], theirs["day"])
            self.sums(user_id).add(day, merge_rules.adjustment_sums(theirs))
            if day is None and theirs["reason"] == "set":
                self._counts_set.add(user_id)
            self._merge.add("session_adjustments", theirs, row)

    # --- statistics ---------------------------------------------------------------------

    def statistics(self) -> None:
        """Give each day what was added to it, and today's counts too. After all of their rows."""
        beyond = {key: Sums(*found) for key, found in self._merge.stage.unexplained().items()}
        for theirs in self._merge.rows("daily_session_stats"):
            user_id, date = self._merge.user_of(theirs), str(theirs["date"])
            day = {"user_id": user_id, "date": date}
            ours = archive_queries.find(self._file, "daily_session_stats", day)
            more = beyond.get(str(theirs["id"]), Sums())
            if ours is None:
                key, _ = self._merge.named("daily_session_stats", theirs["id"], user_id)
                stamps: dict[str, Value] = {name: scalar(theirs[name]) for name in _OWN}
                self.sums(user_id).new_rows[date] = (key, stamps)
                self.sums(user_id).add(date, more)
            else:
                key = str(ours["id"])
                if more != Sums() and key != theirs["id"]:
                    reason = "tell more than their rows: left out"
                    self._merge.job.lose(f"statistics of {date}", "", reason)
            self._merge.keys["daily_session_stats"][theirs["id"]] = key
        for user_id in sorted(self._sums):
            for is_new in self._sums[user_id].write_closed():
                self._merge.job.count("closed day", "added" if is_new else "updated")
        for user_id in sorted(self._sums):
            self._sums[user_id].write_open(is_set=user_id in self._counts_set)

    def _filed(self, user_id: int, moment: object, day: object) -> str | None:
        """Return the day that a row is filed under here: theirs, else its own if that is closed."""
        if day is not None:
            return str(day)
        return self.sums(user_id).calendar.closed_date(int(str(moment)))

    def _name(self, theirs: Row) -> str:
        zone = self._merge.settings(self._merge.user_of(theirs)).timezone
        return f"session {days.iso_local(zone, int(str(theirs['started_at'])))}"


def _session(row: Row) -> TimerSession:
    return TimerSession(*(row[name] for name in TimerSession._fields))
