"""The writer of one VTODO: roma's own lines, and the imported lines that are still valid."""

from __future__ import annotations

from roma_cli.adapters.formats.ical.alarms import alarm_lines, reminder_of
from roma_cli.adapters.formats.ical.dates import OWN, Unreadable, Zones, dated, in_utc
from roma_cli.adapters.formats.ical.lines import escaped, parse, plain, text_of
from roma_cli.adapters.formats.ical.rules import read_rule, write_rule
from roma_cli.domain import day as days
from roma_cli.domain.due import Due, typeable
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.transfer.interchange import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roma_cli.adapters.formats.ical.lines import Property
    from roma_cli.adapters.formats.source import Report
    from roma_cli.domain.transfer.interchange import (
        ExternalNote,
        ExternalReminder,
        ExternalTask,
        Place,
    )

_PRIORITIES = {"high": "1", "medium": "5", "low": "9"}
_GONE = "it no longer matches the task"


def lines_of(task: ExternalTask, place: Place, report: Report) -> list[str]:
    """Return the lines of a task's VTODO, unfolded."""
    _report_losses(task, report)
    own = own_lines(task, place)
    kept = [prop for prop in map(parse, _texts(task.extras.get("lines"))) if prop is not None]
    named: dict[str, list[str]] = {}
    for line in own:
        named.setdefault(line.partition(":")[0].partition(";")[0], []).append(line)
    holds = _Holds(task, place, kept)
    for prop in kept:
        if not holds.still(prop):
            if prop.name in ("DTSTART", "RRULE"):
                report(Loss(task.title, prop.name, _GONE))
        elif prop.name in ("RELATED-TO", "COMMENT"):
            _replace(named.setdefault(prop.name, []), prop)
        elif prop.name in _ONE:
            named[prop.name] = [prop.line]
        else:
            named.setdefault(prop.name, []).append(prop.line)
    if task.tags:
        named["CATEGORIES"] = [_categories(task)]
    lines = ["BEGIN:VTODO", *(line for some in named.values() for line in some)]
    return [*lines, *_alarms(task, place), "END:VTODO"]


def own_lines(task: ExternalTask, place: Place) -> list[str]:
    """Return the properties that roma itself writes for a task, unfolded."""
    done = task.status == "completed"
    stamp = task.updated_at or task.created_at or place.now
    lines = [f"UID:{escaped(task.uuid)}", f"DTSTAMP:{in_utc(stamp)}"]
    lines.append(f"SUMMARY:{escaped(task.title)}")
    if task.description:
        lines.append(f"DESCRIPTION:{escaped(task.description)}")
    lines += _due_lines(task, place, done=done)
    lines.append(f"PRIORITY:{_PRIORITIES[task.priority]}")
    finished = "CANCELLED" if task.skipped else "COMPLETED"
    lines.append(f"STATUS:{finished if done else 'NEEDS-ACTION'}")
    if done and not task.skipped:
        lines.append("PERCENT-COMPLETE:100")
    if task.tags:
        lines.append("CATEGORIES:" + ",".join(map(escaped, task.tags)))
    if task.part_of:
        lines.append(f"RELATED-TO;RELTYPE=PARENT:{escaped(task.part_of)}")
    moments = {
        "COMPLETED": task.completed_at if done else None,
        "CREATED": task.created_at,
        "LAST-MODIFIED": task.updated_at,
        OWN + "WAIT-UNTIL": task.wait_until,
    }
    lines += [f"{name}:{in_utc(at)}" for name, at in moments.items() if at is not None]
    texts = {
        "PROJECT": task.project,
        "ESTIMATE": task.estimate,
        "REPEAT-FROM": "COMPLETION" if task.repeat_from == "completion" else None,
        "FOLLOWS": task.follows,
        "SERIES": task.series,
        "SERIES-INDEX": task.series_index,
        "ANCHOR-INDEX": task.anchor_index,
    }
    lines += [
        f"{OWN}{name}:{escaped(str(text))}" for name, text in texts.items() if text is not None
    ]
    if task.anchor is not None:
        lines.append(dated(OWN + "ANCHOR", task.anchor))
    return lines + [_comment(note) for note in task.notes]


def _due_lines(task: ExternalTask, place: Place, *, done: bool) -> Iterator[str]:
    """Return the due date and the repeat, in local time so that summer time does not move it.

    A completed task no longer repeats in other programs; roma's own property keeps its repeat.
    """
    try:
        repeat = parse_repeat(task.recurrence)
    except UsageError:
        repeat = None
    if repeat is None or task.due is None or done:
        if task.due is not None:
            yield dated("DUE", task.due)
        if task.recurrence != "none":
            yield f"{OWN}RECURRENCE:{escaped(task.recurrence)}"
        return
    zone = place.rule.timezone
    yield dated("DTSTART", task.due, zone)
    yield dated("DUE", task.due, zone)
    rule = write_rule(repeat, task.due, place.rule)
    yield "RRULE:" + rule
    if read_rule(rule, task.due, place.rule)[0] != repeat:
        # "On the 31st", due on a 31st: a rule can't tell that from monthly.
        yield f"{OWN}RECURRENCE:{escaped(task.recurrence)}"


def _alarms(task: ExternalTask, place: Place) -> list[str]:
    """Return the alarms: kept ones whose reminder still exists, and new ones."""
    left = list(task.reminders)
    lines: list[str] = []
    kept = task.extras.get("alarms")
    for block in kept if isinstance(kept, list) else ():
        some = _texts(block)
        try:
            start = _stamp_in(task, place)
            reminder = reminder_of(some, task.due, start, Zones(place))
        except Unreadable:
            lines += ["BEGIN:VALARM", *some, "END:VALARM"]
            continue
        moment = _rings(reminder, task)
        same = [one for one in left if _rings(one, task) == moment]
        if same or (isinstance(moment, int) and moment <= place.now):
            left = [one for one in left if one not in same]
            lines += ["BEGIN:VALARM", *some, "END:VALARM"]
    for reminder in left:
        lines += alarm_lines(reminder, task)
    return lines


def _rings(reminder: ExternalReminder, task: ExternalTask) -> int | str:
    """Return the moment of a reminder, or how long before a day it is."""
    if reminder.scheduled_at is not None:
        return int(reminder.scheduled_at)
    if task.due is None or task.due.moment is None:
        return f"{reminder.offset_seconds}"
    return int(task.due.moment - (reminder.offset_seconds or 0))


def _stamp_in(task: ExternalTask, place: Place) -> Due | None:
    for prop in map(parse, _texts(task.extras.get("lines"))):
        if prop is not None and prop.name == "DTSTART":
            return Zones(place).read(prop).due
    return None


class _Holds:
    """Checks whether a kept line still agrees with the task."""

    def __init__(self, task: ExternalTask, place: Place, kept: list[Property]) -> None:
        self.task = task
        self.place = place
        self.kept = kept
        self.zones = Zones(place)
        self.is_done = task.status == "completed"

    def still(self, prop: Property) -> bool:
        """Tell whether a property may be written unchanged."""
        check = _ONE.get(prop.name) or _SOME.get(prop.name)
        if prop.name.startswith(OWN):
            return False
        try:
            return check is None or check(self, prop)
        except (Unreadable, UsageError):
            return False

    def is_uid(self, prop: Property) -> bool:
        """Tell whether a UID is the task's or, for a changed occurrence, that of its series."""
        return plain(prop) == self.task.uuid or any(
            line.upper().startswith("RECURRENCE-ID") for line in _texts(self.task.extras["lines"])
        )

    def is_start(self, _: Property) -> bool:
        """Tell whether the due date is the one imported with the start."""
        due = self.task.due
        return (typeable(due, self.place.rule) if due else "") == self.task.extras.get("due")

    def is_priority(self, prop: Property) -> bool:
        level = prop.value.strip()
        priority = "medium" if level in ("0", "5") else "high" if level in "1234" else "low"
        return priority == self.task.priority

    def is_status(self, prop: Property) -> bool:
        state = prop.value.strip().upper()
        done = state in ("COMPLETED", "CANCELLED")
        return done == self.is_done and (state == "CANCELLED") == self.task.skipped

    def is_rule(self, prop: Property) -> bool:
        """Tell whether a rule applies; one without equivalent does while the task has none."""
        base = self.task.due
        if self.is_done:
            return False
        if base is None:
            return bool(self.task.recurrence == "none")
        dated = [one for one in self.kept if one.name in ("DUE", "DTSTART") and self.still(one)]
        zone = self.zones.read(dated[0]).zone if dated else ""
        repeat, _ = read_rule(prop.value, base, self.place.rule, zone)
        return in_words(repeat) == self.task.recurrence

    def is_left_out(self, prop: Property) -> bool:
        """Tell whether an EXDATE skips other times than the due date."""
        values = prop.value.split(",")
        return all(self.zones.read(prop._replace(value=one)).due != self.task.due for one in values)

    def is_parent(self, prop: Property) -> bool:
        is_parent = prop.params.get("RELTYPE", "PARENT").upper() == "PARENT"
        return not is_parent or plain(prop) == self.task.part_of

    def is_moment(self, prop: Property, moment: int | None) -> bool:
        due = self.zones.read(prop).due
        if due.day is not None:
            return bool(days.day_of(self.place.rule, due.day).start == moment)
        return bool(due.moment == moment)


_ONE: dict[str, Callable[[_Holds, Property], bool]] = {
    "UID": _Holds.is_uid,
    "SUMMARY": lambda holds, prop: plain(prop) == holds.task.title,
    "DESCRIPTION": lambda holds, prop: plain(prop) == holds.task.description,
    "DUE": lambda holds, prop: holds.zones.read(prop).due == holds.task.due,
    "DTSTART": _Holds.is_start,
    "PRIORITY": _Holds.is_priority,
    "STATUS": _Holds.is_status,
    "PERCENT-COMPLETE": lambda holds, prop: (prop.value.strip() == "100") == holds.is_done,
    "RRULE": _Holds.is_rule,
    "COMPLETED": lambda holds, prop: (
        holds.is_done and holds.is_moment(prop, holds.task.completed_at)
    ),
    "CREATED": lambda holds, prop: holds.is_moment(prop, holds.task.created_at),
    "LAST-MODIFIED": lambda holds, prop: holds.is_moment(prop, holds.task.updated_at),
}
"""Properties that appear once and replace roma's own line."""

_SOME: dict[str, Callable[[_Holds, Property], bool]] = {
    "RELATED-TO": _Holds.is_parent,
    "COMMENT": lambda holds, prop: plain(prop) in [note.text for note in holds.task.notes],
    "EXDATE": _Holds.is_left_out,
}
"""Properties that may appear several times."""


def _replace(lines: list[str], prop: Property) -> None:
    """Replace roma's own equivalent line by a kept line, or else append it."""
    for at, line in enumerate(lines):
        own = parse(line)
        if own is not None and plain(own) == plain(prop):
            lines[at] = prop.line
            return
    lines.append(prop.line)


def _categories(task: ExternalTask) -> str:
    """Return the tags, in the original spelling where that has spaces, which a tag can't have."""
    spelled = {"-".join(text.split()): text for text in _texts(task.extras.get("categories"))}
    return "CATEGORIES:" + ",".join(escaped(spelled.get(tag, tag)) for tag in task.tags)


def _comment(note: ExternalNote) -> str:
    params = f';{OWN}CREATED="{days.iso_utc(note.created_at)}"'
    if note.uuid:
        params += f';{OWN}UUID="{note.uuid}"'
    return f"COMMENT{params}:{escaped(note.text)}"


def _report_losses(task: ExternalTask, report: Report) -> None:
    texts = [("title", task.title), ("description", task.description)]
    texts += [("project", task.project or ""), *(("tags", tag) for tag in task.tags)]
    for field, text in [*texts, *(("notes", note.text) for note in task.notes)]:
        if text_of(escaped(text)) != text:
            reason = "iCalendar can't hold these control characters or line ends"
            report(Loss(task.title, field, reason))


def _texts(value: object) -> list[str]:
    """Return the kept lines."""
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, str) and "\n" not in one and "\r" not in one]
