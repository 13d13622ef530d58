"""Backups: made complete or not at all, listed by their names, and rotated.

They are in a folder next to the file, `roma.db.backups`, with names like
`roma-20260304T120000Z-before-restore-153rows.db`: when (UTC), why, and how many rows. So listing
them opens none. Each is a complete roma file without a log. Other files in the folder are left
alone.
"""

from __future__ import annotations

import os
import sqlite3
from itertools import count
from time import monotonic

from roma_cli.domain import day as days
from roma_cli.domain.errors import CannotWrite, Damaged, Locked, NotFound, UsageError
from roma_cli.storage import database, file_header
from roma_cli.storage.backups import retention
from roma_cli.storage.backups.retention import Backup
from roma_cli.storage.file_access import quoted
from roma_cli.storage.files import durable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_RETRY = 0.05
_MOST_DIGITS = 18


def backup_folder(path: str) -> str:
    """Return the folder of the backups of the file at `path`; it may not exist yet."""
    return database.full_path(path) + ".backups"


def backups(path: str) -> list[Backup]:
    """Return the backups of the file at `path`, newest first, by their names alone."""
    folder = backup_folder(path)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = [_read_name(folder, name) for name in names]
    return sorted((one for one in found if one), key=lambda one: one.order, reverse=True)


def opened(path: str) -> database.File:
    """Open the file at `path` without migrating it; the caller closes it.

    Raises NotFound if there is none, and what opening a file raises.
    """
    file = database.open_existing(path)
    if file is None:
        raise NotFound(f"no data file at {database.full_path(path)}", "roma today")
    return file


def committed(file: database.File) -> database.File:
    """Open another connection to a file, which sees only what is committed; the caller closes it.

    So a backup can be made while `file` is in a transaction, before it writes. Raises CannotWrite
    if the file is locked exclusively, which is how it is opened on a full disk.
    """
    path = file.path
    if file.read("PRAGMA locking_mode") == [("exclusive",)]:
        full = f"can't write {path}: the disk is full"
        raise CannotWrite(full, f"df -h {quoted(path)}")
    return database.File(path, database.connect(path, writable=True), writable=True)


def back_up(file: database.File, now: int, reason: str, *, spare: Sequence[str] = ()) -> Backup:
    """Make a backup of `file`, checked and synced to disk, and drop the expired ones.

    `reason` is words of small letters, digits, dots and dashes; the backups at the paths in
    `spare` are not dropped. Not inside a transaction of `file`, whose connection cannot be copied
    then. Raises CannotWrite, Damaged or Locked, and leaves nothing behind and every older backup.
    """
    folder = backup_folder(file.path)
    draft = ""
    try:
        durable.make_folder(folder)
        draft, number = _begin(file.path, now)
        rows = make_image(file.connection, draft, file.path)
        made = _named(file.path, now, number, reason, rows)
        os.rename(draft, made.path)
        # Its name is free again, and another process's draft may have it now.
        draft = ""
        durable.sync(folder)
    except OSError as error:
        raise durable.cannot_write(folder, error) from error
    finally:
        durable.remove_draft(draft)
    rotate(file.path, spare=(made.path, *spare))
    return made


def rotate(path: str, *, spare: Sequence[str] = ()) -> list[Backup]:
    """Drop the expired backups of the file at `path`, and return them."""
    there = backups(path)
    stay = retention.kept(there)
    dropped = [one for one in there if one not in stay and one.path not in spare]
    for one in dropped:
        # Another process may have dropped it; keeping one too long does no harm.
        durable.remove(one.path)
    return dropped


def verify(path: str) -> int:
    """Return how many rows the roma file at `path` holds, if undamaged and not of a newer schema.

    Changes nothing. Raises NotFound, CannotWrite, Damaged or NewerSchema.
    """
    if not file_header.check(path):
        raise NotFound(f"no file at {path}", "roma data restore")
    connection = database.connect(path, writable=False)
    try:
        return examine(connection, path)
    finally:
        connection.close()


def examine(connection: sqlite3.Connection, path: str) -> int:
    """Return how many rows an open file holds. Raises Damaged or NewerSchema; `path` names it."""
    try:
        [(application,)] = connection.execute("PRAGMA application_id")
        [(version,)] = connection.execute("PRAGMA user_version")
        findings = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if findings != ["ok"]:
            raise Damaged(f"{path} is damaged ({findings[0]})", path=path)
        if application != file_header.APPLICATION_ID:
            raise Damaged(f"{path} belongs to another program", path=path)
        file_header.check_version(path, version)
        tables = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '_sqlite_migrations'"
        ).fetchall()
        counts = [
            connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables
        ]
    except sqlite3.Error as error:
        raise database.translated(error, path) from error
    return sum(counts)


def make_image(source: sqlite3.Connection, draft: str, path: str) -> int:
    """Copy an open file into the empty one at `draft`, without a log, and put it on the disk.

    Returns its rows. `path` names the source in errors; raises Damaged, Locked, CannotWrite and
    OSError. The caller then removes `draft`.
    """
    try:
        target = sqlite3.connect(draft, isolation_level=None)
        try:
            # Nobody else sees the draft, and we put it on the disk ourselves.
            target.execute("PRAGMA locking_mode = EXCLUSIVE")
            target.execute("PRAGMA synchronous = OFF")
            pour(source, target, path)
            target.execute("PRAGMA journal_mode = DELETE")
            rows = examine(target, path)
        finally:
            target.close()
    except sqlite3.Error as error:
        problem = database.translated(error, path)
        if isinstance(problem, CannotWrite):
            problem = database.translated(error, os.path.dirname(draft))
        raise problem from error
    durable.sync(draft)
    return rows


def pour(source: sqlite3.Connection, target: sqlite3.Connection, path: str) -> None:
    """Copy all of one open file into another, as one transaction of the other.

    Waits while either is busy; raises Locked, naming `path`, `PATIENCE` seconds after the start.
    Raises sqlite3.Error.
    """
    give_up = monotonic() + database.PATIENCE

    def wait(status: int, _remaining: int, _total: int) -> None:
        # Python itself would retry forever.
        if status & 0xFF in _BUSY and monotonic() >= give_up:
            raise Locked(f"{path} is in use by another process", f"fuser -v {quoted(path)}")

    source.backup(target, progress=wait, sleep=_RETRY)


def stamp(moment: int, number: int = 1) -> str:
    """Return a moment as in file names, `20260304T120000Z`; a second backup adds `.2`."""
    again = f".{number}" if number > 1 else ""
    return days.iso_utc(moment).replace("-", "").replace(":", "") + again


def _begin(path: str, now: int) -> tuple[str, int]:
    """Make an empty draft, and return it with its number, which no other backup of `now` has."""
    for number in count(1):
        draft = os.path.join(backup_folder(path), f".new-{stamp(now)}.{number}")
        try:
            durable.make_private(draft)
        except FileExistsError:
            continue
        # Checked only now: while the draft exists the number is ours.
        if all((one.made_at, one.number) != (now, number) for one in backups(path)):
            return draft, number
        os.unlink(draft)
    raise AssertionError  # numbers do not end


def _named(path: str, now: int, number: int, reason: str, rows: int) -> Backup:
    earlier = [one for one in backups(path) if one.made_at <= now]
    pinned = bool(earlier) and retention.falls(rows, earlier[0].rows)
    end = f"-{reason}-{rows}rows{'-pinned' if pinned else ''}.db"
    place = os.path.join(backup_folder(path), f"roma-{stamp(now, number)}{end}")
    return Backup(place, now, number, reason, rows, pinned)


def _read_name(folder: str, name: str) -> Backup | None:
    # Without `re`, which takes longer to load than the backup on the first write of a day.
    if not (name.isascii() and name.startswith("roma-") and name.endswith(".db")):
        return None
    moment, _, rest = name[5:-3].partition("-")
    moment, dot, number = moment.partition(".")
    pinned = rest.endswith("-pinned")
    reason, _, rows = rest.removesuffix("-pinned").rpartition("-")
    rows, end = rows[:-4], rows[-4:]
    if not (reason and end == "rows" and rows.isdecimal() and (number or not dot)):
        return None
    if len(rows) > _MOST_DIGITS or (dot and not (number.isdecimal() and len(number) < len(moment))):
        return None
    try:
        made_at = days.parse_instant(moment)
    except UsageError:
        return None
    return Backup(os.path.join(folder, name), made_at, int(number or 1), reason, int(rows), pinned)
