"""Sentences that move a task to another time, make it repeat, or have it reminded of."""

from __future__ import annotations

import re

from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.commands.patterns import (
    SPAN,
    Intent,
    T,
    due,
    on_task,
    reference,
    rule,
    span,
    split_due,
)
from roma_cli.domain.reminder import parse_offset
from roma_cli.domain.repeats.parse import parse_repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.language.commands.patterns import Meaning, Scene

_EDIT = ("task", "edit")
_MOVE = r"(?:move|reschedule|push|shift|postpone|delay|defer|bump|put off|put|bring|change)"
_LATER = r"(?:postpone|delay|defer|put off|push|bump)"
_OFF = r"(?:(?:back|off|out|on) )?"


def _due(task: str, when: str) -> Meaning:
    found = reference(task)
    return None if found is None else Intent(_EDIT, found, ("--due", when))


def _move(match: re.Match[str], scene: Scene) -> Meaning:
    parts = split_due(match["rest"], "to|until|till|for|on|by", scene)
    return None if parts is None else _due(re.sub(" (?:off|out|back)$", "", parts[0]), parts[1])


def _make_due(match: re.Match[str], scene: Scene) -> Meaning:
    if due(match["when"], scene) is None:
        return None
    return _due(match["task"], match["when"])


def _by(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read a move by a length, from the task's own due date.

    Two weeks forward is later to half of us and sooner to the other half.
    """
    task = reference(match["task"])
    if task is None:
        return None
    count, unit = span(match["span"])
    way = (match["way"] or "").lower()
    later = Intent(_EDIT, task, later=(count, unit))
    sooner = Intent(_EDIT, task, later=(-count, unit))
    if way in ("earlier", "sooner", "up"):
        return sooner
    return [later, sooner] if way in ("forward", "forwards", "ahead") else later


def _wait(match: re.Match[str], scene: Scene) -> Meaning:
    parts = split_due(match["rest"], "until|till", scene)
    task = reference(parts[0]) if parts else None
    return Intent(_EDIT, task, ("--wait", parts[1])) if parts and task else None


def _repeat(match: re.Match[str], _scene: Scene) -> Meaning:
    task = reference(match["task"])
    if task is None:
        return None
    try:
        parse_repeat(match["how"])
    except UsageError as problem:
        if "is no repeat" in problem.message:
            return None
        raise
    return Intent(_EDIT, task, ("--repeat", match["how"].lower()))


_HOW = (
    r"(?P<how>(?:every|each) \S.*|daily|weekly|monthly|yearly|annually|fortnightly|quarterly"
    r"|bi-?(?:weekly|monthly|yearly))"
)

WHEN = (
    rule(
        "due deadline date",
        rf"(?:remove|clear|drop|delete|take off) (?:the )?(?:due date|deadline)"
        rf" (?:of|from|on|for) {T}",
        on_task("task edit", "--due", "none"),
    ),
    rule(
        "due deadline date",
        r"(?:set|change|move) (?:the )?(?:due date|deadline|due) (?:of|for|on)"
        r" (?P<rest>\S.*)",
        _move,
    ),
    rule("due", rf"(?:make|set|mark) {T} due (?:(?:on|by|at|to|for) )?(?P<when>\S.*)", _make_due),
    rule(
        "due",
        rf"{T} (?:should|must|shall|has to) be (?:due|done) (?:(?:on|by|at) )?(?P<when>\S.*)",
        _make_due,
    ),
    rule(
        "move push shift postpone delay defer bump put bring",
        rf"(?:{_LATER}|move|shift|bring) {T} (?:by|for) (?P<span>{SPAN})(?: (?P<way>earlier|sooner|"
        r"later|forwards?|ahead|up|back))?",
        _by,
    ),
    rule(
        "move push shift postpone delay defer bump put bring",
        rf"(?:{_LATER}|move|shift|bring) {T} (?:(?P<way>forwards?|ahead|up|back|off|out) )"
        rf"(?:(?:by|for) )?(?P<span>{SPAN})",
        _by,
    ),
    rule(
        "move push shift postpone delay defer bump put bring",
        rf"(?:{_LATER}|move|shift|bring) {T} (?P<span>{SPAN}) (?P<way>earlier|sooner|"
        r"later|forwards?|ahead|back|off|out)",
        _by,
    ),
    rule("push postpone delay defer bump put", rf"{_LATER} {T} (?P<span>{SPAN})(?P<way>)", _by),
    rule(
        "move reschedule push shift postpone delay defer bump put bring change",
        rf"{_MOVE} (?P<rest>\S.*)",
        _move,
    ),
    rule("hide snooze", r"(?:hide|snooze) (?P<rest>\S.*)", _wait),
    rule(
        "repeat make", rf"(?:repeat|make) {T} (?:(?:to )?(?:repeat|recur)(?:ing)? )?{_HOW}", _repeat
    ),
    rule(
        "stop don no",
        rf"(?:stop repeating|don't repeat|do not repeat) {T}(?: any ?more)?",
        on_task("task stop"),
    ),
    rule(
        "skip",
        rf"skip {T} (?:this time|once|this (?:week|month|day|year|round)|today|for now)",
        on_task("task skip"),
    ),
    rule("skip", r"skip (?P<task>task #?\d+)", on_task("task skip")),
)


# --- reminders ----------------------------------------------------------------------------


def _remind(match: re.Match[str], _scene: Scene) -> Meaning:
    """Read a reminder before a task is due; a length that is none of the seven has its own."""
    task = reference(match["task"])
    if task is None:
        return None
    count, unit = span(match["span"])
    length = f"{count} {unit}" + ("" if count == 1 else "s")
    try:
        return Intent(_EDIT, task, ("--remind", parse_offset(length)))
    except UsageError:
        return Intent(("remind", "add"), task, (length,))


def _remind_at(match: re.Match[str], scene: Scene) -> Meaning:
    """Read a reminder at a moment: the first word from which the rest is one."""
    words = match["rest"].split(" ")
    for at in range(1, len(words)):
        when = " ".join(words[at:])
        when = re.sub("^(?:on|at) ", "", when)
        found = due(when, scene)
        if found is None:
            continue
        task = reference(" ".join(words[:at]))
        return None if task is None else Intent(("remind", "add"), task, (when,))
    return None


_BEFORE = r"(?:before(?:hand)?|ahead|early|earlier|in advance)"
_ABOUT = r"(?:remind me (?:about|of)|(?:set|add) a reminder (?:for|on|about|to))"

REMIND = (
    rule(
        "remind reminder",
        rf"{_ABOUT} {T},? (?P<span>{SPAN}) {_BEFORE}(?: (?:it(?:'s| is) due|the deadline))?",
        _remind,
    ),
    rule(
        "remind reminder",
        rf"(?:remind me|(?:set|add) a reminder) (?P<span>{SPAN}) before {T}(?: is due)?",
        _remind,
    ),
    rule("remind reminder", rf"{_ABOUT} (?P<rest>\S.*)", _remind_at),
    rule(
        "remind reminder reminders",
        rf"(?:(?:don't|do not|never) remind me (?:about|of)|no reminders? for|remove the "
        rf"reminders? (?:of|for|from|on)) {T}(?: any ?more)?",
        on_task("task edit", "--remind", "none"),
    ),
    rule(
        "snooze",
        rf"snooze (?:the )?reminder (?P<n>\d{{1,15}}) (?:for |by )?(?P<span>{SPAN})",
        lambda match, _scene: Intent(("remind", "snooze", match["n"], match["span"])),
    ),
)
