"""The parts of one line of todo.txt, and the task in it."""

from __future__ import annotations

import functools
import re
from collections import namedtuple
from datetime import date

from roma_cli.domain import day as days
from roma_cli.domain.dates.clock_times import wall
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words
from roma_cli.domain.repeats.recurrence import make_repeat
from roma_cli.domain.transfer.interchange import ExternalTask, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from roma_cli.adapters.formats.source import Lose
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.transfer.interchange import Place

DAY = r"\d{4}-\d\d-\d\d"
_HEAD = re.compile(
    rf"(?P<done>x (?=[ \t]*[^ \t]))?(?P<letter>\([A-Z]\) )?(?P<one>{DAY} )?(?P<two>{DAY} )?"
)
_MARK = re.compile(r"(?<![^ \t])(?:[+@]|(?:due|t|rec|pri|uuid):)[^ \t]+")
"""A word that may have a meaning; the length of the words between does not matter."""
_KEYED = re.compile(r"(due|t|rec|pri|uuid):(.+)", re.DOTALL)
_REPEAT = re.compile(r"(\+?)(\d{1,3})([dwmy])", re.ASCII)
_CLOCK = re.compile(rf"({DAY})T(\d\d):(\d\d)", re.ASCII)
_OWN_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\S*@\S+|\S{16,}")

_UNITS = {"d": "daily", "w": "weekly", "m": "monthly", "y": "yearly"}
_LAST_HOUR, _LAST_MINUTE = 23, 59

_KEPT = "kept for export to todo.txt"


class Line(namedtuple("Line", "head done letter completed created words")):
    """The parts of a line: its head as written, its values, and (spaces, word, kind) of each word.

    Adjacent words without meaning are joined.
    """

    __slots__ = ()
    head: str
    done: bool
    letter: str
    completed: date | None
    created: date | None
    words: list[tuple[str, str, str]]


def split_line(text: str) -> Line:
    """Return the parts of a non-blank line."""
    match = _HEAD.match(text)
    assert match is not None  # noqa: S101 - every part is optional
    done = match["done"] is not None
    first, second = _day(match["one"]), _day(match["two"])
    end = match.end()
    if second is None or not done:
        # An invalid or surplus date belongs to the text.
        second, end = None, match.start("two") if match["two"] else end
    if first is None:
        second, end = None, match.start("one") if match["one"] else end
    if not text[end:].strip():
        done, first, second, end = False, None, None, 0
    letter = match["letter"][1] if match["letter"] and end else ""
    completed, created = (first, second) if done else (None, first)
    words, singles = [], set()
    for spaces, word, is_mark in _words(text[end:]):
        if not is_mark:
            words.append((spaces, word, "title"))
            continue
        kind = _kind(word, done=done)
        if kind in singles:
            kind = "title"  # a line's second due: is ignored
        elif kind not in ("title", "tag"):
            singles.add(kind)
        if word[0] == "+" and kind == "title":
            kind = "other"
        words.append((spaces, word, kind))
    return Line(text[:end], done, letter, completed, created, words)


def _words(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the words that may have a meaning and the text between, with the spaces before each."""
    at = 0
    for mark in _MARK.finditer(text):
        between = text[at : mark.start()]
        words = between.strip(" \t")
        before = between[: between.index(words)] if words else ""
        if words:
            yield before, words, False
        yield between[len(before) + len(words) :], mark[0], True
        at = mark.end()
    rest = text[at:].rstrip(" \t")
    if rest:
        words = rest.lstrip(" \t")
        yield rest[: len(rest) - len(words)], words, False


def _kind(word: str, *, done: bool) -> str:
    if word[0] == "+":
        return "project"
    if word[0] == "@" and tag_of(word):
        return "tag"
    keyed = _KEYED.fullmatch(word)
    if keyed is None or (keyed[1] == "pri" and not (done and re.fullmatch("[A-Z]", keyed[2]))):
        return "title"
    return keyed[1]


def task_of(text: str, place: Place, lose: Lose | None = None) -> tuple[ExternalTask, str]:
    """Return the task in a line, and the key for its id if it has no uuid (then "")."""
    line = split_line(text)
    says = says_of(line, place, lose)
    title = title_of(line, text)
    recurrence, repeat_from = says.get("rec") or ("none", "due")
    task = ExternalTask(
        uuid=says.get("uuid", ""),
        title=title,
        due=says.get("due"),
        recurrence=recurrence,
        repeat_from=repeat_from,
        priority=priority_of(line.letter or says.get("pri", "")),
        tags=tuple(tag_of(word) for _, word, kind in line.words if kind == "tag"),
        project=says.get("project"),
        wait_until=says.get("t"),
        status="completed" if line.done else "pending",
        created_at=start_of(line.created, place),
        completed_at=start_of(line.completed, place),
        extras={"line": text},
    )
    return task, f"{line.created or ''} {title}"


def says_of(line: Line, place: Place, lose: Lose | None = None) -> dict[str, Any]:
    """Return the values of the words with a meaning; one without goes to the title."""
    says: dict[str, Any] = {}
    for at, (spaces, word, kind) in enumerate(line.words):
        if kind == "other" and lose is not None:
            lose(word, f"a task has only one project; {_KEPT}")
        if kind in ("title", "tag", "other"):
            continue
        says[kind] = _meaning(kind, word, place)
        if says[kind] is None:
            del says[kind]
            line.words[at] = (spaces, word, "title")
            if lose is not None:
                lose(kind, f"can't read '{word[:60]}', so it stays in the title")
    return says


def _meaning(kind: str, word: str, place: Place) -> object:
    """Return the value of a word in roma's terms, or None if it has none."""
    value = word[1:] if kind == "project" else word.partition(":")[2]
    if kind == "due":
        return _due(value, place)
    if kind == "t":
        due = _due(value, place)
        return due and (start_of(due.day, place) if due.day else due.moment)
    if kind == "rec":
        return _repeat(value)
    if kind == "uuid" and not _OWN_ID.fullmatch(value):
        return name_uuid("todotxt", "uuid", value)  # too short to be unique
    return value


def _due(value: str, place: Place) -> Due | None:
    day = _day(value)
    try:
        if day is not None:
            days.day_of(place.rule, day)
            return Due(None, day)
        clock = _CLOCK.fullmatch(value)
        if clock is None:
            return Due(days.parse_instant(value), None)
        day, hour, minute = _day(clock[1]), int(clock[2]), int(clock[3])
        if day is None or hour > _LAST_HOUR or minute > _LAST_MINUTE:
            return None
        moment = wall(place.rule, day, hour * 60 + minute, 0)
        days.local(place.rule.timezone, moment)
    except UsageError:
        return None
    return Due(moment, None)


def _repeat(value: str) -> tuple[str, str] | None:
    """Return the repeat and what it counts from: `+2w` from the due date, `2w` from completion."""
    match = _REPEAT.fullmatch(value)
    if match is None or int(match[2]) == 0:
        return None
    words = in_words(make_repeat(_UNITS[match[3]], int(match[2])))
    return words, "due" if match[1] else "completion"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text and len(text.strip()) == 10 else None  # noqa: PLR2004 - YYYY-MM-DD
    except ValueError:
        return None


def start_of(day: date | None, place: Place) -> int | None:
    """Return the first instant of a roma day, or None for an invalid or unsupported day."""
    return None if day is None else _start(place.rule, day)


@functools.lru_cache(maxsize=4096)
def _start(rule: DayRule, day: date) -> int | None:
    try:
        moment: int = days.day_of(rule, day).start
    except UsageError:
        return None
    return moment if moment >= days.EARLIEST_MOMENT else None


def title_of(line: Line, text: str) -> str:
    """Return the words without a special meaning, or all words if there are none."""
    words = "".join(spaces + word for spaces, word, kind in line.words if kind == "title")
    return words.strip() or text[len(line.head) :].strip()


def tag_of(word: str) -> str:
    """Return the tag for a `@context`, or "" if it is not a valid tag."""
    return word[1:].lstrip("#")


def priority_of(letter: str) -> str:
    """Return the priority of a letter; no letter is medium."""
    if not letter:
        return "medium"
    return {"A": "high", "B": "medium"}.get(letter, "low")
