"""The count of work sessions: increments, manual changes, and the reset that closes its day.

Rules: the count is the completed work sessions since the last reset plus signed adjustments by
hand. A reset is due when the latest boundary at or before now is later than the last one; it
closes the count into the statistics of the roma day in which it was made.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain import day_closing
from roma_cli.domain.changes import entry, insert
from roma_cli.domain.day import Day, DayRule
from roma_cli.domain.day_closing import DayToClose
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.day_records import DailyStats
    from roma_cli.domain.records import Configuration

LIMIT = 1000
"""The count's upper limit, from the data model."""

NOTE_LIMIT = 255
"""Characters of a session's own note."""

CLOCK_TOLERANCE = 26 * 3600
"""Seconds by which the last reset may lie ahead of now: a day of 25 hours, and an hour more."""


class Due(namedtuple("Due", "day closes boundaries")):
    """A reset that is due: the day that has begun, the day to be closed, boundaries passed.

    `closes` is None when the last reset lies in the far future, after a clock that was wrong:
    then nothing is closed and only the last reset is set to where it belongs.
    """

    __slots__ = ()
    day: Day
    closes: Day | None
    boundaries: int


def rule_of(configuration: Configuration) -> DayRule:
    """Return where this user's days begin."""
    hour, _, minute = configuration.daily_reset_time.partition(":")
    return DayRule(configuration.timezone, int(hour) * 60 + int(minute))


def last_reset(configuration: Configuration) -> int:
    """Return the last daily reset, or before the first one the moment the user was made."""
    if configuration.last_daily_reset is None:
        return configuration.created_at
    return configuration.last_daily_reset


def next_reset(configuration: Configuration, now: int) -> int:
    """Return the boundary at which the next daily reset comes.

    On a clock that was set back the last reset lies ahead of `now`, and the boundaries up to it
    bring none.
    """
    last = last_reset(configuration)
    ahead = now < last <= now + CLOCK_TOLERANCE
    return int(days.day_at(rule_of(configuration), last if ahead else now).end)


def due(configuration: Configuration, now: int) -> Due | None:
    """Tell what reset is due at `now`, if any. Compares instants, never dates or wall clocks."""
    rule = rule_of(configuration)
    last = last_reset(configuration)
    day = days.day_at(rule, now)
    if last > now + CLOCK_TOLERANCE:
        return Due(day, None, 0)
    if day.start <= last:
        return None
    return Due(day, days.day_at(rule, last), days.boundaries_between(rule, last, now))


def after_reset(configuration: Configuration, due: Due) -> Configuration:
    """Return what the settings and count are once `due` is done."""
    if due.closes is None:
        return configuration._replace(last_daily_reset=due.day.start)
    return configuration._replace(
        last_daily_reset=due.day.start, today_session_count=0, manual_session_override=None
    )


def daily_reset(
    configuration: Configuration, due: Due, rows: DayToClose, *, now: int, device: str
) -> list[Entry]:
    """Return the entries of the reset that is `due` at `now`, done by the machine `device`."""
    new = after_reset(configuration, due)
    if due.closes is None:
        note: dict[str, Value] = {"reason": "last reset lay in the future", "count_kept": 1}
        return [
            day_closing.configure(configuration, new, now, "reset.reanchored", note=note),
            *day_closing.reschedule(
                rows.schedule, rule_of(configuration), due.day.end, now, ran=False
            ),
        ]
    return [
        *day_closing.close(configuration, rows, due.closes.date.isoformat(), now),
        day_closing.configure(configuration, new, now, "reset.scheduled_daily"),
        day_closing.event(
            configuration,
            new,
            reset_type="scheduled_daily",
            moment=due.closes.end,
            device=device,
            now=now,
            context={
                "closed_day": due.closes.date.isoformat(),
                "boundaries_passed": due.boundaries,
            },
        ),
        *day_closing.reschedule(rows.schedule, rule_of(configuration), due.day.end, now, ran=True),
    ]


def manual_reset(
    configuration: Configuration, rows: DayToClose, *, now: int, device: str
) -> list[Entry]:
    """Return the entries that close the count into the current day; the boundary stays."""
    date = days.today(rule_of(configuration), now).isoformat()
    new = configuration._replace(today_session_count=0, manual_session_override=None)
    return [
        *day_closing.close(configuration, rows, date, now),
        day_closing.configure(configuration, new, now, "reset.manual_reset"),
        day_closing.event(
            configuration,
            new,
            reset_type="manual_reset",
            moment=now,
            device=device,
            now=now,
            context={"closed_day": date},
        ),
    ]


def closes_on_change(configuration: Configuration, new_rule: DayRule, now: int) -> bool:
    """Tell whether under `new_rule` a boundary lies after the last reset and at or before now."""
    return days.day_at(new_rule, now).start > last_reset(configuration)


def rule_change(
    configuration: Configuration,
    new: Configuration,
    rows: DayToClose,
    *,
    keep_count: bool,
    now: int,
    device: str,
) -> list[Entry]:
    """Return the entries that give `configuration` the zone and reset time of `new`.

    The old setting has been settled before. A count to be closed goes into the date of the roma
    day that was current under the old setting, with the old zone.
    """
    rule = rule_of(new)
    day = days.day_at(rule, now)
    moved = closes_on_change(configuration, rule, now)
    counted = configuration.today_session_count > 0 or rows.sessions or rows.adjustments
    closes = moved and bool(counted) and not keep_count
    context: dict[str, Value] = {
        "from_timezone": configuration.timezone,
        "from_daily_reset_time": configuration.daily_reset_time,
        "to_daily_reset_time": new.daily_reset_time,
    }
    entries: list[Entry] = []
    if moved:
        new = new._replace(last_daily_reset=day.start)
    if closes:
        date = days.today(rule_of(configuration), now).isoformat()
        context["closed_day"] = date
        entries = day_closing.close(configuration, rows, date, now)
        new = new._replace(today_session_count=0, manual_session_override=None)
    zone_changed = configuration.timezone != new.timezone
    following = next_reset(new, now)
    return [
        *entries,
        day_closing.configure(configuration, new, now, "config.changed"),
        day_closing.event(
            configuration,
            new,
            reset_type="timezone_change" if zone_changed else "configuration_change",
            moment=now,
            device=device,
            now=now,
            context=context,
        ),
        *day_closing.reschedule(rows.schedule, rule, following, now, ran=closes),
    ]


def configured(own: Configuration, new: Configuration, *, now: int) -> list[Entry]:
    """Return the entry that gives `own` the settings of `new`, or none if they are the same."""
    return [] if own == new else [day_closing.configure(own, new, now, "config.changed")]


def parse_count(typed: str) -> int:
    """Return a typed count. Raises UsageError for what is no whole number."""
    number = whole_number(typed)
    if number is None:
        raise UsageError(
            f"a session count is a whole number from 0 to {LIMIT}, not '{typed}'",
            "roma session set 15",
        )
    return number


def set_count(configuration: Configuration, count: int, *, now: int) -> list[Entry]:
    """Return the entries that make `count` today's count by hand; the next session adds to it.

    Raises UsageError outside 0..1000. Nothing to change gives no entries.
    """
    if not 0 <= count <= LIMIT:
        raise UsageError(
            f"a session count is between 0 and {LIMIT}, not {count}", "roma session set 15"
        )
    if configuration.manual_session_override == configuration.today_session_count == count:
        return []
    new = configuration._replace(today_session_count=count, manual_session_override=count)
    return [
        day_closing.adjustment(
            configuration, count - configuration.today_session_count, count, "set", now
        ),
        day_closing.configure(configuration, new, now, "session.overridden"),
    ]


def add_session(
    configuration: Configuration,
    stats: DailyStats | None,
    *,
    ended_at: int,
    seconds: int,
    task_id: int | None,
    now: int,
    note: str = "",
    tags: str = "",
) -> list[Entry]:
    """Return the entries of a work session of `seconds` that ended at `ended_at`, by hand.

    It lands in the roma day of its end. `stats` is that day's row, if there is one: a day that
    is closed already is corrected there, today's goes into the count. `note` and `tags` are as
    stored. Raises UsageError for one that would have begun before the first moment roma can show.
    """
    if ended_at - seconds < days.EARLIEST_MOMENT:
        raise UsageError("a session cannot begin before 1970", "roma session add --minutes 25")
    day, counted = count_at(configuration, stats, ended_at=ended_at, work_seconds=seconds, now=now)
    row: dict[str, Value] = {
        "user_id": configuration.user_id,
        "kind": "work",
        "planned_seconds": seconds,
        "started_at": ended_at - seconds,
        "ended_at": ended_at,
        "outcome": "completed",
        "task_id": task_id,
        "source": "manual",
        "note": note,
        "tags": tags,
        "day": day,
        "created_at": now,
        "updated_at": now,
    }
    return [entry("session.added", insert("timer_sessions", row), task_id=task_id), *counted]


def count_at(
    configuration: Configuration,
    stats: DailyStats | None,
    *,
    ended_at: int,
    work_seconds: int,
    now: int,
) -> tuple[str | None, list[Entry]]:
    """Return the closed day that a session's end belongs to, or None, and how the session counts.

    `stats` is that day's row, if there is one: a closed day is corrected there, today's session
    goes into the count.
    """
    day = days.day_at(rule_of(configuration), ended_at)
    if not is_closed(configuration, day):
        return None, count_one(configuration, now=now)
    correction = day_closing.add_to_stats(
        configuration,
        stats,
        day.date.isoformat(),
        sessions=1,
        work=work_seconds,
        rest=0,
        overrides=0,
        now=now,
    )
    return day.date.isoformat(), [correction]


def is_closed(configuration: Configuration, day: Day) -> bool:
    """Tell whether the last reset has closed `day`; compares moments, never dates."""
    return bool(day.end <= last_reset(configuration))


def count_one(configuration: Configuration, *, now: int) -> list[Entry]:
    """Return the entries by which one completed work session counts today.

    At the limit the count stays, and an adjustment of -1 says so, which keeps the sum explained.
    """
    if configuration.today_session_count >= LIMIT:
        return [day_closing.adjustment(configuration, -1, LIMIT, "limit", now)]
    new = configuration._replace(today_session_count=configuration.today_session_count + 1)
    return [day_closing.configure(configuration, new, now, "session.counted")]
