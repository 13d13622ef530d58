"""The writer of Taskwarrior's JSON: an array with one task per line, for `task import`."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

from roma_cli.adapters.formats.source import of_record
from roma_cli.adapters.formats.taskwarrior import periods
from roma_cli.domain import day as days
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.repeats.recurrence import occurrence
from roma_cli.domain.text import whole_number
from roma_cli.domain.transfer.interchange import name_uuid
from roma_cli.domain.transfer.limits import record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roma_cli.adapters.formats.source import Report
    from roma_cli.domain.due import Due
    from roma_cli.domain.transfer.interchange import ExternalTask, Place

WHOLE_NUMBER_END = ".000000"
"""How Taskwarrior writes a number in an attribute that is not defined."""

_LETTERS = {"high": "H", "low": "L"}
_HEX = frozenset("0123456789abcdef-")
_UUID_LENGTH = 36
_DASHES = 4
_NO_LONGER = "Taskwarrior refuses an import that ends a repeat it has; delete the task there first"


def write(tasks: Iterable[ExternalTask], place: Place, report: Report) -> Iterator[str]:
    """Yield the text of an export, in chunks."""
    before = "[\n"
    for one in tasks:
        yield before + dumps(_record(one, place, report), ensure_ascii=False, separators=(",", ":"))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _record(one: ExternalTask, place: Place, report: Report) -> dict[str, object]:
    """Return one task with its attributes in Taskwarrior's order."""
    extras = dict(one.extras)
    was_template = extras.pop("status", None) == "recurring"
    ended = one.deleted_at if one.status == "deleted" else one.completed_at
    uuid = valid_uuid(one.uuid)
    record: dict[str, object] = {
        "description": one.title,
        "due": _due(one.due, place),
        "end": _stamp(ended),
        "entry": _stamp(one.created_at),
        "estimate": _estimate(one, extras),
        "modified": _stamp(one.updated_at),
        "priority": _LETTERS.get(one.priority) or _own_priority(one, extras),
        "project": one.project,
        "status": one.status,
        "uuid": uuid,
        "wait": _stamp(one.wait_until),
        "annotations": _annotations(one),
        "tags": [tag.removeprefix("#") for tag in one.tags],
        "romadescription": one.description,
        "romapartof": one.part_of,
        "romarepeatfrom": one.repeat_from if one.repeat_from == "completion" else None,
        "romaskipped": "1" if one.skipped else None,
        "romauuid": one.uuid if one.uuid != uuid else None,
    }
    extras.pop("priority", None)
    extras.pop("estimate", None)
    record.update(_series(one, place, extras, was_template=was_template))
    record.update(extras)
    lose = of_record(record_of(one), report)
    if one.uuid != uuid:
        lose("uuid", "not a valid UUID for Taskwarrior; written as the attribute romauuid")
    if one.reminders:
        lose("reminders", "Taskwarrior has no such field")
    if one.description:
        lose("description", "written as the attribute romadescription")
    stopped = one.recurrence == "none" and one.series is not None and "parent" not in record
    if stopped and record["status"] == "pending":
        lose("recurrence", _NO_LONGER)
    if record.get("romarepeat") is not None:
        lose("recurrence", "Taskwarrior has no such repeat; written as the attribute romarepeat")
    return {name: value for name, value in record.items() if value not in (None, "", [])}


def valid_uuid(uuid: str) -> str:
    """Return a task's UUID for Taskwarrior, which refuses the entire file for an invalid one.

    Calendars and tables have IDs such as `20260301-1@example.org`.
    """
    low = uuid.strip().lower()
    if len(low) == _UUID_LENGTH and _HEX.issuperset(low) and low.count("-") == _DASHES:
        return low
    return name_uuid("taskwarrior", uuid)


def _series(
    one: ExternalTask, place: Place, extras: dict[str, object], *, was_template: bool
) -> dict[str, object]:
    """Return the attributes of a task's series, and remove from `extras` what they replace.

    The repeating task is a template, from which Taskwarrior creates instances. Those before it,
    one for each letter of `mask`, already exist.
    """
    if (one.series is None and one.recurrence == "none") or "parent" in extras:
        return {}
    index, first = one.series_index or 0, one.anchor_index or 0
    period = _period(one, extras)
    is_open = one.status == "pending"
    if was_template and is_open and one.recurrence == "none" and not _is_known(extras):
        # A repeat that roma does not have: written unchanged.
        return {"status": "recurring", **_named(one, index - len(str(extras.get("mask") or "")))}
    mask = str(extras.pop("mask", None) or "")
    was = extras.pop("recur", None)
    kind = extras.pop("rtype", None)
    if one.recurrence == "none" or period is None or not is_open:
        known = period is not None or one.recurrence == "none"
        repeat = {} if known else {"romarepeat": one.recurrence}
        # It may be a template there, and `task import` never removes a template's `recur`.
        recur = {} if is_open else {"recur": period or was}
        return {**_named(one, index), **repeat, **recur}
    made = index - first
    if one.anchor is None or not _is_on_schedule(one, place, made):
        made, first = 0, index
    shown: dict[str, object] = {"status": "recurring", "recur": period, "rtype": kind or "periodic"}
    if made:
        shown["due"] = _due(one.anchor, place)
        shown["mask"] = mask if len(mask) == made else mask[:made].ljust(made, "+")
    return {**shown, **_named(one, first)}


def _is_on_schedule(one: ExternalTask, place: Place, number: int) -> bool:
    """Tell whether an occurrence is due on its series' date, that is, was not moved by hand."""
    repeat = parse_repeat(one.recurrence)
    if repeat is None or one.anchor is None or number < 0:
        return False
    try:
        return occurrence(repeat, one.anchor, number, place.rule) == one.due
    except UsageError:
        return False


def _is_known(extras: dict[str, object]) -> bool:
    return periods.words_of(str(extras.get("recur") or "")) is not None


def _named(one: ExternalTask, index: int) -> dict[str, object]:
    """Return the position in a series, if Taskwarrior's own attributes do not give it."""
    if one.series is None or (one.series == one.uuid == valid_uuid(one.uuid) and index == 0):
        return {}
    return {"romaseries": one.series, "romaindex": str(index)}


def _period(one: ExternalTask, extras: dict[str, object]) -> str | None:
    if one.recurrence == "none":
        return None
    was = extras.get("recur")
    if isinstance(was, str) and periods.words_of(was) == one.recurrence:
        return was
    return periods.period_of(one.recurrence)


def _own_priority(one: ExternalTask, extras: dict[str, object]) -> object:
    """Return the priority kept from import, for one that is neither high nor low."""
    return extras.get("priority") if one.priority == "medium" else None


def _estimate(one: ExternalTask, extras: dict[str, object]) -> object:
    """Return the imported estimate, unless it was changed since."""
    raw = extras.get("estimate")
    text = str(raw).removesuffix(WHOLE_NUMBER_END).removesuffix(".0")
    if one.estimate is None:
        # An integer was the estimate and was removed here; anything else never was one.
        return None if whole_number(text) is not None else raw
    return raw if text == str(one.estimate) else one.estimate


def _annotations(one: ExternalTask) -> list[dict[str, str | None]]:
    """Return the notes, each in its own second, because Taskwarrior would move the second one."""
    found = []
    last = -1
    for note in sorted(one.notes, key=lambda note: note.created_at):
        last = max(note.created_at, last + 1)
        found.append({"entry": _stamp(last), "description": note.text})
    return found


def _due(due: Due | None, place: Place) -> str | None:
    if due is None:
        return None
    if due.day is not None:
        return _stamp(days.boundary(days.DayRule(place.rule.timezone, 0), due.day))
    return _stamp(due.moment)


def _stamp(moment: int | None) -> str | None:
    if moment is None:
        return None
    return days.iso_utc(moment).replace("-", "").replace(":", "")
