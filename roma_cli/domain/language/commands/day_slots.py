"""Slots of sentences about the day: times, zones and places, and days that are over."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.dates.parse import parse_day
from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.commands.matcher import Kind, compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.language.commands.matcher import Calendar

_CLOCK = (
    r"(?:midnight|noon|(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?"
    r"(?: ?(?P<half>[ap])\.?m\.?| ?o'?clock)?)"
)
_HALF_DAY = 12


def _clock(text: str, _calendar: Calendar) -> str | None:
    """Return a time of day as a setting takes it; None for 13 pm."""
    word = text.lower()
    if word in ("midnight", "noon"):
        return {"midnight": "midnight", "noon": "12:00"}[word]
    match = compiled(_CLOCK).fullmatch(text)
    if match is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if match["half"].lower() == "p" else 0)
    return f"{hour:02d}:{match['minute'] or '00'}"


def _places(text: str, _calendar: Calendar) -> list[str] | None:
    """Return the zones called after a place; only what zones are called after is a place."""
    from roma_cli.domain.clock.zones import find_zone, known_zones  # noqa: PLC0415 - walks the zone files

    key = find_zone(text)
    if key is not None and "/" in key:
        return [key]
    city = text.strip("\"'").replace(" ", "_").lower()
    found = [one for one in known_zones() if "/" in one and one.lower().endswith("/" + city)]
    return found or None


def _zones(text: str, calendar: Calendar) -> list[str]:
    """Return the zones of a name; the setting itself suggests the nearest of no zone."""
    from roma_cli.domain.clock.zones import find_zone  # noqa: PLC0415 - walks the zone files

    name = text.strip("\"'")
    key = find_zone(name)
    return [key] if key else _places(name, calendar) or [name]


def _days_since(text: str, calendar: Calendar) -> str:
    """Return how many days a span of the calendar has up to today, both included."""
    today = days.today(calendar.rule, calendar.now)
    span = text.lower().split()[-1]
    if span in ("today", "yesterday"):
        return {"today": "1", "yesterday": "2"}[span]
    if span == "month":
        return str(today.day)
    return str(today.weekday() + (8 if text.lower().startswith("last") else 1))


def _past_day(text: str, calendar: Calendar) -> str | None:
    """Return the day since which something was done, as it is typed."""
    since = text.lower().removeprefix("since ").removeprefix("on ")
    if since in ("this week", "week"):
        today = days.today(calendar.rule, calendar.now)
        return today.fromordinal(today.toordinal() - today.weekday()).isoformat()
    try:
        parse_day(since, calendar.rule, calendar.now, past=True)
    except UsageError:
        return None
    return since


DAY_KINDS = {
    "clock": Kind(_clock, _CLOCK, 3),
    "zone": Kind(_zones, r"[\w/+'\" -]{2,60}"),
    "place": Kind(_places, r"[\w/' -]{2,40}"),
    "since": Kind(
        _days_since,
        "today|yesterday|this week|last week|this month|(?:my|the) (?:week|month)",
        2,
    ),
    "past": Kind(_past_day),
}
