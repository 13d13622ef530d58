"""The columns of roma's own CSV, and the functions that write and read each one."""

from __future__ import annotations

import json
from collections import namedtuple

from roma_cli.adapters.formats.csv.foreign_columns import read_cell
from roma_cli.domain import day as days
from roma_cli.domain.due import Due, typeable
from roma_cli.domain.errors import UsageError
from roma_cli.domain.task_fields import LATER_FIELDS
from roma_cli.domain.transfer.interchange import ExternalNote, ExternalReminder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from roma_cli.domain.transfer.interchange import Place

_BEFORE = " seconds before"


class Column(namedtuple("Column", "write read")):
    """A column: `write` makes a cell of a value and place, `read` does the reverse.

    `write` never gets None and `read` never gets an empty cell. For a bad cell `read` raises
    UsageError, ValueError, LookupError or TypeError.
    """

    __slots__ = ()
    write: Callable[[Any, Place], str]
    read: Callable[[str, Place], Any]


def _read_due(cell: str, place: Place) -> Any:
    try:
        return Due(days.parse_instant(cell), None)
    except UsageError:
        return read_cell("due", cell, place)


def _write_moment(value: int, place: Place) -> str:
    return days.iso_local(place.rule.timezone, value)


def _read_moment(cell: str, place: Place) -> Any:
    """Return the instant in a cell; a spreadsheet may have reformatted it."""
    try:
        return days.parse_instant(cell)
    except UsageError:
        return read_cell("created_at", cell, place)


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


def _write_notes(value: tuple[ExternalNote, ...], place: Place) -> str:
    notes = [{**one._asdict(), "created_at": days.iso_utc(one.created_at)} for one in value]
    return _write_json(notes, place)


def _read_notes(cell: str, _: Place) -> tuple[ExternalNote, ...]:
    return tuple(
        ExternalNote(str(one["text"]), days.parse_instant(one["created_at"]), one["uuid"])
        for one in json.loads(cell)
    )


def _write_json(value: Any, _: Place) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _word(field: str) -> Column:
    return Column(lambda value, _: value, lambda cell, place: str(read_cell(field, cell, place)))


_TEXT = Column(lambda value, _: value, lambda cell, _: cell)
_DUE = Column(lambda value, place: typeable(value, place.rule), _read_due)
_MOMENT = Column(_write_moment, _read_moment)
_NUMBER = Column(lambda value, _: str(value), lambda cell, _: int(cell))
_TAGS = Column(
    lambda value, _: " ".join("#" + tag for tag in value),
    lambda cell, _: tuple(word.removeprefix("#") for word in cell.split()),
)
_FLAG = Column(lambda value, _: "yes" if value else "", lambda cell, _: cell.lower() == "yes")

COLUMNS = {
    **dict.fromkeys(("uuid", "title", "description"), _TEXT),
    "due": _DUE,
    "priority": _word("priority"),
    "tags": _TAGS,
    "project": _TEXT,
    "status": _word("status"),
    "recurrence": _word("recurrence"),
    "repeat_from": _word("repeat_from"),
    "wait_until": _MOMENT,
    "estimate": _NUMBER,
    "reminders": Column(_write_reminders, _read_reminders),
    "notes": Column(_write_notes, _read_notes),
    "part_of": _TEXT,
    **dict.fromkeys(("created_at", "updated_at", "completed_at", "deleted_at"), _MOMENT),
    **dict.fromkeys(("follows", "series"), _TEXT),
    "series_index": _NUMBER,
    "skipped": _FLAG,
    "anchor": _DUE,
    "anchor_index": _NUMBER,
    "extras": Column(
        lambda value, place: _write_json(dict(value), place), lambda cell, _: dict(json.loads(cell))
    ),
}
"""By field, in the order in which they are written."""
COLUMNS |= {one.column: _TEXT for one in LATER_FIELDS}
