"""Connection to the one file: locks, transactions, and SQLite's errors as ours.

All waiting happens here. SQLite's own busy timeout is short, so that Ctrl-C works while waiting,
and our loop retries for `PATIENCE` seconds.
"""

from __future__ import annotations

import os
import sqlite3
from time import monotonic, sleep

from roma_cli.domain.errors import CannotWrite, Damaged, Locked, RomaError, UsageError
from roma_cli.storage import file_header
from roma_cli.storage.file_access import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

PATIENCE = 10.0
"""Seconds to wait for another process before the file counts as locked."""

_SQLITE_WAIT = 0.05
_BULK_CACHE = 64 * 1024
"""KiB of page cache during a bulk write, which updates the indexes in random places."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNWRITABLE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)

_TRUST_TO_WRITE = sqlite3.sqlite_version_info < (3, 44)
"""Whether our own triggers need a trusted schema: before 3.44 SQLite does not let them fill the
index of words, FTS5, in one that is not. Reading never needs it."""


class File:
    """An open roma file. Use as a context manager: leaving it closes the connection.

    `version` is the file's `user_version`, `patience` how many seconds a statement waits.
    """

    def __init__(
        self,
        path: str,
        connection: sqlite3.Connection,
        *,
        writable: bool,
        patience: float = PATIENCE,
    ) -> None:
        self.path = path
        self.connection = connection
        self.writable = writable
        self.patience = patience
        self.version = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def transaction(self) -> Transaction:
        """Return a context manager that holds the write lock: commit at the end, else roll back."""
        return Transaction(self)

    def snapshot(self) -> Transaction:
        """Return a context manager within which all reads see the same moment of the file."""
        return Transaction(self, writes=False)

    def expect_much(self) -> None:
        """Prepare for a bulk write. Call inside a transaction."""
        self.connection.execute(f"PRAGMA cache_size = -{_BULK_CACHE}")
        # Staged rows must not be stored in a folder that others may read.
        self.connection.execute("PRAGMA temp_store = MEMORY")

    def read(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run one statement and return all its rows; retry while another process holds the file.

        Raises what `translated` returns.
        """
        cursor = self._execute(sql, values)
        try:
            return cursor.fetchall()
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def pages(
        self, sql: str, values: Sequence[object] = (), size: int = 500
    ) -> Iterator[list[tuple[object, ...]]]:
        """Run one SELECT and yield its rows, `size` at a time. Retries and raises as `read`."""
        cursor = self._execute(sql, values)
        try:
            while page := cursor.fetchmany(size):
                yield page
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def data_version(self) -> int:
        """Return a number that changes when another connection changes the file."""
        [(number,)] = self.read("PRAGMA data_version")
        return int(str(number))

    def _execute(self, sql: str, values: Sequence[object]) -> sqlite3.Cursor:
        give_up = 0.0
        while True:
            try:
                return self.connection.execute(sql, values)
            except sqlite3.Error as error:
                give_up = give_up or monotonic() + self.patience
                if not _is_busy(error) or monotonic() >= give_up:
                    raise translated(error, self.path) from error
            # Jitter, so that processes which collided once do not collide again.
            sleep(0.002 + os.urandom(1)[0] / 10_000)


class Transaction:
    """BEGIN IMMEDIATE … COMMIT; where it does not write, BEGIN … ROLLBACK.

    A deferred BEGIN that writes later is refused at once when another process wrote meanwhile,
    whatever the timeout; so every writer takes the lock first and reads inside it. With
    `rolls_back` set it is rolled back at the end although nothing was raised.
    """

    def __init__(self, file: File, *, writes: bool = True) -> None:
        self.rolls_back = not writes
        self._file = file
        self._writes = writes

    def __enter__(self) -> Self:
        file = self._file
        if not self._writes:
            file.read("BEGIN")
            return self
        if not file.writable:
            raise CannotWrite(f"{file.path} is read-only", f"ls -ld {quoted(file.path)}")
        file.read("BEGIN IMMEDIATE")
        if _TRUST_TO_WRITE:
            file.connection.execute("PRAGMA trusted_schema = ON")
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        file = self._file
        if _TRUST_TO_WRITE:
            file.connection.execute("PRAGMA trusted_schema = OFF")
        try:
            if error is None and not self.rolls_back:
                file.read("COMMIT")
        finally:
            # A full disk may already have ended the transaction.
            if file.connection.in_transaction:
                file.connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise translated(error, file.path) from error


def open_existing(path: str, *, patience: float = PATIENCE) -> File | None:
    """Open the roma file at `path`, or return None if there is none.

    Falls back to read-only access if file or directory are not writable, and to an exclusive lock
    if the disk is full. Raises CannotWrite, Damaged, NewerSchema or Locked.
    """
    path = full_path(path)
    if not file_header.check(path):
        return None
    writable = os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK)
    try:
        return _opened(path, patience, writable=writable)
    except CannotWrite:
        if not writable:
            raise
        # The log's index, 32 KiB that all processes share, does not fit on a full disk. Alone,
        # SQLite keeps it in memory (sqlite.org/wal.html, section 8), and one can at least read.
        return _opened(path, patience, writable=True, alone=True)


def translated(error: sqlite3.Error, path: str) -> RomaError:
    """Return the error for users that `error` means for the file at `path`."""
    code = getattr(error, "sqlite_errorcode", 0)
    if _is_busy(error):
        return Locked(f"{path} is in use by another process", f"fuser -v {quoted(path)}")
    if code & 0xFF in _BROKEN:
        return Damaged(f"{path} is damaged ({error})", path=path)
    if code & 0xFF in _UNWRITABLE:
        return CannotWrite(f"can't write {path}: {error}", f"df -h {quoted(path)}")
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        # Only an undo removes rows; what was made since still refers to them.
        return UsageError("later changes depend on what this would remove", "roma undo --list")
    return RomaError(f"{path}: {error}")


def full_path(path: str) -> str:
    """Return the path with the links of its folders resolved, but not of the file itself."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def connect(path: str, *, writable: bool, wait: float = _SQLITE_WAIT) -> sqlite3.Connection:
    """Connect to the file at `path`, read-only if not `writable`.

    SQLite itself waits `wait` seconds for a lock. Raises what `translated` returns.
    """
    try:
        if writable:
            return sqlite3.connect(path, timeout=wait, isolation_level=None)
        # Without a log there is nothing to read but the file itself, and SQLite must not try to
        # make its shared-memory file in a directory that cannot be written.
        wal = path + "-wal"
        alone = not os.path.exists(wal) or os.path.getsize(wal) == 0
        escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        uri = f"file:{escaped}?mode=ro" + ("&immutable=1" if alone else "")
        return sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    except sqlite3.Error as error:
        raise translated(error, path) from error


def _opened(path: str, patience: float, *, writable: bool, alone: bool = False) -> File:
    """Connect, set what SQLite keeps per connection, and check the version behind the log."""
    connection = connect(path, writable=writable, wait=min(_SQLITE_WAIT, patience))
    file = File(path, connection, writable=writable, patience=patience)
    try:
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        # The last process to close writes the log back; nobody waits for that earlier.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        [(version,)] = file.read("PRAGMA user_version")
        file.version = int(str(version))
        file_header.check_version(path, file.version)
        # An acknowledged change must survive a power cut: FULL syncs the log at each commit;
        # without a log EXTRA also syncs the directory after the journal is gone.
        [(journal,)] = file.read("PRAGMA journal_mode")
        connection.execute("PRAGMA synchronous = " + ("FULL" if journal == "wal" else "EXTRA"))
    except BaseException:
        connection.close()
        raise
    return file


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY
