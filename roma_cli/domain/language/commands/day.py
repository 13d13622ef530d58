"""Sentences about the day: when it begins, what it came to, and taking things back."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.dates.parse import parse_day
from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.commands.patterns import Intent, N, number, plain, rule
from roma_cli.domain.language.commands.timer import SESSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from roma_cli.domain.language.commands.patterns import Meaning, Scene

_CLOCK = (
    r"(?P<clock>midnight|noon|(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?"
    r"(?: ?(?P<half>[ap])\.?m\.?| ?o'?clock)?)"
)
_HALF = 12


def _reset_time(match: re.Match[str], _scene: Scene) -> Meaning:
    word = match["clock"].lower()
    if word in ("midnight", "noon"):
        typed = {"midnight": "midnight", "noon": "12:00"}[word]
        return Intent(("config", "set", "daily_reset_time", typed))
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= _HALF:
            return None
        hour = hour % _HALF + (_HALF if match["half"].lower() == "p" else 0)
    return Intent(("config", "set", "daily_reset_time", f"{hour:02d}:{match['minute'] or '00'}"))


def _place(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read where somebody is; only what zones are called after is a place."""
    return [Intent(("config", "set", "timezone", key)) for key in _zones(match["place"])]


def _zone(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read what was called a zone; the setting itself suggests the nearest of no zone."""
    from roma_cli.domain.clock.zones import find_zone  # noqa: PLC0415 - walks the zone files

    named = match["zone"].strip("\"'")
    key = find_zone(named)
    keys = [key] if key else _zones(named) or [named]
    return [Intent(("config", "set", "timezone", one)) for one in keys]


def _zones(place: str) -> list[str]:
    from roma_cli.domain.clock.zones import find_zone, known_zones  # noqa: PLC0415 - walks the zone files

    key = find_zone(place)
    if key is not None and "/" in key:
        return [key]
    city = place.strip("\"'").replace(" ", "_").lower()
    return [one for one in known_zones() if "/" in one and one.lower().endswith("/" + city)]


DAY = (
    plain(
        "reset day",
        r"when(?:'s| is| will be) (?:the |my )?(?:next )?(?:daily )?reset|when (?:does|will) "
        r"(?:my |the |a )?(?:next |new )?day (?:start|end|begin|reset|be reset)(?: again)?"
        r"|(?:how long|how much time)(?: is it)? (?:until|till|to|before) (?:the |my )?"
        r"(?:(?:next|daily) )*reset|(?:show(?: me)? )?(?:the |my )?next reset"
        r"|when (?:does|do|will) (?:the |my )?(?:count|sessions?|counter) (?:reset|be reset"
        r"|start over)",
        "reset show",
    ),
    rule(
        "count sessions counter",
        rf"(?:reset|clear|zero) (?:my |the |today's )?(?:(?:{SESSION} )?count(?:er)?|{SESSION}s)"
        r"(?: (?:for )?today| now)?",
        lambda _match, _scene: [Intent(("session", "set", "0")), Intent(("reset", "now"))],
    ),
    plain(
        "reset close end",
        r"reset now|reset (?:my |the )?day(?: now)?|(?:close|end) (?:my |the |this )?day(?: now)?",
        "reset now",
    ),
    rule(
        "day reset",
        r"(?:(?:my |the )?(?:new )?day (?:should |shall )?(?:now )?(?:starts?|begins?|resets?) at"
        r"|(?:start|begin|reset) (?:my |the )?day at|(?:the )?(?:daily )?reset (?:is |should be )?"
        r"at|(?:set|change|move|put) (?:my |the )?(?:daily )?(?:reset(?: time)?|day start"
        rf"|start of (?:my|the) day) (?:to|at)) {_CLOCK}(?: in the morning| at night)?",
        _reset_time,
    ),
    plain(
        "zone timezone",
        r"(?:what(?:'s| is)|show(?: me)?) (?:my |the )?time ?zone"
        r"|(?:what|which) time ?zone (?:am i in|is (?:it|set))",
        "config get timezone",
    ),
    rule(
        "zone timezone",
        r"(?:(?:set|change|switch) (?:my |the )?time ?zone to|(?:my |the )time ?zone is(?: now)?"
        r"|use (?:the )?time ?zone) (?P<zone>[\w/+'\" -]{2,60})",
        _zone,
    ),
    rule(
        "moved moving m am now landed flew arrived living",
        r"i(?:'m| am|'ve| have)? (?:just |now )?(?:moved to|moving to|in|landed in|flew to"
        r"|arrived in|living in) (?P<place>[\w/' -]{2,40}?)(?: now| today| for now)?",
        _place,
    ),
    plain("settings", r"(?:show(?: me)? )?(?:my |the )?settings", "config show"),
    plain(
        "today day",
        r"(?:show(?: me)? )?(?:my day|today)|(?:what(?:'s| is) (?:up|on|planned)|how does my day"
        r" look)(?: (?:for )?today)?",
        "today",
    ),
)


def _span_of(when: str, scene: Scene) -> int:
    """Return how many days from today back a span of the calendar has, its first included."""
    today = days.today(scene.rule, scene.now)
    word = when.removeprefix("my ").removeprefix("the ").removeprefix("this ")
    week = today.weekday() + 1
    return {
        "today": 1,
        "yesterday": 2,
        "week": week,
        "last week": week + 7,
        "month": today.day,
    }[word]


def _stats(match: re.Match[str], scene: Scene) -> Meaning:
    when = match["when"]
    if not when:
        return Intent(("stats",))
    return Intent(("stats", "--days", str(_span_of(when.lower(), scene))))


def _last_days(match: re.Match[str], _scene: Scene) -> Meaning:
    sizes = {"day": 1, "week": 7, "month": 30, "year": 365}
    count = number(match["n"] or "1") * sizes[match["unit"].lower()]
    return Intent(("stats", "--days", str(count))) if count else None


def _finished(match: re.Match[str], scene: Scene) -> Meaning:
    """Read what was finished since a day; the list says of each when."""
    since = (match["since"] or "").lower().removeprefix("since ").removeprefix("on ")
    if since in ("this week", "week"):
        today = days.today(scene.rule, scene.now)
        since = today.fromordinal(today.toordinal() - today.weekday()).isoformat()
    if since:
        try:
            parse_day(since, scene.rule, scene.now, past=True)
        except UsageError:
            return None
    return Intent(("log", "--type", "task.completed", *(("--since", since) if since else ())))


_WHEN = r"(?P<when>today|yesterday|this week|last week|this month|(?:my|the) (?:week|month))"
_HOW = r"how (?:did i do|am i doing|have i (?:done|been doing)|did it go|productive was i)"
_SHOW = r"(?:(?:show|give) (?:me )?)?(?:my |the )?(?:stats|statistics)"
_LAST = (
    rf"(?:(?:in|for|over|of|during) )?(?:the |my )?(?:last|past) (?:(?P<n>{N}) )?"
    r"(?P<unit>day|week|month|year)s?"
)
STATS = (
    rule("how", rf"(?:{_HOW}|how was)(?: so far)?(?: {_WHEN})(?: so far)?", _stats),
    rule(
        "how stats statistics",
        rf"(?:{_HOW}|{_SHOW})(?: so far)?(?: (?:for|of) )?(?P<when>)",
        _stats,
    ),
    rule("stats statistics", rf"{_SHOW}(?: (?:for|of))? {_WHEN}", _stats),
    rule("how stats statistics", rf"(?:{_HOW}|{_SHOW}) {_LAST}", _last_days),
    rule(
        "sessions pomodoros",
        rf"how many {SESSION}s (?:(?:did|have) i (?:do|done|have|finish(?:ed)?|complete[d]?"
        rf"|get done) )?{_WHEN}",
        _stats,
    ),
    plain(
        "happened do",
        r"what happened today|what (?:did|have) i do(?:ne)? today",
        "log --since today",
    ),
    rule(
        "finish finished complete completed done",
        r"what (?:tasks )?(?:did|have) i (?:finish(?:ed)?|complete[d]?|done|get done)"
        r"(?: (?P<since>\S.*))?",
        _finished,
    ),
    plain(
        "happened log history",
        r"what happened|(?:show(?: me)? )?(?:the |my )?(?:log|history)",
        "log",
    ),
)

BACK = (
    plain(
        "undo revert take",
        r"(?:undo|revert|take back)(?: (?:it|that|this|(?:the |my )?last (?:one|change|command"
        r"|thing|step)|what i (?:just )?did))?|take (?:it|that) back",
        "undo",
    ),
    rule(
        "undo revert",
        r"(?:undo|revert) (?:operation|number|no\.?|change) #?(?P<n>\d{1,15})",
        lambda match, _scene: Intent(("undo", match["n"])),
    ),
    plain("redo", r"redo(?: (?:it|that|this|the last (?:one|change)))?", "redo"),
    plain(
        "undo",
        r"(?:show(?: me)? )?what can (?:i|be) undo(?:ne)?|list (?:the )?(?:operations|changes)",
        "undo --list",
    ),
)
