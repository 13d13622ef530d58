"""Todoist's CSV backup: one project per file, one task per row, subtasks and comments below it.

Dates are words ("every! 3 days", "tomorrow at 9am", "12 Jan"), parsed like the same words typed to
roma; those that roma can't parse are kept and reported. A row has no id: it is identified by its
project, its parent tasks, its content and a counter of equal rows.
"""

from __future__ import annotations

import os
import re
from collections import namedtuple

from roma_cli.adapters.formats.csv.roma_csv import check_width, first_row, table
from roma_cli.adapters.formats.source import Ids, of_record
from roma_cli.domain import day as days
from roma_cli.domain.clock.zones import find_zone
from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.due import Due, due_day
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.repeats.recurrence import first_due
from roma_cli.domain.text import whole_number
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalTask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.source import Lose, Report, Source
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.transfer.interchange import Place

_SURE = frozenset(("TYPE", "CONTENT", "PRIORITY", "INDENT"))
_OF_NOTES = frozenset(("TYPE", "CONTENT", "DATE", "DATE_LANG", "TIMEZONE"))
_OF_TASKS = _OF_NOTES | {"DESCRIPTION", "PRIORITY", "INDENT"}
_DATED = ("DATE", "DATE_LANG", "TIMEZONE")
_PRIORITIES = {"1": "high", "2": "medium", "3": "low", "4": "medium"}
"""Todoist's 1 is the highest; 4 is none, which is medium in roma."""

_LABEL = re.compile(r"(?:^|(?<=\s))@([^\s@]\S*)")
_EVERY = re.compile(r"(every|ev)(!?)\s*(?=\S)|(daily|weekly|monthly|yearly)\b")
_AT = re.compile(r"(.*?),?\s+(?:at\s+)?(\d{1,2}(?::\d\d)?\s*(?:[ap]m)?|noon|midnight)")
_MONTH_DAY = re.compile(r"every (\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_FROM = re.compile(r"(.*?)\s+(?:starting|from)\s+(.+)")
_PROJECT = re.compile(r"(.+?)(?: \[\w+\])?\.csv", re.IGNORECASE)

_KEPT = "kept but not used"
_DEEPEST = 2


class _When(namedtuple("_When", "due recurrence repeat_from", defaults=(None, "none", "due"))):
    """The parsed DATE."""

    __slots__ = ()
    due: Due | None
    recurrence: str
    repeat_from: str


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins with Todoist's columns."""
    return {name.strip().upper() for name in first_row(head)} >= _SURE


def read(source: Source, place: Place, report: Report) -> Iterator[ExternalTask]:
    """Yield the tasks of the rows, each with the comments below it."""
    rows = table(source)
    _, header = next(rows, (0, []))
    names = [name.upper() for name in header]
    if not set(names) >= _SURE:
        raise source.wrong(1, "these are not Todoist's columns")
    reader = _Reader(source, place)
    for line, cells in rows:
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        kind = row.get("TYPE", "").lower()
        lose = of_record(f"line {line}", report)
        check_width(cells, names, lose)
        if kind == "task":
            yield from reader.flush()
            reader.task(row, lose)
        elif kind == "note":
            reader.note(row, lose)
        elif kind == "section":
            yield from reader.flush()
            reader.section = row.get("CONTENT", "")
            reader.above = []
        elif any(row.values()):
            lose(kind or "TYPE", "only tasks, sections and notes are read")
    yield from reader.flush()


class _Reader:
    """The position in the table: the section, the parent tasks and the current task."""

    def __init__(self, source: Source, place: Place) -> None:
        named = _PROJECT.fullmatch(os.path.basename(source.path or ""))
        self.project = named[1] if named else None
        self.place = place
        self.section = ""
        self.above: list[ExternalTask] = []
        self.open: ExternalTask | None = None
        self.ids = Ids("todoist")

    def flush(self) -> Iterator[ExternalTask]:
        """Return the current task, which is now complete."""
        if self.open is not None:
            yield self.open
        self.open = None

    def task(self, row: dict[str, str], lose: Lose) -> None:
        """Begin a task."""
        content = row.get("CONTENT", "")
        labels = tuple(dict.fromkeys(_LABEL.findall(content)))
        title = " ".join(_LABEL.sub("", content).split()) or content
        if not title:
            lose("", "no content")
            return
        depth = max(1, whole_number(row.get("INDENT", "")) or 1)
        self.above = self.above[: depth - 1]
        if depth > _DEEPEST and self.above:
            above = self.above[0].title[:60]
            lose("INDENT", f"subtasks go one level deep, so its parent task is '{above}'")
        extras: dict[str, object] = {}
        for name in _others(row, _OF_TASKS):
            extras[name] = row[name]
            lose(name or "a column", f"roma has no such field; {_KEPT}")
        if self.section:
            extras["section"] = self.section
            lose("section", f"roma has no sections; {_KEPT}")
        priority = row.get("PRIORITY", "")
        if priority and priority not in _PRIORITIES:
            lose("PRIORITY", f"'{priority[:60]}' is not 1, 2, 3 or 4")
        when = self._when(row, extras, lose)
        path = "\x1f".join([self.project or "", *(task.title for task in self.above), title])
        self.open = ExternalTask(
            uuid=self.ids.next(path),
            title=title,
            description=row.get("DESCRIPTION", ""),
            due=when.due,
            recurrence=when.recurrence,
            repeat_from=when.repeat_from,
            priority=_PRIORITIES.get(priority, "medium"),
            tags=labels,
            project=self.project,
            part_of=self.above[0].uuid if self.above else None,
            extras=extras,
        )
        self.above.append(self.open)

    def note(self, row: dict[str, str], lose: Lose) -> None:
        """Add a comment to the task above it."""
        text = row.get("CONTENT", "")
        if self.open is None or not text:
            what = "empty note" if self.open else "not on a task, and roma has notes only on tasks"
            lose("note", what)
            return
        date = row.get("DATE", "")
        try:
            written = days.parse_instant(date)
        except UsageError:
            written = self.place.now
            if date:
                lose("DATE", f"can't read {date[:60]!r} as a moment; the current time was used")
        for name in _others(row, _OF_NOTES):
            lose(name, "a note has no such field")
        uuid = self.ids.next(f"note\x1f{self.open.uuid}\x1f{text}")
        notes = (*self.open.notes, ExternalNote(text, written, uuid))
        self.open = self.open._replace(notes=notes)
        self.above[-1] = self.open

    def _when(self, row: dict[str, str], extras: dict[str, object], lose: Lose) -> _When:
        text = row.get("DATE", "")
        if not text:
            return _When()
        zone = find_zone(row["TIMEZONE"]) if row.get("TIMEZONE") else None
        if row.get("TIMEZONE") and zone is None:
            lose("TIMEZONE", f"unknown time zone {row['TIMEZONE'][:60]!r}")
        rule = self.place.rule._replace(timezone=zone) if zone else self.place.rule
        try:
            return _read_when(" ".join(text.split()).lower(), rule, self.place.now)
        except UsageError as error:
            extras.update({name: row[name] for name in _DATED if row.get(name)})
            lose("DATE", f"{error.message}; {_KEPT}")
            return _When()


def _others(row: dict[str, str], known: frozenset[str]) -> list[str]:
    """Return the non-empty columns that are not in `known`."""
    return [name for name, cell in row.items() if cell not in ("", "None") and name not in known]


def _read_when(text: str, rule: DayRule, now: int) -> _When:
    """Parse a date in words. Raises UsageError for what roma does not understand."""
    every = _EVERY.match(text)
    if every is None:
        return _When(parse_due(text, rule, now))
    words = "every " + text[every.end() :] if every[1] else text
    start = _FROM.fullmatch(words)
    words, begins = (start[1], start[2]) if start else (words, "today")
    timed = _AT.fullmatch(words)
    dated = _MONTH_DAY.fullmatch(words)
    if dated:
        words, timed = f"every month on the {dated[1]}", None
    repeat = None
    if timed:
        try:
            repeat = parse_repeat(timed[1])
            begins = f"{begins} {timed[2]}"
        except UsageError:
            repeat = None  # "every month on the 15": no time after all
    repeat = repeat or parse_repeat(words)
    if repeat is None:
        raise UsageError(f"can't read {text[:60]!r} as a repeat")
    due = first_due(repeat, parse_due(begins, rule, now), rule)
    if due.moment is not None and due.moment < now and due_day(due, rule) == days.today(rule, now):
        due = first_due(repeat, parse_due(begins.replace("today", "tomorrow"), rule, now), rule)
    return _When(due, in_words(repeat), "completion" if every[2] else "due")
