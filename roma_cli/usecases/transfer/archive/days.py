"""Sessions, corrections and days of another file merged into this one, the sums with them.

A session that a closed day of theirs has stays in that day; one of their running day belongs to
its own roma day here. Statistics and today's count grow by just what was added to their rows, so
they stay explained.
"""

from __future__ import annotations

from itertools import count as numbers

from roma_cli.domain import day as days
from roma_cli.domain import day_closing
from roma_cli.domain import timer as timer_rules
from roma_cli.domain.changes import entry, insert, is_empty, update
from roma_cli.domain.counting import LIMIT
from roma_cli.domain.day_records import DailyStats, TimerSession
from roma_cli.domain.transfer.archive import merge_rules
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.domain.transfer.past_sessions import Calendar, Sums
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.queries import checks as check_queries
from roma_cli.storage.queries import users as user_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.storage.archive.queries import Row
    from roma_cli.usecases.transfer.archive.merge import Merge

_FIXED = frozenset({"user_id", "created_at", "day"})
_NONE = Sums()


class Days:
    """The days of one import."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._file = merge.file
        self._sums: dict[tuple[int, str | None], Sums] = {}
        self._set_anew: set[int] = set()
        self._born: dict[tuple[int, str], Row] = {}
        self._calendars: dict[int, Calendar] = {}
        self.left_out: set[object] = set()

    # --- sessions -----------------------------------------------------------------------

    def sessions(self) -> Iterator[Entry]:
        """Return the entries that merge sessions."""
        for theirs in self._merge.stage.rows("timer_sessions"):
            user_id = self._merge.user_of(theirs)
            name, ours = self._merge.named("timer_sessions", theirs["id"], user_id)
            if name != theirs["id"]:
                self._merge.maps["timer_sessions"][theirs["id"]] = name
            if ours is None:
                yield from self._add(theirs, name, user_id)
            elif merge_rules.same_session(ours, theirs):
                self._merge.job.count("session", "already here")
            else:
                yield from self._compare(ours, theirs, user_id)

    def _add(self, theirs: Row, name: str, user_id: int) -> Iterator[Entry]:
        end = timer_rules.planned_end(session(theirs)) if theirs["ended_at"] is None else None
        if end is not None and end <= self._merge.now:
            # Left to the next command, its end would come after the import and bar its undo.
            theirs = {**theirs, "ended_at": end, "outcome": "completed"}
        row = self._merge.mapped("timer_sessions", theirs)
        if theirs["ended_at"] is None:
            if archive_queries.running(self._file, user_id) is not None:
                self.left_out.add(theirs["id"])
                self._merge.lose(self._name(theirs), "", "it runs, as another does here: left out")
                return
        else:
            row["day"] = self._filed(user_id, theirs["ended_at"], theirs["day"])
            self._count(user_id, row["day"], merge_rules.session_sums(theirs))
        task_id = row["task_id"]
        yield entry(
            "session.imported",
            insert("timer_sessions", row, name),
            task_id=task_id if isinstance(task_id, int) else None,
        )
        self._merge.job.count("session", "added")

    def _compare(self, ours: Row, theirs: Row, user_id: int) -> Iterator[Entry]:
        both_run = ours["ended_at"] is None and theirs["ended_at"] is None
        if both_run or not merge_rules.their_session_stands(ours, theirs):
            self._merge.job.count("session", "kept")
            if theirs["ended_at"] is not None:
                self._merge.lose(
                    self._name(theirs), "", "differs, and was changed later here: kept"
                )
            return
        columns = self._merge.mapped("timer_sessions", theirs)
        wanted = {name: value for name, value in columns.items() if name not in _FIXED}
        day = None if ours["day"] is None else str(ours["day"])
        if ours["ended_at"] is None:
            day = wanted["day"] = self._filed(user_id, theirs["ended_at"], theirs["day"])
        change = update("timer_sessions", str(ours["id"]), session(ours), wanted)
        if is_empty(change):
            return
        added = merge_rules.session_sums(theirs).minus(merge_rules.session_sums(ours))
        self._count(user_id, day, added)
        task_id = wanted["task_id"]
        yield entry(
            "session.updated", change, task_id=task_id if isinstance(task_id, int) else None
        )
        self._merge.job.count("session", "updated")

    def adjustments(self) -> Iterator[Entry]:
        """Return the entries that add corrections of the count."""
        for theirs in self._merge.stage.rows("session_adjustments"):
            user_id = self._merge.user_of(theirs)
            name, ours = self._merge.named("session_adjustments", theirs["uuid"], user_id)
            if ours is not None:
                self._merge.maps["session_adjustments"][theirs["id"]] = int(str(ours["id"]))
                continue
            row = {**self._merge.mapped("session_adjustments", theirs), "uuid": name}
            row["day"] = self._filed(user_id, theirs["created_at"], theirs["day"])
            self._count(user_id, row["day"], merge_rules.adjustment_sums(theirs))
            if row["day"] is None and theirs["reason"] == "set":
                self._set_anew.add(user_id)
            key = self._merge.free_key("session_adjustments", theirs["id"])
            yield entry("session.adjusted", insert("session_adjustments", row, key))
            self._merge.remember("session_adjustments", theirs["id"])
            self._merge.job.count("correction", "added")

    # --- sums ---------------------------------------------------------------------------

    def statistics(self) -> Iterator[Entry]:
        """Return the entries that give each day what was added to it. After all of its rows."""
        beyond = {key: Sums(*found) for key, found in self._merge.stage.unexplained().items()}
        for theirs in self._merge.stage.rows("daily_session_stats"):
            user_id, date = self._merge.user_of(theirs), str(theirs["date"])
            ours = archive_queries.statistics(self._file, user_id, date)
            more = beyond.get(str(theirs["id"]), _NONE)
            if ours is None:
                self._born[user_id, date] = theirs
                self._count(user_id, date, more)
                continue
            self._merge.maps["daily_session_stats"][theirs["id"]] = str(ours["id"])
            if more != _NONE and ours["id"] != theirs["id"]:
                self._merge.lose(f"statistics of {date}", "", "tell more than their rows: left out")
        dates = {(user_id, date) for user_id, date in self._sums if date is not None}
        for user_id, date in sorted(dates | self._born.keys()):
            yield from self._close(user_id, date)

    def _close(self, user_id: int, date: str) -> Iterator[Entry]:
        added = self._sums.get((user_id, date), _NONE)
        ours = archive_queries.statistics(self._file, user_id, date)
        born = self._born.get((user_id, date))
        if added == _NONE and born is None:
            return
        stats = None if ours is None else DailyStats(*(ours[name] for name in DailyStats._fields))
        had = 0 if stats is None else int(stats.work_sessions_completed)
        missing = -min(0, had + added.sessions)
        yield from self._raise(user_id, date, missing, 0)
        own = self._merge.own(user_id)
        one = day_closing.add_to_stats(
            own,
            stats,
            date,
            sessions=added.sessions + missing,
            work=added.work if stats is not None else max(0, added.work),
            rest=added.rest if stats is not None else max(0, added.rest),
            overrides=added.overrides,
            now=self._merge.now,
        )
        if born is not None:
            key, _ = self._merge.named("daily_session_stats", born["id"], user_id)
            told: dict[str, Value] = {
                name: str(born[name]) if name == "timezone" else int(str(born[name]))
                for name in ("timezone", "created_at", "updated_at")
            }
            row = {**(one.change.after or {}), **told}
            one = one._replace(change=insert("daily_session_stats", row, key))
            self._merge.maps["daily_session_stats"][born["id"]] = key
        yield one
        self._merge.job.count("closed day", "added" if stats is None else "updated")

    def counts(self) -> Iterator[Entry]:
        """Return the entries that make today's counts what their rows say now."""
        running = {user_id for user_id, date in self._sums if date is None}
        for user_id in sorted(running | self._set_anew):
            own = self._merge.own(user_id)
            fresh = user_queries.configuration(self._file, own.user_name) or own
            wanted = fresh.today_session_count + self._sums.get((user_id, None), _NONE).sessions
            count = min(max(wanted, 0), LIMIT)
            yield from self._raise(user_id, None, count - wanted, count)
            new = fresh._replace(today_session_count=count)
            if user_id in self._set_anew:
                # Whichever was the newest; one that was taken back here got its old number again.
                [told] = [one for one in check_queries.counts(self._file) if one.user_id == user_id]
                new = new._replace(manual_session_override=told.explained_override)
            if new != fresh:
                yield day_closing.configure(fresh, new, self._merge.now, "session.counted")

    def _raise(self, user_id: int, date: str | None, missing: int, count: int) -> Iterator[Entry]:
        """Return corrections by which a sum stays within its limits, a thousand at a time.

        Two people who set the same count to nothing took it off twice.
        """
        name = self._merge.own(user_id).user_name.lower()
        for turn in numbers():
            if not missing:
                return
            step = max(-LIMIT, min(LIMIT, missing))
            missing -= step
            row: dict[str, Value] = {
                "user_id": user_id,
                "delta": step,
                "count_after": count,
                "reason": "limit",
                "created_at": self._merge.now,
                "day": date,
            }
            # The other file makes the same one when ours is merged into it.
            uuid = name_uuid("merge", name, date, step, turn)
            if (
                date
                and archive_queries.one(self._file, "session_adjustments", "uuid", uuid) is None
            ):
                row["uuid"] = uuid
            yield entry("session.adjusted", insert("session_adjustments", row))

    def _count(self, user_id: int, date: Value, sums: Sums) -> None:
        key = (user_id, date if isinstance(date, str) else None)
        self._sums[key] = self._sums.get(key, _NONE).plus(sums)

    def _filed(self, user_id: int, moment: object, day: object) -> str | None:
        """Return the day that a row is filed under here: theirs, else its own if that is closed."""
        if day is not None:
            return str(day)
        if user_id not in self._calendars:
            self._calendars[user_id] = Calendar(self._merge.own(user_id))
        return self._calendars[user_id].closed_date(int(str(moment)))

    def _name(self, theirs: Row) -> str:
        zone = self._merge.own(self._merge.user_of(theirs)).timezone
        return f"session {days.iso_local(zone, int(str(theirs['started_at'])))}"


def schedule(merge: Merge) -> Iterator[Entry]:
    """Return the entries that add what is not on the schedule here."""
    for theirs in merge.stage.rows("scheduled_tasks"):
        user_id = merge.user_of(theirs)
        key, _ = merge.named("scheduled_tasks", theirs["id"], user_id)
        ours = archive_queries.by_key(merge.file, "scheduled_tasks", key)
        if ours is None and user_id not in merge.new_users:
            ours = archive_queries.scheduled(merge.file, user_id, str(theirs["task_type"]))
        if ours is not None:
            merge.maps["scheduled_tasks"][theirs["id"]] = str(ours["id"])
            continue
        row = merge.mapped("scheduled_tasks", theirs)
        yield entry("schedule.created", insert("scheduled_tasks", row, key))
        merge.remember("scheduled_tasks", theirs["id"])


def events(merge: Merge) -> Iterator[Entry]:
    """Return the entries that add resets; one boundary brings one, whoever was there to do it."""
    for theirs in merge.stage.rows("session_reset_events"):
        user_id = merge.user_of(theirs)
        key, ours = merge.named("session_reset_events", theirs["id"], user_id)
        if ours is None and theirs["reset_type"] == "scheduled_daily":
            moment = int(str(theirs["reset_timestamp"]))
            ours = archive_queries.daily_reset_at(merge.file, user_id, moment)
            counts = ("previous_count", "new_count")
            if ours is not None and any(ours[name] != theirs[name] for name in counts):
                when = days.iso_utc(moment)
                merge.lose(
                    f"daily reset {when}",
                    "previous_count",
                    f"was {theirs['previous_count']} there, {ours['previous_count']} here: kept",
                )
        if ours is not None:
            merge.maps["session_reset_events"][theirs["id"]] = str(ours["id"])
            continue
        row = merge.mapped("session_reset_events", theirs)
        yield entry(f"event.{theirs['reset_type']}", insert("session_reset_events", row, key))
        merge.remember("session_reset_events", theirs["id"])
        merge.job.count("reset", "added")


def session(row: Row) -> TimerSession:
    """Return a row as a session."""
    return TimerSession(*(row[name] for name in TimerSession._fields))
