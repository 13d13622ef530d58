"""Opens the one file: where it may be, who may read it, how it is locked and when it is refused.

All waiting happens here. SQLite's own busy timeout is kept short, so that Ctrl-C is answered
while we wait, and our loop goes on to `PATIENCE` seconds.
"""

from __future__ import annotations

import os
import sqlite3
from time import monotonic, sleep

from roma_cli.domain.errors import CannotWrite, Damaged, Locked, RomaError, UsageError
from roma_cli.storage import file_access, file_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self, TypeVar

    _T = TypeVar("_T")

PATIENCE = 10.0
"""Seconds we wait for another process before saying that the file is locked."""

_SQLITE_WAIT = 0.05
_MUCH = 64 * 1024
"""KiB of the file held in memory while much is written: its indexes are met at random places."""
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
    """An open roma file. Use as a context manager: leaving it closes the connection."""

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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.connection.close()

    def transaction(self) -> Transaction:
        """Return a context manager that holds the write lock: commit at the end, else roll back."""
        return Transaction(self)

    def snapshot(self) -> Snapshot:
        """Return a context manager within which all reads see the same moment of the file."""
        return Snapshot(self)

    def expect_much(self) -> None:
        """Make ready for writing very many rows. Call inside a transaction."""
        self.connection.execute(f"PRAGMA cache_size = -{_MUCH}")
        # What is on its way must not pass through a folder that others may read.
        self.connection.execute("PRAGMA temp_store = MEMORY")

    def read(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Return all rows of one SELECT; waits while another process has the file to itself."""

        def fetch() -> list[tuple[object, ...]]:
            return self.connection.execute(sql, values).fetchall()

        return self.guard(fetch)

    def guard(self, act: Callable[[], _T]) -> _T:
        """Run `act`, waiting while the file is busy, and turn SQLite's errors into ours."""
        try:
            return _patiently(act, self.patience)
        except sqlite3.Error as error:
            raise translated(error, self.path) from error


class Transaction:
    """BEGIN IMMEDIATE … COMMIT.

    A deferred BEGIN that writes later is refused at once when another process wrote meanwhile,
    whatever the timeout; so every writer takes the lock first and reads inside it.
    """

    def __init__(self, file: File) -> None:
        self._file = file

    def __enter__(self) -> None:
        file = self._file
        if not file.writable:
            raise CannotWrite(f"{file.path} is read-only here", f"ls -ld {quoted(file.path)}")
        file.guard(lambda: file.connection.execute("BEGIN IMMEDIATE"))
        if _TRUST_TO_WRITE:
            file.connection.execute("PRAGMA trusted_schema = ON")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        connection = self._file.connection
        if _TRUST_TO_WRITE:
            connection.execute("PRAGMA trusted_schema = OFF")
        if error is None:
            try:
                _patiently(lambda: connection.execute("COMMIT"), self._file.patience)
            except sqlite3.Error as failure:
                _roll_back(connection)
                raise translated(failure, self._file.path) from failure
            return
        _roll_back(connection)
        if isinstance(error, sqlite3.Error):
            raise translated(error, self._file.path) from error


class Snapshot:
    """BEGIN … ROLLBACK around reads alone; writers are not held up."""

    def __init__(self, file: File) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._file.guard(lambda: self._file.connection.execute("BEGIN"))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _roll_back(self._file.connection)


def open_existing(path: str, *, patience: float = PATIENCE) -> File | None:
    """Open the roma file at `path`, or return None where there is none.

    Falls back to reading only where file or directory cannot be written, and to keeping others
    out where the disk is full. Raises CannotWrite, Damaged, NewerSchema or Locked.
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


def create(path: str, fill: Callable[[File], None]) -> None:
    """Make a new roma file at `path`: its tables, and what `fill` writes, or nothing at all.

    The file is built under another name and linked into place complete, so nobody ever sees an
    empty or half-made one; whoever links first wins, and the others' work is thrown away. Its
    mode is 0600 from the first byte, that of a directory made for it 0700, whatever the umask.
    Raises CannotWrite.
    """
    path = full_path(path)
    file_access.may_make(path)
    folder = os.path.dirname(path)
    try:
        make_folder(folder)
        draft = os.path.join(folder, f".{os.path.basename(path)}.new-{os.urandom(6).hex()}")
        make_private(draft)
    except OSError as error:
        raise _cannot_create(path, error) from error
    try:
        _build(draft, path, fill)
        _link_into_place(draft, path)
    except OSError as error:
        raise _cannot_create(path, error) from error
    finally:
        for leftover in (draft, draft + "-wal", draft + "-shm", draft + "-journal"):
            _remove(leftover)


def translated(error: sqlite3.Error, path: str) -> RomaError:
    """Return what `error` means to a user of the file at `path`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return Locked(f"{path} is in use by another process", f"fuser -v {quoted(path)}")
    if code in _BROKEN:
        return Damaged(f"{path} is damaged ({error})", file_header.way_out(path))
    if code in _UNWRITABLE:
        return CannotWrite(f"cannot write {path} ({error})", f"df -h {quoted(path)}")
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        # Only taking something back removes rows; what was made since still refers to them.
        return UsageError("later records build on what this would remove", "roma undo --list")
    return RomaError(f"{path}: {error}")


def full_path(path: str) -> str:
    """Return the path with the links of its folders resolved; the file itself may be none."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def _opened(path: str, patience: float, *, writable: bool, alone: bool = False) -> File:
    connection = connect(path, writable=writable, wait=min(_SQLITE_WAIT, patience))
    file = File(path, connection, writable=writable, patience=patience)
    try:
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _prepare(file)
    except BaseException:
        connection.close()
        raise
    return file


def connect(path: str, *, writable: bool, wait: float = _SQLITE_WAIT) -> sqlite3.Connection:
    """Connect to the file at `path`, only to read where it is not `writable`."""
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


def _prepare(file: File) -> None:
    """Set what SQLite keeps per connection, and look at the version behind the log."""
    execute = file.connection.execute
    execute("PRAGMA foreign_keys = ON")
    execute("PRAGMA trusted_schema = OFF")
    # The last one to close writes the log back; nobody waits for it while working.
    execute("PRAGMA wal_autocheckpoint = 0")
    [(version,)] = file.read("PRAGMA user_version")
    file.version = int(str(version))
    file_header.check_version(file.path, file.version)
    # An acknowledged change must survive a power cut: FULL syncs the log at each commit; without
    # a log EXTRA also syncs the directory after the journal is gone.
    [(journal,)] = file.read("PRAGMA journal_mode")
    execute("PRAGMA synchronous = " + ("FULL" if journal == "wal" else "EXTRA"))


def make_folder(folder: str) -> None:
    """Make `folder` and every one missing above it, 0700 each, as the XDG specification asks."""
    if os.path.isdir(folder):
        return
    make_folder(os.path.dirname(folder))
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise
        return
    # A umask only takes away, but it may take our own access.
    os.chmod(folder, 0o700)


def make_private(path: str) -> None:
    """Make an empty file of mode 0600 that is ours, whatever the umask. Raises OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        made = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    try:
        # Some file systems give a file to another than its maker; it could not be opened again.
        file_access.refuse_others(path, made)
    except CannotWrite:
        os.unlink(path)
        raise


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        # Most often; and one who found the file in place may have taken its draft away.
        return


def _build(draft: str, path: str, fill: Callable[[File], None]) -> None:
    from roma_cli.storage.migrations import registry  # noqa: PLC0415 - 150 ms, once in the life of a file

    with File(path, connect(draft, writable=True), writable=True) as file:
        # Where shared memory is impossible SQLite answers `delete` and stays with a journal.
        file.guard(lambda: file.connection.execute("PRAGMA journal_mode = WAL"))
        file.connection.execute("PRAGMA foreign_keys = ON")
        file.connection.execute("PRAGMA trusted_schema = OFF")
        with file.transaction():
            # The first operation belongs to the first user, and neither can come first.
            file.connection.execute("PRAGMA defer_foreign_keys = ON")
            registry.bring_up_to_date(file.connection)
            fill(file)


def _link_into_place(draft: str, path: str) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # No hard links on this file system (exFAT, some network shares).
        if not os.path.lexists(path):
            os.rename(draft, path)
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _patiently(act: Callable[[], _T], patience: float) -> _T:
    give_up = None
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY:
                raise
            if give_up is None:
                give_up = monotonic() + patience
            if monotonic() >= give_up:
                raise
        # Jitter, so that processes which met once do not meet again.
        sleep(0.002 + os.urandom(1)[0] / 10_000)


def _roll_back(connection: sqlite3.Connection) -> None:
    # A full disk may have ended the transaction already; then there is nothing to roll back.
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _cannot_create(path: str, error: OSError) -> CannotWrite:
    reason = (error.strerror or "unknown reason").lower()
    return CannotWrite(f"cannot create {path}: {reason}", "roma --db PATH today")


def quoted(path: str) -> str:
    """Return `path` as it would be typed in a shell."""
    from shlex import quote  # noqa: PLC0415 - only when something went wrong

    return quote(path)
