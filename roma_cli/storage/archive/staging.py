"""Staging tables: an archive laid out as tables before anything of it goes into the file.

The tables are those of the file, with all their CHECKs, in a database without a name that SQLite
keeps on disk and throws away. So what is wrong is found by SQLite itself, records may refer to
what comes later, and a hundred thousand need little memory. It is attached to the file's own
connection, so that SQLite copies and compares rows without handing each of them to Python.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from roma_cli.domain.transfer.archive.reader import UnfitError
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.storage.archive.queries import STAGE
from roma_cli.storage.database import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roma_cli.storage.database import File

_CACHE = 16 * 1024
"""KiB of it held in memory; what lies beyond is in a file of SQLite's own."""

_OWNED = [
    (table, column, parent)
    for table, one in TABLES.items()
    for column, parent in one.references.items()
    if "user_id" in one.references and "user_id" in TABLES[parent].references
]
"""References that stay with one user: table, column, and the table referred to."""

_UNEXPLAINED = (
    "SELECT id, work, rest, n, corrections FROM (SELECT d.id AS id,"
    " d.work_sessions_completed - (SELECT count(*) FROM {stage}.timer_sessions s WHERE {own}"
    " AND s.kind = 'work' AND s.outcome = 'completed')"
    " - (SELECT coalesce(sum(s.delta), 0) FROM {stage}.session_adjustments s WHERE {own}) AS n,"
    " d.total_work_seconds - ({seconds} AND s.kind = 'work') - ({more}work_seconds), 0)"
    " FROM {stage}.session_adjustments s WHERE {own}) AS work,"
    " d.total_break_seconds - ({seconds} AND s.kind <> 'work') - ({more}break_seconds), 0)"
    " FROM {stage}.session_adjustments s WHERE {own}) AS rest,"
    " d.manual_overrides - (SELECT count(*) FROM {stage}.session_adjustments s WHERE {own}"
    " AND s.reason = 'set') AS corrections"
    " FROM {stage}.daily_session_stats d) WHERE (n, work, rest, corrections) <> (0, 0, 0, 0)"
).format(
    stage=STAGE,
    own="s.user_id = d.user_id AND s.day = d.date",
    seconds="SELECT coalesce(sum(max(0, s.ended_at - s.started_at - s.paused_seconds)), 0)"
    f" FROM {STAGE}.timer_sessions s WHERE s.user_id = d.user_id AND s.day = d.date",
    more="SELECT coalesce(sum(s.",
)


class Stage:
    """The rows of one archive, checked."""

    def __init__(self, file: File) -> None:
        self.connection = file.connection
        self._file = file
        self.next_ids: dict[str, int] = {}
        self.unknown: dict[tuple[str, str], int] = {}

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Lay out the tables; within it rows may be added. Call outside of a transaction.

        Where it ends with an error nothing of it stays.
        """
        execute = self.connection.execute
        statements = [sql for table in TABLES for sql in self._statements(table)]
        # Rows may refer to later ones: `finish` looks at that.
        execute("PRAGMA foreign_keys = OFF")
        execute(f"ATTACH '' AS {STAGE}")
        try:
            execute(f"PRAGMA {STAGE}.journal_mode = OFF")
            execute(f"PRAGMA {STAGE}.synchronous = OFF")
            execute(f"PRAGMA {STAGE}.cache_size = -{_CACHE}")
            execute("BEGIN")
            for sql in statements:
                execute(sql)
            yield
            execute("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:
                execute("ROLLBACK")
            execute(f"DETACH {STAGE}")
            if isinstance(error, sqlite3.Error):
                # The disk of temporary files may be full.
                raise translated(error, "a temporary file") from error
            raise
        finally:
            execute("PRAGMA foreign_keys = ON")

    def _statements(self, table: str) -> Iterator[str]:
        """Return what makes a table and what keeps its rows unique, as the file has them."""
        for (sql,) in self._file.read(
            "SELECT sql FROM main.sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL"
            " AND (type = 'table' OR type = 'index' AND sql LIKE 'CREATE UNIQUE%')"
            " ORDER BY type DESC",
            (table,),
        ):
            yield re.sub("(TABLE|INDEX) ", rf"\1 {STAGE}.", str(sql), count=1)

    def add(self, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Add rows with values of the columns `names`, each before the next one is asked for.

        Raises UnfitError where the table refuses the one that was asked for last.
        """
        marks = ", ".join("?" * len(names))
        try:
            self.connection.executemany(
                f"INSERT INTO {STAGE}.{table} ({', '.join(names)}) VALUES ({marks})", rows
            )
        except sqlite3.IntegrityError as error:
            raise _unfit(table, str(error)) from None
        except OverflowError:
            raise UnfitError("", "has a number beyond 64 bits") from None

    def finish(self) -> None:
        """Look at what rows say of each other. Raises UnfitError, its field the record too."""
        for table, rowid, parent, number in self._read(f"PRAGMA {STAGE}.foreign_key_check"):
            [column] = [
                row[3]
                for row in self._read(f"PRAGMA {STAGE}.foreign_key_list({table})")
                if row[0] == number
            ]
            raise UnfitError(self._named(table, rowid, column), f"names none of the {parent}")
        for table, column, parent in _OWNED:
            for (rowid,) in self._read(
                f"SELECT c.rowid FROM {STAGE}.{table} c JOIN {STAGE}.{parent} p"
                f" ON p.id = c.{column} WHERE p.user_id <> c.user_id LIMIT 1"
            ):
                raise UnfitError(self._named(table, rowid, column), "is another user's")
        for rowid, name in self._read(
            f"SELECT id, name FROM {STAGE}.users"
            f" WHERE id NOT IN (SELECT user_id FROM {STAGE}.user_configurations)"
        ):
            raise UnfitError(f"users {rowid}", f"{name} has no user_configurations")
        for (rowid,) in self._read(
            f"SELECT o.id FROM {STAGE}.operations o JOIN {STAGE}.operations d ON d.id = o.target"
            " WHERE d.kind <> 'do' LIMIT 1"
        ):
            raise UnfitError(f"operations {rowid}, target", "is no operation that was done")
        for table, one in TABLES.items():
            if one.is_numbered:
                [(most,)] = self._read(f"SELECT coalesce(max(id), 0) FROM {STAGE}.{table}")
                self.next_ids[table] = max(self.next_ids.get(table, 1), most + 1)
        self._read(f"CREATE INDEX {STAGE}.followers ON tasks(parent_task_id)")

    def snoozed(self) -> set[str]:
        """Return the keys of the reminders that were ever put off by hand."""
        found = self._read(
            f"SELECT DISTINCT row_key FROM {STAGE}.audit_log_entries"
            " WHERE event_type >= 'reminder.snoozed' AND event_type < 'reminder.snoozed/'"
        )
        return {str(key) for (key,) in found}

    def unexplained(self) -> dict[str, tuple[int, int, int, int]]:
        """Return by how much statistics exceed their rows: sessions, work, rest, corrections.

        In a file that roma keeps none does.
        """
        return {
            str(key): (n, work, rest, corrections)
            for key, work, rest, n, corrections in self._read(_UNEXPLAINED)
        }

    def audited(self) -> set[int]:
        """Return the operations that have any audit entry."""
        found = self._read(f"SELECT DISTINCT operation_id FROM {STAGE}.audit_log_entries")
        return {int(number) for (number,) in found}

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        [(number,)] = self._read(f"SELECT count(*) FROM {STAGE}.{table}")
        return int(number)

    def _read(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all of it: a statement that is not at its end would keep the stage from going."""
        return self.connection.execute(sql, values).fetchall()

    def _named(self, table: str, rowid: int, column: str) -> str:
        key = TABLES[table].key
        [(found,)] = self._read(f"SELECT {key} FROM {STAGE}.{table} WHERE rowid = ?", rowid)
        return f"{table} {found}, {column}"


def _unfit(table: str, message: str) -> UnfitError:
    """Return what SQLite's message means: which field, and what is wrong with it."""
    what, _, rest = message.partition(" constraint failed: ")
    column = rest.partition(f"{table}.")[2].partition(",")[0]
    if what == "NOT NULL":
        return UnfitError(column, "is missing")
    if what == "UNIQUE":
        columns = rest.replace(f"{table}.", "")
        return UnfitError(columns, "is there twice")
    if what == "CHECK":
        rule = " ".join(rest.split())
        words = re.findall(r"\w+", rule)
        column = next((word for word in words if word in TABLES[table].names), "")
        return UnfitError(column, f"breaks the rule {rule}")
    return UnfitError(column, message)
