"""Sentences about work sessions: the count, and the timer."""

from __future__ import annotations

from roma_cli.domain.dates.day_words import WEEKDAY
from roma_cli.domain.language.commands.patterns import (
    SPAN,
    Intent,
    N,
    T,
    minutes,
    number,
    plain,
    reference,
    rule,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from roma_cli.domain.language.commands.patterns import Meaning, Scene

SESSION = r"(?:(?:work|focus|working) )?(?:session|pomodoro|pomo)"
_WORK = r"(?:(?:work|focus|working) )?(?:session|pomodoro|pomo|timer)"
_BREAK = r"(?:(?:short|long) )?break"
_CLOCK = r"(?:\d{1,2}:\d\d|\d{1,2} ?[ap]m|noon)"
_AT = (
    rf"(?:,? (?P<at>(?:yesterday|today|(?:on )?(?:last )?{WEEKDAY})(?: at)? {_CLOCK}"
    rf"|at {_CLOCK}(?: (?:yesterday|today))?))?"
)
_ONE = "(?:a|an|one|another|one more|my)"


def _set_count(match: re.Match[str], _scene: Scene) -> Intent:
    return Intent(("session", "set", str(number(match["n"]))))


def _add_session(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read a session done without the timer: how long it was, on what, and when it ended."""
    found = match.groupdict()
    before = ["session", "add"]
    if found.get("span"):
        length = minutes(found["span"])
        if length is None:
            return None
        before += ["--minutes", length]
    if found.get("at"):
        before += ["--at", found["at"].removeprefix("on ").removeprefix("at ")]
    return _with_task(before, found.get("task"), "any")


def _with_task(before: list[str], task: str | None, wanted: str) -> Meaning:
    if not task:
        return Intent(tuple(before))
    found = reference(task, wanted)
    return None if found is None else Intent((*before, "--task"), found)


COUNT = (
    plain(
        "sessions pomodoros pomos count",
        rf"how many {SESSION}s(?: (?:have|did|do) i (?:have|done|do|did|finish(?:ed)?|complete[d]?"
        r"|get done))?(?: (?:today|so far|already))*"
        rf"|(?:show(?: me)? |what(?:'s| is) )?(?:my |the |today's )?(?:{SESSION} )?count(?: today)?"
        rf"|(?:show(?: me)? )?(?:my |today's )?{SESSION}s(?: today)?",
        "session show",
    ),
    rule(
        "set change correct make put",
        rf"(?:set|change|correct|make|put) (?:my |the |today's )?(?:(?:{SESSION} )?count(?:er)?"
        rf"|{SESSION}s)(?: (?:for )?today)? (?:(?:to|at|=) ?)?(?P<n>{N})(?: {SESSION}s?)?",
        _set_count,
    ),
    rule(
        "did done finished completed had",
        rf"i(?:'ve| have)? (?:already )?(?:did|done|finished|completed|had) (?P<n>{N}) {SESSION}s"
        r"(?: already)? (?:today|so far(?: today)?)",
        _set_count,
    ),
    rule(
        "session pomodoro pomo",
        r"(?:add|log|record|count|track|i(?:'ve| have)? (?:just )?(?:did|done|finished|completed"
        rf"|had)) {_ONE} (?:(?P<span>{SPAN}) )?{SESSION}(?: (?:on|for) {T})??{_AT}",
        _add_session,
    ),
    rule(
        "session pomodoro pomo",
        rf"(?:add|log|record|count|track) (?:(?:a|one) )?{SESSION}(?: of (?P<span>{SPAN}))?"
        rf"(?: (?:on|for) {T})??{_AT}",
        _add_session,
    ),
    rule(
        "session pomodoro pomo",
        rf"(?:add|log|record|track) (?:a )?(?P<span>{SPAN}) {SESSION}(?: (?:on|for) {T})??{_AT}",
        _add_session,
    ),
    rule(
        "worked",
        rf"i(?:'ve| have)? (?:just )?worked (?:on {T} )?for (?P<span>{SPAN}){_AT}",
        _add_session,
    ),
    rule(
        "worked",
        rf"i(?:'ve| have)? (?:just )?worked (?:for )?(?P<span>{SPAN}) on {T}{_AT}",
        _add_session,
    ),
)


def _start(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read a start: its length, and the task it is for."""
    found = match.groupdict()
    before = ["timer", "start"]
    if found.get("span") or found.get("task"):
        # What comes next may be a break; who names a length or a task means work.
        before.append("work")
    if found.get("span"):
        length = minutes(found["span"])
        if length is None:
            return None
        before += ["--minutes", length]
    return _with_task(before, found.get("task"), "pending")


def _rest(match: re.Match[str], _scene: Scene) -> Meaning:
    before = ["timer", "start", (match["kind"] or "short").lower()]
    if match["span"]:
        length = minutes(match["span"])
        if length is None:
            return None
        before += ["--minutes", length]
    return Intent(tuple(before))


TIMER = (
    rule(
        "break",
        rf"(?:start|begin|take|have) (?:(?:a|an|my|the) )?(?:(?P<span>{SPAN}) )?"
        r"(?:(?P<kind>short|long) )?break",
        _rest,
    ),
    rule(
        "break",
        rf"(?:start|begin|take|have) (?:a |my )?(?:(?P<kind>short|long) )?break (?:of|for) "
        rf"(?P<span>{SPAN})",
        _rest,
    ),
    plain(
        "start begin",
        rf"(?:start|begin)(?: (?:a |the |my |another )?(?:new )?{_WORK}| working)?",
        "timer start",
    ),
    rule(
        "start begin",
        rf"(?:start|begin) (?:(?:a|an|my|the|another) )?(?:(?P<span>{SPAN}) )?{_WORK}"
        rf"(?: (?:on|for|with) (?!{SPAN}$){T})?",
        _start,
    ),
    rule(
        "start begin",
        rf"(?:start|begin) (?:(?:a|the|my) )?{_WORK} (?:of|for) (?P<span>{SPAN})"
        rf"(?: (?:on|for|with) {T})?",
        _start,
    ),
    rule(
        "work working focus",
        rf"(?:(?:start|begin) )?(?:(?:to )?work|working|focus(?:ing)?) on {T}"
        rf"(?: for (?P<span>{SPAN}))?",
        _start,
    ),
    rule("start begin", rf"(?:start|begin) {T}(?: for (?P<span>{SPAN}))?", _start),
    plain("pause", rf"pause(?: (?:it|(?:the |my )?{_WORK}|working))?", "timer pause"),
    plain(
        "resume continue unpause carry",
        rf"(?:resume|continue|unpause|carry on)(?: (?:it|(?:the |my )?{_WORK}|working))?",
        "timer resume",
    ),
    plain(
        "stop end abort",
        r"(?:stop|abort)(?: (?:it|working(?: on .+)?))?"
        rf"|(?:stop|end|abort) (?:the |my |this )?(?:{_WORK}|{_BREAK})",
        "timer stop",
    ),
    plain(
        "skip",
        rf"skip(?: (?:it|this|(?:the |this |my )?(?:{_WORK}|{_BREAK})))?",
        "timer skip",
    ),
    plain(
        "timer running left go until",
        r"(?:(?:show|check)(?: me)? )?(?:the |my )?timer|is (?:the|a|my) timer (?:still )?"
        r"(?:running|on)|how (?:long|much time)(?: (?:is|do i have|have i got))?(?: still)? "
        rf"(?:left|to go)(?: (?:on|in|of) (?:the |this |my )?(?:{_WORK}|break))?"
        r"|what(?:'s| is) running(?: now)?|how long until (?:the |my )?(?:next )?break",
        "timer show",
    ),
)
