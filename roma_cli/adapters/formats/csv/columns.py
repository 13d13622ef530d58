"""The columns of roma's own CSV, and how each is written and read back."""

from __future__ import annotations

import json
from collections import namedtuple

from roma_cli.adapters.formats.csv.foreign_columns import read_cell
from roma_cli.domain import day as days
from roma_cli.domain.due import Due, typeable
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalReminder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from roma_cli.domain.transfer.interchange import Place

_BEFORE = " seconds before"


class Column(namedtuple("Column", "write read")):
    """A column: value and place to a cell, and back; an empty cell is never read.

    `read` raises what a cell makes it raise: UsageError, ValueError, LookupError, TypeError.
    """

    __slots__ = ()
    write: Callable[[Any, Place], str]
    read: Callable[[str, Place], Any]


def _write_text(value: str | None, _: Place) -> str:
    return value or ""


def _read_text(cell: str, _: Place) -> str:
    return cell


def _write_due(value: Due | None, place: Place) -> str:
    return "" if value is None else typeable(value, place.rule)


def _read_due(cell: str, place: Place) -> Due:
    try:
        return Due(days.parse_instant(cell), None)
    except UsageError:
        due: Due = read_cell("due", cell, place)
        return due


def _write_moment(value: int | None, place: Place) -> str:
    return "" if value is None else days.iso_local(place.rule.timezone, value)


def _read_moment(cell: str, place: Place) -> int:
    """Return the instant of a cell; a spreadsheet may have written it in a way of its own."""
    try:
        return days.parse_instant(cell)
    except UsageError:
        found: int = read_cell("created_at", cell, place)
        return found


def _write_number(value: int | None, _: Place) -> str:
    return "" if value is None else str(value)


def _read_number(cell: str, _: Place) -> int:
    return int(cell)


def _write_tags(value: tuple[str, ...], _: Place) -> str:
    return " ".join("#" + tag for tag in value)


def _read_tags(cell: str, _: Place) -> tuple[str, ...]:
    return tuple(word.removeprefix("#") for word in cell.split())


def _write_reminders(value: tuple[ExternalReminder, ...], place: Place) -> str:
    return "; ".join(
        f"{one.offset_seconds}{_BEFORE}"
        if one.scheduled_at is None
        else _write_moment(one.scheduled_at, place)
        for one in value
    )


def _read_reminders(cell: str, place: Place) -> tuple[ExternalReminder, ...]:
    return tuple(
        ExternalReminder(None, int(one.removesuffix(_BEFORE)))
        if one.endswith(_BEFORE)
        else ExternalReminder(_read_moment(one, place), None)
        for one in cell.split("; ")
    )


def _write_notes(value: tuple[ExternalNote, ...], _: Place) -> str:
    notes = [{**one._asdict(), "created_at": days.iso_utc(one.created_at)} for one in value]
    return _json(notes) if notes else ""


def _read_notes(cell: str, _: Place) -> tuple[ExternalNote, ...]:
    return tuple(
        ExternalNote(str(one["text"]), days.parse_instant(one["created_at"]), one["uuid"])
        for one in json.loads(cell)
    )


def _write_skipped(value: bool, _: Place) -> str:
    return "yes" if value else ""


def _read_skipped(cell: str, _: Place) -> bool:
    return cell.lower() == "yes"


def _write_extras(value: Mapping[str, object], _: Place) -> str:
    return _json(dict(value)) if value else ""


def _read_extras(cell: str, _: Place) -> dict[str, object]:
    return dict(json.loads(cell))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read_word(field: str) -> Callable[[str, Place], str]:
    def read(cell: str, place: Place) -> str:
        return str(read_cell(field, cell, place))

    return read


_TEXT = Column(_write_text, _read_text)
_DUE = Column(_write_due, _read_due)
_MOMENT = Column(_write_moment, _read_moment)
_NUMBER = Column(_write_number, _read_number)

COLUMNS = {
    "uuid": _TEXT,
    "title": _TEXT,
    "description": _TEXT,
    "due": _DUE,
    "priority": Column(_write_text, _read_word("priority")),
    "tags": Column(_write_tags, _read_tags),
    "project": _TEXT,
    "status": Column(_write_text, _read_word("status")),
    "recurrence": Column(_write_text, _read_word("recurrence")),
    "repeat_from": Column(_write_text, _read_word("repeat_from")),
    "wait_until": _MOMENT,
    "estimate": _NUMBER,
    "reminders": Column(_write_reminders, _read_reminders),
    "notes": Column(_write_notes, _read_notes),
    "part_of": _TEXT,
    "created_at": _MOMENT,
    "updated_at": _MOMENT,
    "completed_at": _MOMENT,
    "deleted_at": _MOMENT,
    "follows": _TEXT,
    "series": _TEXT,
    "series_index": _NUMBER,
    "skipped": Column(_write_skipped, _read_skipped),
    "anchor": _DUE,
    "anchor_index": _NUMBER,
    "extras": Column(_write_extras, _read_extras),
}
"""By field, in the order in which they are written."""
