"""The settings a user may change: how each is typed, checked, stored and shown."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain.errors import UsageError
from roma_cli.domain.stats.totals import WEEKDAYS
from roma_cli.domain.text import storable, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.domain.changes import Scalar

CHANNELS = ("desktop", "terminal", "command", "webhook")
_TRUE = ("true", "yes", "on", "1")
_DAY_SECONDS = 86_400
_FALSE = ("false", "no", "off", "0")
_WEEKDAYS = {
    **{name: name for name in WEEKDAYS},
    **{
        f"{begun}day": begun[:3]
        for begun in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    },
}


class Setting(namedtuple("Setting", "name default read show about")):
    """One setting: `read` turns typed text into the stored value, `show` turns it back."""

    __slots__ = ()
    name: str
    default: Scalar
    read: Callable[[str], Scalar]
    show: Callable[[Scalar], str]
    about: str


def find(name: str) -> Setting:
    """Return the setting called `name` (dashes and any case understood).

    Raises UsageError with the nearest name if there is none.
    """
    key = name.strip().lower().replace("-", "_")
    if key in SETTINGS:
        return SETTINGS[key]
    from difflib import get_close_matches  # noqa: PLC0415 - only after a slip

    near = get_close_matches(key, SETTINGS, n=1)
    hint = f"roma config get {near[0]}" if near else "roma config show"
    raise UsageError(f"there is no setting '{name}'", hint)


def _refuse(name: str, typed: str, wanted: str, example: str) -> UsageError:
    return UsageError(f"{name} is {wanted}, not '{typed}'", f"roma config set {name} {example}")


def _number(name: str, least: int, most: int, example: int) -> Callable[[str], Scalar]:
    def read(typed: str) -> Scalar:
        number = whole_number(typed)
        if number is None or not least <= number <= most:
            raise _refuse(name, typed, f"a whole number from {least} to {most}", str(example))
        return number

    return read


def _seconds(name: str) -> Callable[[str], Scalar]:
    def read(typed: str) -> Scalar:
        from roma_cli.domain.dates.parse import parse_duration  # noqa: PLC0415 - only when typed

        try:
            seconds = parse_duration(typed)
        except UsageError:
            seconds = 0
        if not 1 <= seconds <= _DAY_SECONDS:
            raise _refuse(name, typed, "a duration from 1 second to 24 hours", "25m")
        return seconds

    return read


def _boolean(name: str) -> Callable[[str], Scalar]:
    def read(typed: str) -> Scalar:
        word = typed.strip().lower()
        if word not in (*_TRUE, *_FALSE):
            raise _refuse(name, typed, "true or false", "true")
        return int(word in _TRUE)

    return read


def _choice(name: str, words: tuple[str, ...]) -> Callable[[str], Scalar]:
    def read(typed: str) -> Scalar:
        word = typed.strip().lower()
        if word not in words:
            raise _refuse(name, typed, "one of " + ", ".join(words), words[0])
        return word

    return read


def _zone(typed: str) -> Scalar:
    from roma_cli.domain.clock.zones import match_zone  # noqa: PLC0415 - walks the zone files

    return match_zone(typed)


def _reset_time(typed: str) -> Scalar:
    return days.format_reset_time(days.parse_reset_time(typed.strip()))


def _clock(name: str, typed: str, example: str) -> str:
    try:
        return days.format_reset_time(days.parse_reset_time(typed.strip()))
    except UsageError:
        raise _refuse(name, typed, "a time of day such as 09:00", example) from None


def _reminder_time(typed: str) -> Scalar:
    return _clock("all_day_reminder_time", typed, "09:00")


def _quiet_hours(typed: str) -> Scalar:
    start, dash, end = typed.strip().partition("-")
    if not dash:
        raise _refuse("quiet_hours", typed, "two times such as 22:00-07:00", "22:00-07:00")
    first = _clock("quiet_hours", start, "22:00-07:00")
    last = _clock("quiet_hours", end, "22:00-07:00")
    if first == last:
        raise _refuse("quiet_hours", typed, "two different times", "22:00-07:00")
    return f"{first}-{last}"


def _days_off(typed: str) -> Scalar:
    words = [word.strip().lower() for word in typed.split(",")]
    if not all(word in _WEEKDAYS for word in words):
        raise _refuse("days_off", typed, "a comma list of weekdays such as sat,sun", "sat,sun")
    named = {_WEEKDAYS[word] for word in words}
    return ",".join(name for name in WEEKDAYS if name in named)


def _channels(typed: str) -> Scalar:
    words = [word.strip().lower() for word in typed.split(",")]
    if not all(word in CHANNELS for word in words):
        wanted = "a comma list of " + ", ".join(CHANNELS)
        raise _refuse("notification_channels", typed, wanted, "desktop,terminal")
    return ",".join(dict.fromkeys(words))


def _text(name: str, most: int) -> Callable[[str], Scalar]:
    def read(typed: str) -> Scalar:
        return storable(typed, name, least=1, most=most)

    return read


def _plain(value: Scalar) -> str:
    return "" if value is None else str(value)


def _yes_no(value: Scalar) -> str:
    return "true" if value else "false"


_ALL = (
    Setting("timezone", "UTC", _zone, _plain, "the IANA time zone your days are counted in"),
    Setting("daily_reset_time", "00:00", _reset_time, _plain, "when your day begins"),
    Setting("daily_goal", 8, _number("daily_goal", 0, 1000, 8), _plain, "work sessions a day"),
    Setting("work_duration", 1500, _seconds("work_duration"), _plain, "seconds of work"),
    Setting(
        "short_break_duration",
        300,
        _seconds("short_break_duration"),
        _plain,
        "seconds of a short break",
    ),
    Setting(
        "long_break_duration",
        900,
        _seconds("long_break_duration"),
        _plain,
        "seconds of a long break",
    ),
    Setting(
        "long_break_interval",
        4,
        _number("long_break_interval", 1, 100, 4),
        _plain,
        "work sessions before a long break",
    ),
    Setting(
        "auto_start_work", 1, _boolean("auto_start_work"), _yes_no, "start work when a break ends"
    ),
    Setting(
        "auto_start_break", 1, _boolean("auto_start_break"), _yes_no, "start a break when work ends"
    ),
    Setting(
        "theme",
        "dark",
        _choice("theme", ("light", "dark", "mono")),
        _plain,
        "colours: light, dark or mono",
    ),
    Setting("sound_enabled", 1, _boolean("sound_enabled"), _yes_no, "ring the bell"),
    Setting(
        "notification_enabled", 1, _boolean("notification_enabled"), _yes_no, "send notices at all"
    ),
    Setting(
        "notification_channels",
        "desktop,terminal",
        _channels,
        _plain,
        "where notices go: " + ", ".join(CHANNELS),
    ),
    Setting(
        "notify_command",
        None,
        _text("notify_command", 1000),
        _plain,
        "the program of the command channel",
    ),
    Setting(
        "webhook_url",
        None,
        _text("webhook_url", 2000),
        _plain,
        "the address of the webhook channel",
    ),
    Setting(
        "webhook_secret_file",
        None,
        _text("webhook_secret_file", 4000),
        _plain,
        "the file with the webhook's signing secret",
    ),
    Setting(
        "webhook_allow_private",
        0,
        _boolean("webhook_allow_private"),
        _yes_no,
        "let the webhook call this machine and private networks",
    ),
    Setting(
        "all_day_reminder_time",
        "09:00",
        _reminder_time,
        _plain,
        "when whole-day tasks are reminded of",
    ),
    Setting("quiet_hours", None, _quiet_hours, _plain, "hold reminders back in these hours"),
    Setting(
        "days_off",
        None,
        _days_off,
        _plain,
        "weekdays without planned work, such as sat,sun",
    ),
    Setting(
        "event_retention_days",
        None,
        _number("event_retention_days", 1, 36500, 365),
        _plain,
        "days to keep reset events; empty keeps all",
    ),
    Setting(
        "device_id",
        None,
        _text("device_id", 255),
        _plain,
        "this machine's name in reset events; empty is the host name",
    ),
)

SETTINGS = {setting.name: setting for setting in _ALL}
"""Every setting by name, in the order in which they are shown."""
