"""The reader of one VTODO: the fields that roma has, and the lines kept for export.

The kept lines are those that roma itself would write differently: properties without a field, and
known ones that hold more than the field. Zones in them are replaced by their IANA names.
"""

from __future__ import annotations

import re

from roma_cli.adapters.formats.ical.alarms import alarm_lines, reminder_of
from roma_cli.adapters.formats.ical.dates import OWN, Unreadable, Zones, duration, later
from roma_cli.adapters.formats.ical.lines import content, parse, plain, texts_of
from roma_cli.adapters.formats.ical.rules import is_rule, own_words, read_rule
from roma_cli.adapters.formats.ical.series import Series
from roma_cli.adapters.formats.ical.todo_writer import own_lines
from roma_cli.adapters.formats.source import Ids
from roma_cli.domain import day as days
from roma_cli.domain.due import typeable
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words
from roma_cli.domain.text import whole_number
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalTask, Loss, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from roma_cli.adapters.formats.ical.lines import Property
    from roma_cli.adapters.formats.source import Report
    from roma_cli.domain.due import Due
    from roma_cli.domain.transfer.interchange import Place

FIELDS = frozenset(("title", "description", "due", "recurrence", "priority", "tags", "part_of"))

_KEPT = "kept for export to iCalendar"

_MEDIUM = 5
_LOWEST = 9
_NOT_KEPT = frozenset(("DTSTAMP", "DURATION", "CATEGORIES"))
_SILENT = frozenset(("DTSTAMP", "SEQUENCE", "PERCENT-COMPLETE", "UID", "RECURRENCE-ID"))
_MANY = frozenset(("CATEGORIES", "RELATED-TO", "COMMENT"))
_KNOWN = _MANY | frozenset(
    (
        *("UID", "SUMMARY", "DESCRIPTION", "DUE", "DTSTART", "DURATION", "PRIORITY", "STATUS"),
        *("PERCENT-COMPLETE", "COMPLETED", "CREATED", "LAST-MODIFIED", "DTSTAMP", "RRULE"),
    )
)
_STATES = {"NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "CANCELLED"}
_PARENT = ("", "PARENT")
_RULES = ("RRULE", "EXRULE")


class Reader:
    """Reads the VTODOs of a calendar, whose zones it knows."""

    def __init__(self, place: Place, report: Report) -> None:
        self.place = place
        self.report = report
        self.zones = Zones(place)
        self.series = Series(place, report)
        self.ids = Ids("ical")

    def task(self, lines: Iterable[str], record: str) -> ExternalTask | None:
        """Return the task in the lines of a VTODO, and report what else they hold."""
        return _Todo(self, lines, record).task()


class _Todo:
    """The properties of one VTODO."""

    def __init__(self, reader: Reader, lines: Iterable[str], record: str) -> None:
        self.reader = reader
        self.record = record
        self.one: dict[str, Property] = {}
        self.many: dict[str, list[Property]] = {name: [] for name in _MANY}
        self.rest: list[Property] = []
        self.alarms: list[list[str]] = []
        self._sort(lines)

    def lose(self, field: str, reason: str) -> None:
        self.reader.report(Loss(self.record, field, reason))

    def _sort(self, lines: Iterable[str]) -> None:
        inside: list[str] = []
        block: list[str] = []
        for line in lines:
            mark, _, name = line.rstrip().upper().partition(":")
            if mark == "BEGIN":
                inside.append(name)
            elif mark == "END" and inside:
                inside.pop()
                if not inside:
                    self._component(name, [*block[1:]])
                    block = []
                    continue
            if inside:
                block.append(line)
            else:
                self._property(line)

    def _component(self, name: str, lines: list[str]) -> None:
        if name == "VALARM":
            self.alarms.append(lines)
        else:
            self.lose(name[:60], "roma has no equivalent")

    def _property(self, line: str) -> None:
        prop = parse(line)
        if prop is None:
            if line.strip():
                self.lose(line[:30], "this line is not a property")
        elif prop.name in _RULES and not is_rule(prop.value):
            self.lose(prop.name, "not a valid rule")  # would break some programs
        elif prop.name in _MANY:
            self.many[prop.name].append(prop)
        elif (prop.name in _KNOWN or prop.name.startswith(OWN)) and prop.name not in self.one:
            self.one[prop.name] = prop
        elif prop.name in _KNOWN:
            self.lose(prop.name, "it appears twice; the first one is used")
        else:
            self.rest.append(prop)

    # --- values ---------------------------------------------------------------------------

    def text(self, name: str) -> str:
        return plain(self.one[name]) if name in self.one else ""

    def stamp(self, name: str) -> Due | None:
        """Return a date or time; one that can't be read is reported and dropped."""
        prop = self.one.get(name)
        if prop is None:
            return None
        try:
            found = self.reader.zones.read(prop)
        except Unreadable as error:
            self.lose(name, str(error))
            del self.one[name]
            return None
        tzid = prop.params.get("TZID", "")
        if tzid and not self.reader.zones.knows(tzid):
            self.lose(name, f"unknown time zone '{tzid[:60]}'; your own was used")
            del self.one[name]
        elif found.due.moment is not None and not found.zone:
            self.lose(name, f"the moment is kept, the calendar's own zone '{tzid[:60]}' is not")
            del self.one[name]
        due: Due = found.due
        return due

    def moment(self, name: str) -> int | None:
        due = self.stamp(name)
        if due is None or due.day is None:
            return due.moment if due else None
        return int(days.day_of(self.reader.place.rule, due.day).start)

    def number(self, name: str) -> int | None:
        if name not in self.one:
            return None
        found = whole_number(self.one[name].value)
        if found is None:
            self.lose(name, f"can't read '{self.one[name].value[:60]}' as a number")
            del self.one[name]
        return found

    # --- the task -------------------------------------------------------------------------

    def task(self) -> ExternalTask:
        due, start = self._due()
        repeat = self._repeat(due, start)
        if repeat != "none" and due is None:
            due = start
            self.lose("DTSTART", "a repeating task needs a due date, so its start is used")
        stamps = self._stamps()
        status, skipped = self._status()
        uid = self._uid()
        anchor = self.stamp(OWN + "ANCHOR")
        task = ExternalTask(
            uuid=uid,
            title=self._title(),
            description=self.text("DESCRIPTION"),
            due=due,
            recurrence=repeat,
            repeat_from="completion" if self.text(OWN + "REPEAT-FROM") == "COMPLETION" else "due",
            priority=self._priority(),
            tags=self._tags(),
            project=self.text(OWN + "PROJECT") or None,
            wait_until=self.moment(OWN + "WAIT-UNTIL"),
            estimate=self.number(OWN + "ESTIMATE"),
            status=status,
            created_at=stamps["CREATED"],
            updated_at=stamps["LAST-MODIFIED"],
            completed_at=stamps["COMPLETED"] if status == "completed" else None,
            part_of=self._part_of(),
            follows=self.text(OWN + "FOLLOWS") or None,
            series=self.text(OWN + "SERIES") or None,
            series_index=self.number(OWN + "SERIES-INDEX"),
            skipped=skipped,
            notes=self._notes(uid, stamps),
            anchor=anchor,
            anchor_index=self.number(OWN + "ANCHOR-INDEX"),
        )
        task = self._with_reminders(task, start)
        return task._replace(extras=self._extras(task))

    def _uid(self) -> str:
        uid = self.text("UID")
        if not uid:
            due = self.one["DUE"].value if "DUE" in self.one else ""
            self.lose("UID", "it has none, so its summary and due date identify it")
            return self.reader.ids.next(f"{self.text('SUMMARY')}\x1f{due}")
        for prop in self.rest:
            if prop.name in ("EXDATE", "RECURRENCE-ID"):
                self.reader.series.pass_over(uid, prop, self.reader.zones)
            if prop.name == "RECURRENCE-ID":
                self.lose(prop.name, "a changed occurrence of a repeat becomes its own task")
                return name_uuid("ical", uid, prop.value)
        return uid

    def _title(self) -> str:
        title = self.text("SUMMARY")
        if title:
            return title
        self.lose("SUMMARY", "it has none")
        return (self.text("DESCRIPTION").splitlines() or ["(no summary)"])[0]

    def _due(self) -> tuple[Due | None, Due | None]:
        due, start = self.stamp("DUE"), self.stamp("DTSTART")
        length = self.one.pop("DURATION", None)
        if due is None and start is not None and length is not None:
            try:
                seconds = duration(length.value)
            except Unreadable as error:
                self.lose("DURATION", str(error))
                return None, start
            due = later(start, seconds, self.reader.place)
            if due is None:
                self.lose("DURATION", "its end is outside the years that roma supports")
        elif length is not None:
            self.lose("DURATION", "a task has one due date, and this one already has it")
        if (
            start is not None
            and "DTSTART" in self.one
            and not ("RRULE" in self.one and start == due)
        ):
            self.lose("DTSTART", f"roma has no start date; {_KEPT}")
        return due, start

    def _repeat(self, due: Due | None, start: Due | None) -> str:
        prop = self.one.get("RRULE")
        if prop is None:
            return self.text(OWN + "RECURRENCE") or "none"
        base = due or start
        if base is None:
            self.lose("RRULE", f"a rule without a date; {_KEPT}")
            return "none"
        zoned = self.one.get("DUE") or self.one.get("DTSTART")
        place = self.reader.place.rule
        zone = self.reader.zones.read(zoned).zone if zoned else place.timezone
        repeat, differs = read_rule(prop.value, base, place, zone)
        if repeat is None:
            self.lose("RRULE", f"{differs}; {_KEPT}")
            return "none"
        if differs:
            self.lose("RRULE", differs)
        if base.moment is not None and zone != place.timezone:
            self.lose("RRULE", f"it repeats in the time zone {zone} there, in yours here")
        return own_words(self.text(OWN + "RECURRENCE"), prop.value, base, place) or in_words(repeat)

    def _priority(self) -> str:
        level = self.number("PRIORITY") or 0
        if level in range(1, _MEDIUM):
            return "high"
        return "low" if level in range(_MEDIUM + 1, _LOWEST + 1) else "medium"

    def _status(self) -> tuple[str, bool]:
        state = self.text("STATUS").upper()
        if state and state not in _STATES:
            self.lose("STATUS", f"unknown status '{state[:60]}'")
            del self.one["STATUS"]
            state = ""
        if state == "IN-PROCESS":
            self.lose("STATUS", f"roma has no status 'in process'; {_KEPT}")
        if state == "CANCELLED":
            self.lose("STATUS", "cancelled there, completed and skipped here")
        if state:
            status = "completed" if state in ("COMPLETED", "CANCELLED") else "pending"
            return status, state == "CANCELLED"
        done = "COMPLETED" in self.one or self.text("PERCENT-COMPLETE") == "100"
        return "completed" if done else "pending", False

    def _stamps(self) -> dict[str, int | None]:
        found = {name: self.moment(name) for name in ("CREATED", "LAST-MODIFIED", "COMPLETED")}
        if found["LAST-MODIFIED"] is None:
            # Without a METHOD it is when the to-do was last changed.
            found["LAST-MODIFIED"] = self.moment("DTSTAMP")
        return found

    def _tags(self) -> tuple[str, ...]:
        tags = [tag for prop in self.many["CATEGORIES"] for tag in texts_of(prop.value)]
        for name in sorted({name for prop in self.many["CATEGORIES"] for name in prop.params}):
            self.lose("CATEGORIES", f"its {name} was dropped")
        return tuple(dict.fromkeys(tag.strip().lstrip("#") for tag in tags if tag.strip(" #")))

    def _part_of(self) -> str | None:
        for prop in self.many["RELATED-TO"]:
            if prop.params.get("RELTYPE", "").upper() in _PARENT and prop.value.strip():
                return plain(prop)
        return None

    def _notes(self, uid: str, stamps: dict[str, int | None]) -> tuple[ExternalNote, ...]:
        notes = []
        for prop in self.many["COMMENT"]:
            text = plain(prop)
            if not text:
                continue
            at = stamps["LAST-MODIFIED"] or stamps["CREATED"] or self.reader.place.now
            written = prop.params.get(OWN + "CREATED", "")
            try:
                at = days.parse_instant(written) if written else at
            except UsageError:
                self.lose("COMMENT", f"can't read '{written[:60]}' as a moment")
            key = f"{uid}\x1fcomment\x1f{text}"
            uuid = prop.params.get(OWN + "UUID") or self.reader.ids.next(key)
            notes.append(ExternalNote(text, at, uuid, is_dated=bool(written)))
        return tuple(notes)

    # --- reminders ------------------------------------------------------------------------

    def _with_reminders(self, task: ExternalTask, start: Due | None) -> ExternalTask:
        """Return the task with its reminders; the alarms themselves are kept unchanged."""
        found = []
        for lines in self.alarms:
            try:
                reminder = reminder_of(lines, task.due, start, self.reader.zones)
            except Unreadable as error:
                self.lose("VALARM", f"{error}; {_KEPT}")
                continue
            if reminder not in found:
                found.append(reminder)
            if task.recurrence != "none" and reminder.scheduled_at is not None:
                self.lose("VALARM", "roma reminds at this moment once, not at every occurrence")
            if any(line[:7].upper() == "REPEAT:" for line in lines):
                self.lose("VALARM", f"roma reminds once, without repeating the alarm; {_KEPT}")
        return task._replace(reminders=tuple(found))

    def _extras(self, task: ExternalTask) -> dict[str, Any]:
        place = self.reader.place
        own = {content(prop) for prop in map(parse, own_lines(task, place)) if prop}
        extras: dict[str, Any] = {}
        # A missing priority means none, and so does 0.
        lines = [] if "PRIORITY" in self.one else ["PRIORITY:0"]
        listed = [prop for some in self.many.values() for prop in some]
        for prop in (*self.one.values(), *listed, *self.rest):
            if prop.name in _NOT_KEPT or content(prop) in own:
                continue
            line = self._rezoned(prop)
            if line is None:
                self.lose(prop.name, "its time zone is defined only in that calendar")
                continue
            lines.append(line)
            if prop in self.rest and prop.name not in _SILENT:
                self.lose(prop.name, f"roma has no such field; {_KEPT}")
        self._report_relations(task)
        if lines:
            extras["lines"] = sorted(lines, key=_name_of)  # the same after each round trip
        spaced = [tag for tag in task.tags if len(tag.split()) > 1]
        if spaced:
            extras["categories"] = spaced
        if any(line[:7].upper() == "DTSTART" for line in lines):
            extras["due"] = typeable(task.due, place.rule) if task.due else ""
        own_alarms = [alarm_lines(one, task)[1:-1] for one in task.reminders]
        alarms = [lines for lines in self.alarms if lines not in own_alarms]
        if alarms:
            extras["alarms"] = alarms
        return extras

    def _report_relations(self, task: ExternalTask) -> None:
        for prop in self.many["RELATED-TO"]:
            if plain(prop) != task.part_of:
                self.lose("RELATED-TO", f"a task has one parent task; {_KEPT}")

    def _rezoned(self, prop: Property) -> str | None:
        tzid = prop.params.get("TZID")
        if tzid is None:
            return prop.line
        key = self.reader.zones.key(tzid)
        pattern = re.compile(r';TZID=("[^"]*"|[^;:]*)', re.IGNORECASE)
        return pattern.sub(lambda _: f";TZID={key}", prop.line, count=1) if key else None


def _name_of(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0].upper()
