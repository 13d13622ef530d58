"""Rows of a Roma Timer file: settings, sessions, days, resets.

SQLite keeps anything in any column, and Roma Timer's versions wrote enumerations in several ways;
so every cell is read here, and what cannot be is returned as a field with a reason.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from roma_cli.domain import day as days
from roma_cli.domain.day import DayRule
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer import foreign_values as cells
from roma_cli.domain.transfer.interchange import ExternalSession, name_uuid
from roma_cli.domain.transfer.past_sessions import Sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roma_cli.domain.changes import Value

    Row = Mapping[str, object]
    Oddities = list[tuple[str, str]]

LONGEST = 86_400
MOST_SESSIONS = 1000
_MOST_SECONDS = 2**32 - 1
_LATE = 900
"""Seconds after a boundary within which Roma Timer, which looks every 5 minutes, did its reset."""
_KINDS = {"work": "work", "shortbreak": "short_break", "longbreak": "long_break"}
_EVENTS = {
    "scheduleddaily": "scheduled_daily",
    "manualreset": "manual_reset",
    "timezonechange": "timezone_change",
    "configurationchange": "configuration_change",
}
_HEX = frozenset("0123456789abcdef")
_SHAPE = (8, 4, 4, 4, 12)


def own_id(form: str, cell: object) -> str:
    """Return the id of a row as a UUID: its own, or one made of it."""
    parts = cells.text(cell).lower().split("-")
    if tuple(map(len, parts)) == _SHAPE and set("".join(parts)) <= _HEX:
        return "-".join(parts)
    return name_uuid("romatimer", form, cells.text(cell) or repr(cell))


def reset_minute(cell: object) -> int | None:
    """Return minutes after midnight for every form of the reset time, JSON's too, or None."""
    found: object = cells.integer(cell)
    if found is None:
        typed = cells.text(cell).strip()
        try:
            return days.parse_reset_time(typed)
        except UsageError:
            found = cells.from_json(typed)
    if isinstance(found, dict) and len(found) == 1:
        [(form, inner)] = found.items()
        found = inner if str(form).lower() in ("hour", "custom") else None
    try:
        return None if found is None else days.parse_reset_time(str(found))
    except UsageError:
        return None


# --- settings -----------------------------------------------------------------------------

_SECONDS = ("work_duration", "short_break_duration", "long_break_duration")
_SWITCHES = {
    "auto_start_work": "auto_start_work",
    "auto_start_break": "auto_start_break",
    "sound_enabled": "sound_enabled",
    "notification_enabled": "notification_enabled",
    "notifications_enabled": "notification_enabled",
}


def settings(row: Row) -> tuple[dict[str, Value], Oddities]:
    """Return what a row of settings says in roma's terms, and what of it cannot be read."""
    values: dict[str, Value] = {}
    wrong: Oddities = []

    def take(column: str, setting: str, value: Value) -> None:
        if row[column] is None:
            return
        if value is None:
            wrong.append((column, f"{cells.shown(row[column])} is no value of it"))
        else:
            values[setting] = value

    for name in _SECONDS:
        take(name, name, cells.within(row[name], 1, LONGEST))
    for column in ("long_break_frequency", "long_break_interval"):
        take(column, "long_break_interval", cells.within(row[column], 1, 100))
    waits = cells.boolean(row["wait_for_interaction"])
    for name in ("auto_start_work", "auto_start_break"):
        take("wait_for_interaction", name, None if waits is None else 1 - waits)
    for column, name in _SWITCHES.items():
        take(column, name, cells.boolean(row[column]))
    theme = cells.text(row["theme"]).strip().strip('"').lower()
    take("theme", "theme", theme if theme in ("light", "dark") else None)
    take("timezone", "timezone", cells.zone(row["timezone"]))
    minute = reset_minute(row["daily_reset_time"])
    stored = None if minute is None else days.format_reset_time(minute)
    take("daily_reset_time", "daily_reset_time", stored)
    url = cells.text(row["webhook_url"]).strip()
    take("webhook_url", "webhook_url", url if 0 < len(url) <= 2000 and "\x00" not in url else None)  # noqa: PLR2004
    return values, list(dict.fromkeys(wrong))


def rule(row: Row, otherwise: DayRule) -> DayRule:
    """Return where that file's days began, as far as it says."""
    minute = reset_minute(row["daily_reset_time"])
    return DayRule(
        cells.zone(row["timezone"]) or otherwise.timezone,
        otherwise.reset_minute if minute is None else minute,
    )


# --- sessions -----------------------------------------------------------------------------


def session(row: Row) -> tuple[ExternalSession | None, Oddities]:
    """Return a row of the timer as a session, or None, and what was odd or kept it from being one.

    It ended when the row was last written, and lasted what had elapsed; what is left between is
    its pauses. Work that did not last as long as planned was stopped.
    """
    kind = _KINDS.get(cells.enumeration(row["timer_type"]))
    began, ended = cells.moment(row["created_at"]), cells.moment(row["updated_at"])
    planned, elapsed = (
        cells.integer(row["duration"]),
        cells.within(row["elapsed"], 0, _MOST_SECONDS),
    )
    if kind is None:
        return None, [("timer_type", f"{cells.shown(row['timer_type'])} is no kind of session")]
    if began is None or ended is None:
        return None, [("created_at, updated_at", "they are no moments, so it was left out")]
    if elapsed is None:
        return None, [("elapsed", "it is no length, so it was left out")]
    odd: Oddities = []
    if planned is None or not 1 <= planned <= LONGEST:
        odd.append(("duration", "not from 1 second to 24 hours: taken as long as it lasted"))
        planned = None
    if cells.boolean(row["is_running"]) and (planned is None or elapsed < planned):
        return None, [("is_running", "it is not over, so it was left out")]
    if began > ended or ended - began < elapsed:
        if elapsed:
            odd.append(("created_at", "later than its length allows: taken to begin earlier"))
        began = ended - elapsed
    if not elapsed:
        began = ended
    is_done = planned is None or elapsed >= planned
    found = ExternalSession(
        id=own_id("session", row["id"]),
        kind=kind,
        started_at=began,
        ended_at=ended,
        outcome="completed" if is_done else "stopped",
        planned_seconds=planned,
        paused_seconds=ended - began - elapsed,
    )
    return found, odd


# --- days ---------------------------------------------------------------------------------


class Closed(NamedTuple):
    """One closed day as Roma Timer kept it; `date` is the roma day."""

    id: str
    date: str
    sums: Sums
    timezone: str
    created_at: int
    updated_at: int


def closed_day(
    row: Row, own_rule: DayRule, resets: Mapping[int, int], now: int
) -> tuple[Closed | None, Oddities]:
    """Return a row of statistics, or None, and what is odd about it.

    `resets` are the moments of that file's resets with the counts they closed.
    """
    day = cells.day(row["date"])
    if day is None or not date(1970, 1, 1) <= day:
        return None, [("date", f"{cells.shown(row['date'])} is no day, so it was left out")]
    odd: Oddities = []
    timezone = cells.zone(row["timezone"])
    if timezone is None:
        odd.append(("timezone", f"{cells.shown(row['timezone'])} is no zone: taken as yours"))
        timezone = own_rule.timezone
    numbers = []
    for name, most in (
        ("work_sessions_completed", MOST_SESSIONS),
        ("total_work_seconds", _MOST_SECONDS),
        ("total_break_seconds", _MOST_SECONDS),
        ("manual_overrides", MOST_SESSIONS),
    ):
        fitted = _fitted(row[name], most)
        if cells.integer(row[name]) != fitted:
            shown = cells.shown(row[name])
            odd.append((name, f"{shown} is not from 0 to {most}: taken as {fitted}"))
        numbers.append(fitted)
    made = cells.moment(row["created_at"])
    if made is None or not days.EARLIEST_MOMENT <= made <= now:
        made = now
    ended = _day_ended(made, DayRule(timezone, own_rule.reset_minute), resets, numbers[0])
    if ended is not None and day == ended + timedelta(days=1):
        odd.append(("date", f"it is the date of the reset; the day that it closed is {ended}"))
        day = ended
    if day > days.today(own_rule, now):
        return None, [("date", f"{day} is still to come, so it was left out")]
    changed = cells.moment(row["updated_at"])
    if changed is None or not made <= changed <= now:
        changed = made
    return Closed(
        own_id("stats", row["id"]), day.isoformat(), Sums(*numbers), timezone, made, changed
    ), odd


def _day_ended(made: int, day_rule: DayRule, resets: Mapping[int, int], count: int) -> date | None:
    """Return the day that a row made at a reset closed; None where no reset shows that it did.

    Rows made in any other way carry the day they are of, whatever the date in Greenwich was.
    """
    if not any(resets.get(made + late) == count for late in range(-5, 6)):
        return None
    current = days.day_at(day_rule, made)
    if made - current.start <= _LATE and current.start > days.EARLIEST_MOMENT:
        return days.today(day_rule, current.start - 1)
    return current.date


# --- resets -------------------------------------------------------------------------------


def event(row: Row, own_rule: DayRule) -> tuple[dict[str, Value] | None, Oddities]:
    """Return the columns of a reset, or None, and what is odd about it."""
    kind = _EVENTS.get(cells.enumeration(row["reset_type"]))
    at = cells.moment(row["reset_timestamp"])
    if kind is None:
        return None, [("reset_type", f"{cells.shown(row['reset_type'])} is no kind of reset")]
    if at is None or not days.EARLIEST_MOMENT <= at <= days.LATEST_MOMENT:
        return None, [("reset_timestamp", "it is no moment, so it was left out")]
    odd: Oddities = []
    counts = []
    for name in ("previous_count", "new_count"):
        fitted = _fitted(row[name], MOST_SESSIONS)
        if cells.integer(row[name]) != fitted:
            odd.append((name, f"{cells.shown(row[name])} is no count: taken as {fitted}"))
        counts.append(fitted)
    timezone = cells.zone(row["user_timezone"])
    if timezone is None:
        odd.append(("user_timezone", f"{cells.shown(row['user_timezone'])} is no zone"))
        timezone = own_rule.timezone
    local = days.iso_local(timezone, at)
    theirs = cells.text(row["local_reset_time"]).strip().replace(" ", "T")
    if theirs and not local.startswith(theirs[:16]):
        odd.append(("local_reset_time", f"it said {theirs[:40]}; by the zone it was {local}"))
    made = cells.moment(row["created_at"])
    columns: dict[str, Value] = {
        "reset_type": kind,
        "previous_count": counts[0],
        "new_count": counts[1],
        "reset_timestamp": at,
        "user_timezone": timezone,
        "local_reset_time": local,
        "device_id": cells.text(row["device_id"]).replace("\x00", "")[:255] or None,
        "context": _context(row["context"]),
        "created_at": at if made is None or not 0 <= made <= days.LATEST_MOMENT else made,
    }
    return columns, odd


def _fitted(cell: object, most: int) -> int:
    """Return the number of a cell, or what of 0 to `most` is next to it."""
    return min(max(cells.integer(cell) or 0, 0), most)


def _context(cell: object) -> str:
    """Return the context as the JSON object that roma keeps, with where it is from."""
    text = cells.text(cell)
    found = cells.from_json(text)
    inside = found if isinstance(found, dict) else {"context": text} if text else {}
    return json.dumps({"imported_from": "romatimer", **inside})
