"""Reads roma's own JSON into a stage, and refuses what is not fit to be imported."""

from __future__ import annotations

from itertools import groupby

from roma_cli.adapters.formats.json.tables import json_tables
from roma_cli.domain.errors import NewerSchema, UsageError
from roma_cli.domain.text import plural
from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.domain.transfer.archive.reader import Rows, UnfitError
from roma_cli.domain.transfer.interchange import Loss
from roma_cli.storage.archive import queries as archive_queries
from roma_cli.storage.archive.staging import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from roma_cli.adapters.formats.source import Source
    from roma_cli.storage.database import File

_HEAD = "roma"
_HINT = "roma data import --help"
_SHOWN = 60


def staged(file: File, source: Source) -> Stage:
    """Return what `source` holds as tables, read once however often one asks.

    Raises UsageError, naming record and field, for what is not fit, and NewerSchema for what a
    newer roma wrote.
    """
    if isinstance(source.staged, Stage):
        return source.staged
    stage = Stage(file)
    with stage.filling():
        _fill(stage, source)
    source.staged = stage
    return stage


class _Place:
    """The record that is read or added right now."""

    def __init__(self) -> None:
        self.line = 1
        self.table = ""
        self.record: dict[str, object] = {}

    def name(self) -> str:
        """Return what the record is called in messages."""
        key = self.record.get(archive_schema.TABLES[self.table][0].name)
        short = isinstance(key, int | str) and len(str(key)) <= _SHOWN
        return f"{self.table} {key}" if short else self.table


def _fill(stage: Stage, source: Source) -> None:
    """Add all records, each read after the one before it was added; then look at the whole."""
    place = _Place()
    found = _records(stage, source, place)
    try:
        # Records of one table mostly have the same columns, so one statement adds them all.
        for (table, names), some in groupby(found, key=lambda one: one[:2]):
            stage.add(table, names, (values for _, _, values in some))
    except UnfitError as problem:
        field = f", {problem.field}" if problem.field else ""
        raise source.wrong(place.line, f"{place.name()}{field}: {problem.reason}") from None
    try:
        stage.finish()
    except UnfitError as problem:
        raise UsageError(f"{source.name}: {problem.field}: {problem.reason}", _HINT) from None


def _records(
    stage: Stage, source: Source, place: _Place
) -> Iterator[tuple[str, tuple[str, ...], Sequence[object]]]:
    """Return the table, columns and values of each record. Raises UnfitError."""
    rows = Rows()
    seen_head = False
    for line, table, value in json_tables(source):
        if table == _HEAD:
            _read_head(source, line, value, stage)
            seen_head = True
            continue
        if not seen_head:
            raise source.wrong(line, f"{_HEAD!r} must come first, and say the format")
        if table not in archive_schema.TABLES:
            raise source.wrong(line, f"roma has no table {table[:_SHOWN]!r}")
        if not isinstance(value, dict):
            raise source.wrong(line, f"{table}: a record is an object")
        place.line, place.table, place.record = line, table, value
        read = rows.read(table, value)
        for name in read.unknown:
            stage.unknown[table, name] = stage.unknown.get((table, name), 0) + 1
        yield table, tuple(read.row), tuple(read.row.values())
    if not seen_head:
        raise source.wrong(1, f"{_HEAD!r} is missing, which says the format")


def name_unknown(stage: Stage, lost: Callable[[Loss], None]) -> None:
    """Name the keys that are none of roma's."""
    for (table, key), number in stage.unknown.items():
        reason = f"roma has no such field ({plural(number, 'record')})"
        lost(Loss(table or _HEAD, key[:_SHOWN], reason))


def _read_head(source: Source, line: int, value: object, stage: Stage) -> None:
    head = value if isinstance(value, dict) else {}
    for name, newest in (("format", archive_schema.FORMAT), ("schema", archive_queries.SCHEMA)):
        number = head.get(name)
        if type(number) is not int or number < 1:
            raise source.wrong(line, f"{_HEAD} does not say its {name}")
        if number > newest:
            raise NewerSchema(
                f"{source.name} was written by a newer roma ({name} {number}, this one knows"
                f" {newest})",
                "pip install --upgrade roma-cli",
            )
    numbers = head.get("next_ids", {})
    if not isinstance(numbers, dict):
        raise source.wrong(line, "next_ids is no object")
    for table, number in numbers.items():
        numbered = (
            table in archive_schema.TABLES
            and archive_schema.TABLES[table][0].kind == archive_schema.ID
        )
        if not numbered or type(number) is not int or not 1 <= number < 1 << 62:
            raise source.wrong(line, f"next_ids, {table[:_SHOWN]}: no such number can come next")
        stage.next_ids[table] = number
    for key in sorted(head.keys() - {"format", "schema", "next_ids"}):
        stage.unknown["", key] = 1
