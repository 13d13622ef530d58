"""Rows out of roma's own JSON, each value looked at before it may go into a file.

What comes from outside may have been edited by hand, or made by another program. Types, moments,
days and JSON are looked at here, and what roma could not work with afterwards; the tables' own
CHECKs do the rest.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from roma_cli.domain import day as days
from roma_cli.domain import settings
from roma_cli.domain import task as task_rules
from roma_cli.domain.clock.cron import validate
from roma_cli.domain.errors import RomaError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.transfer.archive import schema as archive_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Record = Mapping[str, object]
    Stored = dict[str, int | str | None]

_LONGEST_TEXT = 1_000_000
"""Characters; the tables allow far less wherever there is a limit."""

_SCALARS = frozenset({int, str, type(None)})
"""Types of what a column holds; yes and no is none of them."""


class UnfitError(Exception):
    """A value that cannot be stored: of which field, and what is wrong with it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class Read(NamedTuple):
    """A row as SQLite is to hold it, and the keys of the record that are none of roma's."""

    row: Stored
    unknown: list[str]


def read(table: str, record: Record) -> Read:
    """Return a record as a row; columns that it lacks are left to the table.

    Raises UnfitError for the first value that cannot be stored.
    """
    fields = _FIELDS[table]
    row: Stored = {
        name: None if (value := record[name]) is None else stored(value, name)
        for name, stored in fields
        if name in record
    }
    unknown = [] if len(row) == len(record) else [key for key in record if key not in row]
    key = fields[0][0]
    if row.get(key) is None:
        raise UnfitError(key, "is missing")
    check = _CHECKS.get(table)
    if check is not None:
        check(row, record)
    return Read(row, unknown)


def _check_user(row: Stored, _record: Record) -> None:
    name = row.get("name")
    if not isinstance(name, str) or name != name.strip():
        raise UnfitError("name", "is blank, or begins or ends with a blank")


def _check_configuration(row: Stored, _record: Record) -> None:
    for name, check in _TYPED.items():
        value = row.get(name)
        if value is not None:
            _validate(name, value, check)


def _check_task(row: Stored, _record: Record) -> None:
    _validate("recurrence", row.get("recurrence", "none"), parse_repeat)
    words = str(row.get("tags") or "")
    row["tag_keys"] = _tag_keys(words) if words else ""
    key = int(str(row["id"]))
    for name, least in (("series_id", key), ("parent_task_id", key - 1)):
        other = row.get(name)
        if other is not None and int(str(other)) > least:
            raise UnfitError(name, f"is {other}, which is no earlier task")
    if row.get("series_index") is not None and row.get("series_id") is None:
        raise UnfitError("series_index", "is set where there is no series")


def _check_session(row: Stored, _record: Record) -> None:
    if words := row.get("tags"):
        _tag_keys(str(words))
    if row.get("day") is not None and row.get("ended_at") is None:
        raise UnfitError("day", "is set for a session that has not ended")


def _check_schedule(row: Stored, _record: Record) -> None:
    _validate("cron_expression", row.get("cron_expression", ""), validate)
    _validate("timezone", row.get("timezone", ""), days.zone)


def _check_operation(row: Stored, _record: Record) -> None:
    target = row.get("target")
    if target is not None and int(str(target)) >= int(str(row["id"])):
        raise UnfitError("target", f"is {target}, which is no earlier operation")


def _check_audit_entry(row: Stored, record: Record) -> None:
    data = record.get("event_data")
    if not isinstance(data, dict):
        data = archive_schema.json_object(str(data))
    table = str(row.get("row_table"))
    if data is None or table not in archive_schema.TABLES or table in archive_schema.HISTORY:
        raise UnfitError("row_table", f"is {table[:60]!r}, whose rows are not audited")
    if data.get("table") != table or str(data.get("key")) != row.get("row_key"):
        raise UnfitError("event_data", "speaks of another row than row_table and row_key")
    if not isinstance(data["key"], int | str) or isinstance(data["key"], bool):
        raise UnfitError("event_data", "has no key")
    # Undoing makes SQL of the names in here.
    for side in ("before", "after"):
        columns = data.get(side, "")
        if columns is not None and not _is_row(columns, _COLUMNS[table]):
            raise UnfitError("event_data", f"has no row of {table} as {side!r}")
    if data["before"] is None and data["after"] is None:
        raise UnfitError("event_data", "says neither what was nor what is")
    if "note" in data and not _is_row(data["note"], None):
        raise UnfitError("event_data", "has a note that is none")


def _check_conversation(_row: Stored, record: Record) -> None:
    state = record.get("state")
    if not isinstance(state, dict):
        state = archive_schema.json_object(str(state)) or {}
    turns = state.get("history")
    if not isinstance(turns, list) or not all(_is_turn(one) for one in turns):
        raise UnfitError("state", "has no history of role, content and timestamp")


def _validate(field: str, value: object, check: Callable[[str], object]) -> None:
    try:
        _validated(check, str(value))
    except RomaError as problem:
        raise UnfitError(field, f"cannot be: {problem.message}") from None


@lru_cache(maxsize=4096)
def _validated(check: Callable[[str], object], value: str) -> None:
    check(value)


def _number(value: object, name: str) -> int:
    if type(value) is not int:
        raise UnfitError(name, f"is {_shown(value)}, no whole number")
    return value


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise UnfitError(name, f"is {_shown(value)}, no text")
    if len(value) > _LONGEST_TEXT:
        raise UnfitError(name, f"has {len(value)} characters")
    return _sound(value, name)


def _sound(text: str, name: str) -> str:
    if "\x00" in text:
        raise UnfitError(name, "contains a NUL character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise UnfitError(name, "is no valid Unicode") from None
    return text


def _moment(value: object, name: str) -> int:
    if not isinstance(value, str):
        raise UnfitError(name, f"is {_shown(value)}, no moment such as 2026-03-08T07:30:00Z")
    try:
        return _instant(value)
    except (RomaError, OverflowError) as problem:
        reason = problem.message if isinstance(problem, RomaError) else "outside the calendar"
        raise UnfitError(name, f"cannot be: {reason}") from None


@lru_cache(maxsize=4096)
def _instant(text: str) -> int:
    return days.parse_instant(text)


def _day(value: object, name: str) -> str:
    text = value if isinstance(value, str) else ""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text or not 1970 <= found.year <= 9989:  # noqa: PLR2004 - the years roma knows
        raise UnfitError(name, f"is {_shown(value)}, no day such as 2026-03-08")
    return text


def _flag(value: object, name: str) -> int:
    if not isinstance(value, bool):
        raise UnfitError(name, f"is {_shown(value)}, neither true nor false")
    return int(value)


def _tag_list(value: object, name: str) -> str:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise UnfitError(name, f"is {_shown(value)}, no array of tags")
    if any(" " in one for one in value):
        raise UnfitError(name, "has a tag with a blank")
    return _text(" ".join(value), name)


@lru_cache(maxsize=4096)
def _tag_keys(words: str) -> str:
    try:
        columns = task_rules.tag_columns(words.split(" "))
    except RomaError as problem:
        raise UnfitError("tags", f"cannot be: {problem.message}") from None
    if columns["tags"] != words:
        raise UnfitError("tags", "lack their #, or come twice")
    return str(columns["tag_keys"])


def _json(value: object, name: str) -> str:
    if isinstance(value, dict):
        # Whoever made it one has looked at its numbers and its depth.
        return _sound(archive_schema.json_text(name, value), name)
    if not isinstance(value, str) or not archive_schema.is_object(value):
        raise UnfitError(name, f"is {_shown(value)}, no JSON object")
    return _sound(value, name)


def _is_row(value: object, columns: frozenset[str] | None) -> bool:
    return (
        isinstance(value, dict)
        and (columns is None or columns.issuperset(value))
        and _SCALARS.issuperset(map(type, value.values()))
    )


def _is_turn(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), str) for name in ("role", "content", "timestamp")
    )


def _check_setting(name: str, value: str) -> None:
    kept = settings.find(name).read(value)
    if kept != value:
        raise RomaError(f"{name} is kept as {kept!r}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - as much as a line takes


_READERS: dict[str, Callable[[object, str], int | str]] = {
    archive_schema.KEY: _text,
    archive_schema.TEXT: _text,
    archive_schema.MOMENT: _moment,
    archive_schema.DAY: _day,
    archive_schema.FLAG: _flag,
    archive_schema.TAGS: _tag_list,
    archive_schema.JSON: _json,
    "timer_sessions": _text,
}
"""How each kind of column is read; all others are whole numbers."""

_FIELDS = {
    table: [(one.name, _READERS.get(one.kind, _number)) for one in described.fields]
    for table, described in archive_schema.TABLES.items()
}
"""The columns of each table, and how they are read."""

_COLUMNS = {
    table: frozenset(described.columns) for table, described in archive_schema.TABLES.items()
}

_TYPED: dict[str, Callable[[str], object]] = {
    "timezone": days.zone,
    **{
        name: partial(_check_setting, name)
        for name in (
            *("daily_reset_time", "all_day_reminder_time", "quiet_hours", "days_off"),
            *("notification_channels", "notify_command", "webhook_url", "webhook_secret_file"),
            "device_id",
        )
    },
}
"""Settings that must be such as could be typed, and how that is checked."""

_CHECKS: dict[str, Callable[[Stored, Record], None]] = {
    "users": _check_user,
    "user_configurations": _check_configuration,
    "tasks": _check_task,
    "timer_sessions": _check_session,
    "scheduled_tasks": _check_schedule,
    "operations": _check_operation,
    "audit_log_entries": _check_audit_entry,
    "conversation_states": _check_conversation,
}
"""What is checked of a row beyond each of its values."""
