"""Reader of an archive's JSON into its staging tables; refuses what is not fit to be imported."""

from __future__ import annotations

from itertools import groupby

from roma_cli.adapters.formats.json.tables import json_tables
from roma_cli.domain.errors import NewerSchema, UsageError
from roma_cli.domain.text import plural
from roma_cli.domain.transfer.archive import reader as archive_reader
from roma_cli.domain.transfer.archive import schema as archive_schema
from roma_cli.storage.archive.queries import SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roma_cli.adapters.formats.source import Source
    from roma_cli.storage.archive.staging import Stage
    from roma_cli.usecases.transfer.import_job import Job

_HEAD = "roma"
_HINT = "roma data import --help"
_SHOWN = 60


def fill(stage: Stage, source: Source) -> None:
    """Add all records, each read after the one before it was added; then check references.

    Raises UsageError, naming record and field, for what is not fit, and NewerSchema for what a
    newer roma wrote.
    """
    records = _Records(stage, source)
    with stage.filling():
        try:
            # Records of one table mostly have the same columns, so one statement adds them all.
            for (table, names), some in groupby(records.read(), key=lambda one: one[:2]):
                stage.add(table, names, (values for _, _, values in some))
        except archive_reader.UnfitError as problem:
            field = f", {problem.field}" if problem.field else ""
            reason = f"{records.name()}{field}: {problem.reason}"
            raise source.wrong(records.line, reason) from None
        try:
            stage.finish()
        except archive_reader.UnfitError as problem:
            reason = f"{source.name}: {problem.field}: {problem.reason}"
            raise UsageError(reason, _HINT) from None


def name_unknown(stage: Stage, job: Job) -> None:
    """Name the keys that are none of roma's."""
    for (table, key), number in stage.unknown.items():
        reason = f"roma has no such field ({plural(number, 'record')})"
        job.lose(table or _HEAD, key[:_SHOWN], reason)


class _Records:
    """The records of an archive; `line`, `table` and `record` are those read last."""

    def __init__(self, stage: Stage, source: Source) -> None:
        self._stage = stage
        self._source = source
        self.line = 1
        self.table = ""
        self.record: dict[str, object] = {}

    def name(self) -> str:
        """Return what the record is called in messages."""
        key = self.record.get(archive_schema.TABLES[self.table].key)
        short = isinstance(key, int | str) and len(str(key)) <= _SHOWN
        return f"{self.table} {key}" if short else self.table

    def read(self) -> Iterator[tuple[str, tuple[str, ...], Sequence[object]]]:
        """Return the table, columns and values of each record. Raises UnfitError, UsageError."""
        wrong, unknown = self._source.wrong, self._stage.unknown
        seen_head = False
        for line, table, value in json_tables(self._source):
            if table == _HEAD:
                self._read_head(line, value)
                seen_head = True
                continue
            if not seen_head:
                raise wrong(line, f"{_HEAD!r} must come first, and say the format")
            if table not in archive_schema.TABLES:
                raise wrong(line, f"roma has no table {table[:_SHOWN]!r}")
            if not isinstance(value, dict):
                raise wrong(line, f"{table}: a record is an object")
            self.line, self.table, self.record = line, table, value
            read = archive_reader.read(table, value)
            for name in read.unknown:
                unknown[table, name] = unknown.get((table, name), 0) + 1
            yield table, tuple(read.row), tuple(read.row.values())
        if not seen_head:
            raise wrong(1, f"{_HEAD!r} is missing, which says the format")

    def _read_head(self, line: int, value: object) -> None:
        wrong = self._source.wrong
        head = value if isinstance(value, dict) else {}
        for name, newest in (("format", archive_schema.FORMAT), ("schema", SCHEMA)):
            number = head.get(name)
            if type(number) is not int or number < 1:
                raise wrong(line, f"{_HEAD} does not say its {name}")
            if number > newest:
                raise NewerSchema(
                    f"{self._source.name} was written by a newer roma ({name} {number}, this one"
                    f" knows {newest})",
                    "pip install --upgrade roma-cli",
                )
        numbers = head.get("next_ids", {})
        if not isinstance(numbers, dict):
            raise wrong(line, "next_ids is no object")
        for table, number in numbers.items():
            described = archive_schema.TABLES.get(table)
            numbered = described is not None and described.is_numbered
            if not numbered or type(number) is not int or not 1 <= number < 1 << 62:
                raise wrong(line, f"next_ids, {table[:_SHOWN]}: no such number can come next")
            self._stage.next_ids[table] = number
        for key in sorted(head.keys() - {"format", "schema", "next_ids"}):
            self._stage.unknown["", key] = 1
