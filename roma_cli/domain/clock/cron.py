"""Cron expressions: a validator, and the next run of one.

Five fields in a zone, with the rules of Debian's cron (its crontab(5) and cron(8)). An expression
is valid if Debian's cron and cronsim read it the same way, so that a stored one may also be
written into a crontab: no seconds, no `@daily`, none of cronsim's `L`, `LW` and `#`.

Two kinds of expression differ on the days a clock changes:
- Minute and hour both fixed (neither begins with `*`): a time that the clock skips fires once,
  right after the gap; a time that is repeated fires on its first pass only.
- A `*` first in minute or hour: fires whenever the wall clock matches. Runs that a gap skips are
  not caught up, and a repeated hour fires twice.

The daily reset does not use this module to find its instant. Its expression (see `daily`)
describes the row to readers and other programs, but its `next_execution_at` is the day's own
boundary. The two differ in a gap: 02:30 in New York on 2026-03-08 is 03:00-04:00 to cron, which
runs late jobs at the end of the gap, and 03:30-04:00 to the boundary, which moves by the gap's
length. The reset compares boundaries, so a row half an hour early would run without effect.
"""

from __future__ import annotations

from datetime import UTC, datetime

from roma_cli.domain import day as days
from roma_cli.domain.clock.utc_offsets import changed, offset
from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

LONGEST = 200
"""Characters in an expression; every minute spelled out, the longest sensible field, is 169."""

_HINT = "roma schedule list"
_FIELDS = ("minute", "hour", "day-of-month", "month", "day-of-week")
# Debian allows a step only after a star or a range, cronsim also after a number. Names are three
# letters; cronsim checks whether they belong in the field.
_VALUE = r"(?:[0-9]{1,3}|[a-z]{3})"
_TERM = rf"(?:(?:\*|{_VALUE}-{_VALUE})(?:/[0-9]{{1,3}})?|{_VALUE})"
_FIELD = rf"{_TERM}(?:,{_TERM})*"
_ODD = r"[^0-9A-Za-z*,/ \t-]"
_DAY = 86400


def validate(expression: str) -> str:
    """Return the expression in its normal form: lower case, one space between its five fields.

    Raises UsageError for an expression that Debian's cron or cronsim does not accept, for text
    longer than `LONGEST`, and for an expression that never fires (`0 0 30 2 *`).
    """
    normal = _normal(expression)
    # Any start will do: an expression that ever fires does so within 40 years (29 February on a
    # Sunday, for example), and cronsim looks 50 years ahead.
    next(_firings(normal, datetime(2000, 1, 1, tzinfo=UTC)))
    return normal


def next_run(expression: str, timezone_key: str, after: int) -> int:
    """Return the first instant strictly after `after` at which the expression fires.

    `after` and the result are UTC epoch seconds; the fields are read in the zone `timezone_key`
    (IANA). The result is on a full minute of the local clock. Raises UsageError if the expression
    is not valid, the zone is unknown, or the calendar ends before it fires.
    """
    normal = _normal(expression)
    zone = _zone(timezone_key)
    minute, hour = normal.split(" ")[:2]
    try:
        if minute.startswith("*") or hour.startswith("*"):
            return _by_the_wall_clock(normal, zone, after)
        return _at_a_fixed_time(normal, zone, after)
    except (OverflowError, ValueError, OSError) as error:
        raise UsageError(f"no run of '{normal}' after {after}: outside the calendar") from error


def daily(reset_minute: int) -> str:
    """Return the expression for every day at `reset_minute`, 0..1439 minutes after midnight.

    Raises UsageError outside that range.
    """
    if not 0 <= reset_minute < 24 * 60:
        raise UsageError(f"minute of the day {reset_minute} is not between 0 and 1439")
    return f"{reset_minute % 60} {reset_minute // 60} * * *"


def _normal(expression: str) -> str:
    """Check the form of the text, without asking whether it fires."""
    import re  # noqa: PLC0415 - quick commands use `daily` without it

    if len(expression) > LONGEST:
        raise UsageError(f"cron expression is longer than {LONGEST} characters", _HINT)
    shown = ascii(expression)
    if expression.lstrip(" \t").startswith("@"):
        raise UsageError(f"{shown} is a nickname, which not every cron supports", _HINT)
    if odd := re.search(_ODD, expression):
        raise UsageError(f"cron expression {shown} contains {odd.group()!a}", _HINT)
    fields = expression.lower().split()
    if len(fields) != len(_FIELDS):
        what = "; the first cannot be seconds" if len(fields) == len(_FIELDS) + 1 else ""
        raise UsageError(f"cron expression {shown} has {len(fields)} fields, not 5{what}", _HINT)
    for name, field in zip(_FIELDS, fields, strict=True):
        if not re.fullmatch(_FIELD, field):
            raise UsageError(f"cron expression {shown}: bad {name} '{field}'", _HINT)
    return " ".join(fields)


def _zone(key: str) -> ZoneInfo:
    try:
        return days.zone(key)
    except UsageError as error:
        raise UsageError(f"unknown time zone {key!a}", "roma config get timezone") from error


def _firings(expression: str, start: datetime) -> Iterator[datetime]:
    """Yield the runs after `start` that cronsim finds in the zone of `start`."""
    from cronsim import CronSim, CronSimError  # noqa: PLC0415 - as `re`

    try:
        yield from CronSim(expression, start)
    except CronSimError as error:
        raise UsageError(f"cron expression '{expression}': {str(error).lower()}", _HINT) from error
    raise UsageError(f"cron expression '{expression}' never fires", _HINT)


def _at_a_fixed_time(expression: str, zone: ZoneInfo, after: int) -> int:
    firings = _firings(expression, datetime.fromtimestamp(after, zone))
    # From the second pass of a repeated hour, cronsim begins with runs in the first pass; and it
    # returns the same instant for several times inside one gap.
    return next(at for at in map(_epoch, firings) if at > after)


def _by_the_wall_clock(expression: str, zone: ZoneInfo, after: int) -> int:
    """Search stretch by stretch, each with one offset from UTC.

    In a zone, cronsim steps by whole hours of real time and so skips full hours, for the rest of
    the day, where a clock changes by half an hour (Lord Howe Island). Inside one stretch the wall
    clock runs like UTC: search there, and shift the result back.
    """
    ahead = offset(zone.key, after)
    while True:
        wall = datetime.fromtimestamp(after + ahead, UTC)
        found = _epoch(next(_firings(expression, wall))) - ahead
        # One day at a time, so that two clock changes cannot cancel each other.
        end = min(found, after + _DAY)
        if offset(zone.key, end) != ahead:
            jump = changed(zone.key, after, end)
            after, ahead = jump - 1, offset(zone.key, jump)
        elif end == found:
            return found
        else:
            # A clock change is a day at most, so until two days before `found` the wall clock
            # shows only times between the two, and none of those fires.
            after = max(end, found - 2 * _DAY)
            ahead = offset(zone.key, after)


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
