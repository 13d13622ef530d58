"""All SELECTs on a Roma Timer file, which is read from a copy and never touched itself.

Its log and journal are copied with it, so SQLite writes only to the copy when opening them. Its
schema, types and text are not trusted.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from roma_cli.domain.errors import CannotWrite, Damaged, UsageError
from roma_cli.storage.file_header import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

TABLES = {
    "users": ("id",),
    "user_configurations": (
        *("id", "user_id", "theme", "work_duration", "short_break_duration"),
        *("long_break_duration", "long_break_interval", "long_break_frequency"),
        *("auto_start_work", "auto_start_break", "wait_for_interaction", "sound_enabled"),
        *("notification_enabled", "notifications_enabled", "webhook_url", "created_at"),
        *("updated_at", "timezone", "daily_reset_time", "last_daily_reset"),
        *("today_session_count", "manual_session_override"),
    ),
    "timer_sessions": (
        *("id", "user_id", "duration", "elapsed", "timer_type", "is_running"),
        *("created_at", "updated_at"),
    ),
    "daily_session_stats": (
        *("id", "user_id", "date", "timezone", "work_sessions_completed"),
        *("total_work_seconds", "total_break_seconds", "manual_overrides"),
        *("created_at", "updated_at"),
    ),
    "session_reset_events": (
        *("id", "user_id", "reset_type", "previous_count", "new_count", "reset_timestamp"),
        *("user_timezone", "local_reset_time", "device_id", "context", "created_at"),
    ),
    "scheduled_tasks": (
        *("id", "user_id", "task_type", "cron_expression", "timezone", "last_executed_at"),
        *("next_execution_at", "is_active", "created_at", "updated_at"),
    ),
}
"""The known tables and columns, of files before and after the daily reset was added."""

_TELLING = ("user_configurations", "timer_sessions", "daily_session_stats")
_BESIDE = ("-wal", "-journal")
_TRIES = 5
_LONGEST_VALUE = 1_000_000
_HINT = "roma data import --help"


class RomaTimerFile:
    """An open copy of a Roma Timer file: rows by column names, with whatever the cells hold."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self.columns = self._columns()
        if not any(table in self.columns for table in _TELLING):
            raise UsageError(f"{name} is an SQLite file, but not Roma Timer's", _HINT)

    def rows(self, table: str, order: str = "") -> Iterator[dict[str, object]]:
        """Yield the rows of a known table, with None for missing columns.

        Oldest first by the column `order`, if it exists.
        """
        if table not in self.columns:
            return
        known = [name for name in TABLES[table] if name in self.columns[table]]
        if not known:
            return
        sql = f"SELECT {', '.join(known)} FROM {table}"
        if order in known:
            sql += f" ORDER BY {order}"
        missing: dict[str, object] = dict.fromkeys(TABLES[table])
        with damage_named(self._name):
            for row in self._connection.execute(sql):
                yield {**missing, **dict(zip(known, row, strict=True))}

    def owners(self) -> list[str]:
        """Return the users with rows, in alphabetical order."""
        found = set()
        for table in ("user_configurations", *self.columns):
            if "user_id" in self.columns.get(table, ()):
                with damage_named(self._name):
                    cells = self._connection.execute(f"SELECT DISTINCT user_id FROM {table}")
                    found |= {str(owner) for (owner,) in cells if owner is not None}
        return sorted(found)

    def unknown(self) -> list[tuple[str, str, int]]:
        """Return unknown tables, or unknown columns of known tables, and their number of rows."""
        found = []
        for table, columns in self._all():
            known = TABLES.get(table)
            names = [""] if known is None else [name for name in columns if name not in known]
            if names:
                with damage_named(self._name):
                    quoted = table.replace('"', '""')
                    sql = f'SELECT count(*) FROM "{quoted}"'
                    [(number,)] = self._connection.execute(sql).fetchall()
                found += [(table, name, int(number)) for name in names if number]
        return found

    def _columns(self) -> dict[str, tuple[str, ...]]:
        return {table: columns for table, columns in self._all() if table in TABLES}

    def _all(self) -> list[tuple[str, tuple[str, ...]]]:
        with damage_named(self._name):
            tables = self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
                " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            ).fetchall()
            found = []
            for (table,) in tables:
                quoted = str(table).replace('"', '""')
                cells = self._connection.execute(f'PRAGMA table_info("{quoted}")').fetchall()
                found.append((str(table).lower(), tuple(str(cell[1]).lower() for cell in cells)))
            return found


@contextmanager
def opened(
    name: str, path: str | None, chunks: Callable[[], Iterable[bytes]]
) -> Iterator[RomaTimerFile]:
    """Open a copy of the file at `path`, or of the `chunks` of a stream; `name` is for messages.

    Raises Damaged for what is no sound SQLite file, UsageError for another program's or roma's
    own, CannotWrite where there is no room for the copy.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="roma-import-", ignore_cleanup_errors=True)
    except OSError as error:
        raise CannotWrite(f"can't copy {name}: {error.strerror}", "df -h") from None
    with folder as made:
        copy = os.path.join(made, "copy.db")
        _copy(name, path, chunks, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            _prepare(connection, name)
            yield RomaTimerFile(connection, name)


@contextmanager
def damage_named(name: str) -> Iterator[None]:
    """Translate SQLite's errors about the copy into one line."""
    try:
        yield
    except sqlite3.Error as error:
        raise Damaged(f"{name} is not a valid SQLite file ({error})", _HINT) from None


def _copy(name: str, path: str | None, chunks: Callable[[], Iterable[bytes]], copy: str) -> None:
    try:
        if path is None:
            with open(copy, "wb") as file:
                file.writelines(chunks())
            return
        path = os.path.realpath(path)  # its log is next to the file, not next to a link to it
        for _ in range(_TRIES):
            before = _stamps(path)
            # The log first: what goes from it into the file meanwhile changes the file's stamp.
            for ending in (*_BESIDE, ""):
                with suppress(FileNotFoundError):
                    os.unlink(copy + ending)
                if before[ending] is not None:
                    shutil.copyfile(path + ending, copy + ending)
            if _stamps(path) == before:
                return
    except OSError as error:
        raise CannotWrite(f"can't copy {name}: {error.strerror}", "df -h") from None
    raise UsageError(f"{name} is being written to; close Roma Timer and try again", _HINT)


def _stamps(path: str) -> dict[str, tuple[int, int] | None]:
    stamps: dict[str, tuple[int, int] | None] = {}
    for ending in (*_BESIDE, ""):
        try:
            found = os.stat(path + ending)
        except FileNotFoundError:
            stamps[ending] = None
        else:
            stamps[ending] = (found.st_mtime_ns, found.st_size)
    return stamps


def _prepare(connection: sqlite3.Connection, name: str) -> None:
    with damage_named(name):
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.text_factory = _text
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        [(owner,)] = connection.execute("PRAGMA application_id").fetchall()
        [(verdict,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
    if owner == APPLICATION_ID:
        raise UsageError(f"{name} is a roma data file", _HINT)
    if verdict != "ok":
        raise Damaged(f"{name} is damaged ({verdict})".replace("\n", " "), _HINT)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
