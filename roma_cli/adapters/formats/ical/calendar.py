"""The iCalendar format: the VTODOs of one or more calendars.

Each VTODO is read by itself, so an error in one does not affect the others. Components that are not
tasks are reported. A calendar without an end is truncated, which is an error.
"""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.adapters.formats.ical import todo_reader, todo_writer
from roma_cli.adapters.formats.ical.dates import Zones, timezone_lines
from roma_cli.adapters.formats.ical.lines import folded, parse, text_of, unfolded
from roma_cli.adapters.formats.source import head_text
from roma_cli.domain.transfer.interchange import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roma_cli.adapters.formats.source import Report, Source
    from roma_cli.domain.transfer.interchange import ExternalTask, Place

FIELDS = todo_reader.FIELDS

_OF_NO_MEANING = frozenset(("VERSION", "PRODID", "CALSCALE", "METHOD"))
_TZID = re.compile(r"^[^:]*;TZID=\"?([^\":;]+)")
_SHORT = 60


class _Block(namedtuple("_Block", "kind line lines sound")):
    """A raw component: kind, first line number, lines, and the lines that are not UTF-8."""

    __slots__ = ()
    kind: str
    line: int
    lines: list[str]
    sound: list[bool]


def looks_like(head: bytes) -> bool:
    """Tell whether a file begins like a calendar."""
    first = head_text(head).lstrip()[:40].upper()
    return first.startswith(("BEGIN:VCALENDAR", "BEGIN:VTODO"))


def read(source: Source, place: Place, report: Report) -> Iterator[ExternalTask]:
    """Yield the tasks; a task waits for its time zone if that is defined after it."""
    reader = todo_reader.Reader(place, report)
    waiting: list[_Block] = []
    for block in _blocks(source, report):
        if block.kind == "VTIMEZONE":
            reader.zones.define(block.lines)
        elif block.kind == "VTODO" and _zones_are_known(block, reader.zones):
            yield from _task(reader, block)
        elif block.kind == "VTODO":
            waiting.append(block)
        elif block.kind == "END":
            for one in waiting:
                yield from _task(reader, one)
            waiting = []
            yield from reader.series.end()
            reader.zones = Zones(place)
        else:
            report(Loss(_name(block), "", f"a {block.kind} is not a task"))
    for one in waiting:
        yield from _task(reader, one)
    yield from reader.series.end()


def write(tasks: Iterable[ExternalTask], place: Place, report: Report) -> Iterator[str]:
    """Yield a calendar, a task at a time; a zone comes before the first task that needs it."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//roma-cli//roma//EN")
    yield "".join(map(folded, head))
    written: set[str] = set()
    for task in tasks:
        if task.status == "deleted":
            report(Loss(task.title, "", "iCalendar has no deleted tasks"))
            continue
        lines = todo_writer.lines_of(task, place, report)
        for match in map(_TZID.match, lines):
            if match and match[1] not in written:
                written.add(match[1])
                yield "".join(map(folded, timezone_lines(match[1], place.now)))
        yield "".join(map(folded, lines))
    yield folded("END:VCALENDAR")


def _task(reader: todo_reader.Reader, block: _Block) -> Iterator[ExternalTask]:
    for at, sound in enumerate(block.sound):
        if not sound:
            name = re.split("[;:]", block.lines[at], maxsplit=1)[0]
            reader.report(Loss(_name(block), name, "not UTF-8, so it was read as Windows-1252"))
    task = reader.task(block.lines, _name(block))
    if task is not None:
        yield from reader.series.through(task)


def _zones_are_known(block: _Block, zones: Zones) -> bool:
    found = (_TZID.match(line) for line in block.lines)
    return all(match is None or zones.knows(match[1]) for match in found)


def _name(block: _Block) -> str:
    """Return the name of a component in messages: its summary, or its line."""
    for line in block.lines:
        if line[:7].upper() == "SUMMARY" and (prop := parse(line)):
            text = " ".join(text_of(prop.value).split())
            if prop.name == "SUMMARY" and text:
                return text[:_SHORT]
    return f"line {block.line}"


def _blocks(source: Source, report: Report) -> Iterator[_Block]:
    """Yield the components of the calendars, and one of kind END after each calendar."""
    block: _Block | None = None
    depth = 0
    is_open = False
    number = 0
    for number, line, sound in unfolded(source):
        mark = line.rstrip().upper() if line[:6].upper().startswith(("BEGIN:", "END:")) else ""
        begins = mark[6:] if mark.startswith("BEGIN:") else ""
        ends = mark[4:] if mark.startswith("END:") else ""
        if block is not None and (ends == "VCALENDAR" or begins in ("VCALENDAR", block.kind)):
            report(Loss(_name(block), "", f"this {block.kind} has no END line"))
            block = None
        if block is not None:
            if ends == block.kind and depth == 0:
                yield block
                block = None
                continue
            depth += bool(begins) - bool(ends)
            depth = max(depth, 0)
            block.lines.append(line)
            block.sound.append(sound)
        elif begins == "VCALENDAR" or ends == "VCALENDAR":
            is_open = bool(begins)
            yield _Block("END", number, [], [])
        elif begins:
            block, depth = _Block(begins, number, [], []), 0
        elif line.strip():
            _report_property(line, number, report)
    if block is not None:
        raise source.wrong(number, f"the file ends inside a {block.kind}, so it is truncated")
    if is_open:
        raise source.wrong(number, "the calendar has no END:VCALENDAR, so it is truncated")


def _report_property(line: str, number: int, report: Report) -> None:
    name = re.split("[;:]", line, maxsplit=1)[0].upper()
    if name not in _OF_NO_MEANING:
        report(Loss(f"line {number}", name[:_SHORT], "it belongs to the calendar, not to a task"))
