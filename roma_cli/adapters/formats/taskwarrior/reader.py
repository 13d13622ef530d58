"""The reader of Taskwarrior's JSON: what `task export` prints (2.6 and 3).

Each Taskwarrior task is one roma task with the same uuid. Where the two differ:

- A `due` at midnight of the user's zone is a day without a time, because Taskwarrior has no other
  way to write one; a day is written as its midnight.
- No priority means medium, and medium is written as none; `M` is kept and written back.
- A template (status `recurring`) is the next occurrence of its series, which Taskwarrior has not
  created yet: the one that repeats. The instances it created (`parent`, `imask`) are the earlier
  occurrences and no longer repeat. It is written back with the first one's due date and its `mask`.
- `estimate`, a common user-defined attribute, counts work sessions if it is an integer from 1 to
  1000.
- All other attributes that roma has no field for (`depends`, `scheduled`, `until`, `start`,
  user-defined ones) are kept and written back with their type. `id` and `urgency` are calculated
  by Taskwarrior and are not part of a task.
- Fields that Taskwarrior does not have are written as attributes called `roma…`.
"""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING

from roma_cli.adapters.formats.json.stream import json_stream
from roma_cli.adapters.formats.source import head_text
from roma_cli.adapters.formats.taskwarrior import periods
from roma_cli.adapters.formats.taskwarrior.writer import WHOLE_NUMBER_END, valid_uuid, write
from roma_cli.domain import day as days
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.repeats.recurrence import occurrence
from roma_cli.domain.text import whole_number
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalTask, Loss, name_uuid
from roma_cli.domain.transfer.limits import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeGuard

    from roma_cli.adapters.formats.source import Report, Source
    from roma_cli.domain.transfer.interchange import Place

__all__ = ["FIELDS", "WRITES_DELETED", "looks_like", "read", "write"]

FIELDS = frozenset({"due", "recurrence", "priority", "tags", "project", "wait_until"})
WRITES_DELETED = True

_STATUS = {
    **dict.fromkeys(("pending", "waiting", "recurring"), "pending"),
    "completed": "completed",
    "deleted": "deleted",
}
_LETTERS = {"H": "high", "M": "medium", "L": "low"}
_READ = frozenset(
    (  # noqa: SIM905 - easier to read
        "id urgency uuid status description entry modified end due wait annotations project"
        " priority tags estimate romadescription romapartof romarepeat romarepeatfrom romaseries"
        " romaindex romaskipped romauuid"
    ).split()
)
"""The attributes that are read; all others are kept for export."""

_NOTE = frozenset({"entry", "description"})
_SERIES = frozenset({"recur", "mask", "imask", "parent", "rtype"})
_SERIES_SIGNS = frozenset({"recur", "parent", "romaseries", "romarepeat"})
_MOST_ESTIMATE = 1000
_MOST_INSTANCES = 1_000_000
_KEPT = "kept for export to Taskwarrior"
_STAMP = len("20260105T090000Z")
_EPOCH = date(1970, 1, 1).toordinal()
_QUARTER = 900
"""All zone offsets today are multiples of a quarter of an hour, so every midnight is one too."""


def looks_like(head: bytes) -> bool:
    """Tell whether the file holds objects like those of `task export`, in an array or not."""
    text = head_text(head).lstrip().removeprefix("[").lstrip()
    if not text.startswith("{"):
        return False
    first = text.split("\n{", 1)[0].replace('" :', '":')
    return all(f'"{name}":' in first for name in ("description", "status", "uuid", "entry"))


def read(source: Source, place: Place, report: Report) -> Iterator[ExternalTask]:
    """Yield the tasks of an export. Raises UsageError for a record that is not a task."""
    reader = _Reader(place, report)
    for line, record in json_stream(source):
        if not isinstance(record, dict):
            raise source.wrong(line, "a task must be an object, {…}")
        title = record.get("description")
        if not isinstance(title, str):
            raise source.wrong(line, "a task has no description")
        status = record.get("status", "pending")
        if not isinstance(status, str) or status not in _STATUS:
            raise source.wrong(line, f"Taskwarrior has no status {status!r:.40}")
        yield reader.task(record, title, status)


class _Reader:
    def __init__(self, place: Place, report: Report) -> None:
        self._place = place
        self._report = report
        self._midnight = days.DayRule(place.rule.timezone, 0)
        self._title = ""

    def task(self, record: Mapping[str, object], title: str, status: str) -> ExternalTask:
        """Return one task."""
        self._title = title
        extras = {name: value for name, value in record.items() if name not in _READ}
        for name in extras:
            if name not in _SERIES:
                self._lose(name, _KEPT)
        state = _STATUS[status]
        ended = self._moment(record, "end")
        due = self._due(record)
        created = self._moment(record, "entry")
        one = ExternalTask(
            uuid=_uuid(record, title, created),
            title=title,
            description=_text(record, "romadescription") or "",
            due=due,
            repeat_from="completion"
            if record.get("romarepeatfrom") == "completion" or record.get("rtype") == "chained"
            else "due",
            priority=self._priority(record, extras),
            tags=self._tags(record),
            project=_text(record, "project"),
            wait_until=self._moment(record, "wait"),
            estimate=self._estimate(record, extras),
            status=state,
            created_at=created,
            updated_at=next(
                (at for at in (self._moment(record, "modified"), ended) if at is not None), created
            ),
            completed_at=ended if state == "completed" else None,
            deleted_at=ended if state == "deleted" else None,
            part_of=_text(record, "romapartof"),
            skipped=str(record.get("romaskipped")) == "1",
            notes=self._notes(record) if "annotations" in record else (),
            extras=extras,
        )
        if not _SERIES_SIGNS.isdisjoint(record):
            one = self._in_series(one, record, status, extras)
        return one

    def _in_series(
        self,
        one: ExternalTask,
        record: Mapping[str, object],
        status: str,
        extras: dict[str, object],
    ) -> ExternalTask:
        """Return a task with its place in a series."""
        parent = _text(record, "parent")
        words = self._repeat(record)
        first = whole_number(_text(record, "romaindex") or "0") or 0
        series = _text(record, "romaseries")
        if parent is not None:
            # An instance: later occurrences are created from the template.
            at = record.get("imask")
            index = int(at) if isinstance(at, int | float) and 0 <= at <= _MOST_INSTANCES else 0
            if at == index:
                extras["imask"] = index  # Taskwarrior turns an imported one into 0.000000
            return one._replace(series=series or parent, series_index=first + index)
        if status == "recurring":
            _keep_spelling(words, extras)
            one = one._replace(recurrence=words, series=series or one.uuid)
            return self._template(one, record, first)
        if "recur" in extras and extras["recur"] == periods.period_of(words):
            extras.pop("recur")
        if series is None:
            return one._replace(recurrence=words)
        return one._replace(recurrence=words, series=series, series_index=first)

    def _template(
        self, one: ExternalTask, record: Mapping[str, object], first: int
    ) -> ExternalTask:
        """Return a template as the occurrence after its instances."""
        mask = _text(record, "mask") or ""
        one = one._replace(series_index=first + len(mask), anchor=one.due, anchor_index=first)
        repeat = parse_repeat(one.recurrence)
        if not mask or repeat is None or one.due is None:
            return one
        try:
            one = one._replace(due=occurrence(repeat, one.due, len(mask), self._place.rule))
        except UsageError:
            self._lose("due", "its next occurrence is outside the years that roma supports")
            return one
        until = self._moment(record, "until", quietly=True)
        if until is not None and one.due is not None and self._start(one.due) > until:
            self._lose("until", "its series has ended, so there is no next occurrence")
            over = max(until, one.updated_at or until)
            return one._replace(status="deleted", deleted_at=min(over, self._place.now))
        return one

    def _repeat(self, record: Mapping[str, object]) -> str:
        own = _text(record, "romarepeat")
        if own is not None:
            try:
                return in_words(parse_repeat(own))
            except UsageError as problem:
                self._lose("romarepeat", problem.message)
                return "none"
        period = _text(record, "recur")
        if period is None:
            return "none"
        words = periods.words_of(period)
        if words is None:
            self._lose("recur", f"roma has no repeat '{period[:40]}'; {_KEPT}")
            return "none"
        return words

    def _priority(self, record: Mapping[str, object], extras: dict[str, object]) -> str:
        letter = record.get("priority")
        if letter is None or letter == "":
            return "medium"
        if letter == "M" or not isinstance(letter, str) or letter not in _LETTERS:
            extras["priority"] = letter
            if letter != "M":
                self._lose("priority", f"not H, M or L; {_KEPT}")
            return "medium"
        return _LETTERS[letter]

    def _tags(self, record: Mapping[str, object]) -> tuple[str, ...]:
        tags = record.get("tags") or ()
        listed = tags.split(",") if isinstance(tags, str) else tags
        found = tuple(tag for tag in listed if isinstance(tag, str)) if _is_many(listed) else ()
        if not _is_many(listed) or len(found) < len(listed):
            self._lose("tags", "values that are not text were dropped")
        return found

    def _estimate(self, record: Mapping[str, object], extras: dict[str, object]) -> int | None:
        if "estimate" not in record:
            return None
        raw = record["estimate"]
        typed = raw.removesuffix(WHOLE_NUMBER_END) if isinstance(raw, str) else raw
        number = whole_number(typed) if isinstance(typed, str) else typed
        if isinstance(number, int | float) and number == int(number) and not isinstance(raw, bool):
            if isinstance(raw, str) and typed == raw:
                extras["estimate"] = raw
            if 1 <= number <= _MOST_ESTIMATE:
                return int(number)
        extras["estimate"] = raw
        self._lose("estimate", f"not a whole number from 1 to {_MOST_ESTIMATE}; {_KEPT}")
        return None

    def _notes(self, record: Mapping[str, object]) -> tuple[ExternalNote, ...]:
        notes = []
        found = record["annotations"]
        for one in found if isinstance(found, list) else ():
            text = one.get("description") if isinstance(one, dict) else None
            moment = self._moment(one, "entry") if isinstance(text, str) else None
            if isinstance(text, str) and moment is not None:
                notes.append(ExternalNote(text, moment))
                for name in sorted(one.keys() - _NOTE):
                    self._lose(f"annotations.{name}", "dropped from a note")
            else:
                self._lose("annotations", "an annotation without text or moment was dropped")
        if not isinstance(found, list):
            self._lose("annotations", "annotations must be a list")
        return tuple(notes)

    def _due(self, record: Mapping[str, object]) -> Due | None:
        moment = self._moment(record, "due")
        if moment is None:
            return None
        if moment % _QUARTER == 0 and days.EARLIEST_MOMENT <= moment <= days.LATEST_MOMENT:
            local = days.local(self._place.rule.timezone, moment)
            if not (local.minute or local.second) and (
                local.hour == 0 or days.boundary(self._midnight, local.date()) == moment
            ):
                return Due(None, local.date())
        return Due(moment, None)

    def _start(self, due: Due) -> int:
        if due.day is not None:
            return days.boundary(self._midnight, due.day)
        return int(due.moment or 0)

    def _moment(
        self, record: Mapping[str, object], name: str, *, quietly: bool = False
    ) -> int | None:
        """Parse a moment in one of Taskwarrior's formats; None if there is none."""
        found = record.get(name)
        if not found and found != 0:
            return None
        if isinstance(found, str):
            try:
                return self._read_moment(found)
            except (ValueError, UsageError):
                moment = whole_number(found)
        else:
            moment = found if isinstance(found, int) and not isinstance(found, bool) else None
        if moment is None and not quietly:
            self._lose(name, f"can't read {found!r:.40} as a date")
        return moment

    def _read_moment(self, text: str) -> int:
        if len(text) == _STAMP and text[8] == "T" and text[15] == "Z":
            return _day_start(text[:8]) + _time_of_day(text[9:15])
        return days.parse_instant(text)

    def _lose(self, field: str, reason: str) -> None:
        self._report(Loss(short(self._title), field, reason))


# Most days and times repeat.
@lru_cache(maxsize=100_000)
def _day_start(text: str) -> int:
    """Return the epoch seconds of a day (`20260105`). Raises ValueError if there is no such day."""
    day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    return (day.toordinal() - _EPOCH) * 86_400


@lru_cache(maxsize=100_000)
def _time_of_day(text: str) -> int:
    """Return the seconds after midnight of a time (`090000`). Raises ValueError if invalid."""
    at = time(int(text[:2]), int(text[2:4]), int(text[4:]))
    return at.hour * 3600 + at.minute * 60 + at.second


def _keep_spelling(words: str, extras: dict[str, object]) -> None:
    """Remove from a template's extras what is written for any repeating task anyway."""
    if words == "none":
        extras["status"] = "recurring"
        return
    for name, usual in (("recur", periods.period_of(words)), ("rtype", "periodic")):
        if extras.get(name) == usual:
            extras.pop(name, None)
    if set(str(extras.get("mask") or "")) == {"+"}:
        extras.pop("mask")


def _uuid(record: Mapping[str, object], title: str, created: int | None) -> str:
    uuid = record.get("uuid")
    if not isinstance(uuid, str):
        return name_uuid("taskwarrior", title, created)
    theirs = valid_uuid(uuid)
    ours = record.get("romauuid")
    # A copy made in Taskwarrior has this attribute too, but is another task.
    return ours if isinstance(ours, str) and valid_uuid(ours) == theirs else theirs


def _is_many(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _text(record: Mapping[str, object], name: str) -> str | None:
    text = record.get(name)
    return text if isinstance(text, str) and text else None
