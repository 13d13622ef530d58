"""Restore: a backup put back into the live file, with a backup of the present first.

It uses SQLite's backup API, as one transaction, so another process that has the file open sees all
of it or nothing, and continues. If the file is so damaged that SQLite can't open it, a new file
replaces it; then no other process may have it open.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing, contextmanager, suppress
from itertools import count
from time import monotonic, sleep

from roma_cli.domain.errors import Damaged, Locked, RomaError, UsageError
from roma_cli.storage import database, file_header
from roma_cli.storage.backups import backup
from roma_cli.storage.file_access import quoted
from roma_cli.storage.files import durable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.storage.backups.retention import Backup

# Where SQLite keeps its locks on a file (sqlite.org/fileformat2.html, section 1.3.1; os.h): the
# pending byte, the reserved one and the 510 shared ones. Every process with an open WAL file
# always holds one of the shared ones.
_LOCKS_START, _LOCKS_LENGTH = 0x40000000, 512


class Restored(namedtuple("Restored", "rows before aside")):
    """The result of a restore: the number of rows now, and where the previous content is kept.

    `before` is its backup, or None if there was no file or it was damaged: then `aside` has the
    paths of its unchanged bytes.
    """

    __slots__ = ()
    rows: int
    before: Backup | None
    aside: list[str]


def restore(path: str, chosen: str, now: int) -> Restored:
    """Restore the roma file at `chosen` into the one at `path`, which may be damaged or missing.

    Raises NotFound, UsageError, Damaged, NewerSchema, CannotWrite or Locked; the file then holds
    what it held. An older schema is brought up to date when the file is opened next.
    """
    path = database.full_path(path)
    if os.path.exists(path) and os.path.exists(chosen) and os.path.samefile(path, chosen):
        raise UsageError(f"{chosen} is the data file itself, not a backup", "roma data restore")
    rows = backup.verify(chosen)
    before, aside = _keep_present(path, chosen, now)
    try:
        usable = file_header.check(path)
        if usable:
            _pour_into(path, chosen)
    except Damaged:
        # By its header, its first page, or what SQLite has read of it.
        usable = False
    if not usable:
        _replace(path, chosen)
    backup.verify(path)
    return Restored(rows, before, aside)


def hint_for(problem: RomaError) -> str:
    """Return an error's hint; for a damaged file a restore of it, else a new file's name."""
    if problem.hint or not isinstance(problem, Damaged) or not problem.path:
        return problem.hint
    return way_back(problem.path) or f"roma --db {quoted(problem.path + '.new')} today"


def way_back(path: str) -> str:
    """Return the command that restores the newest undamaged backup, or "" without one."""
    path = database.full_path(path)
    for one in backup.backups(path):
        try:
            backup.verify(one.path)
        except (RomaError, OSError):
            continue
        return f"roma --db {quoted(path)} data restore {one.name}"
    return ""


def _keep_present(path: str, chosen: str, now: int) -> tuple[Backup | None, list[str]]:
    if os.path.exists(path):
        try:
            with backup.opened(path) as file:
                return backup.back_up(file, now, "before-restore", spare=[chosen]), []
        except Damaged as problem:
            if "another program" in problem.message:
                move = f"mv {quoted(path)} {quoted(path + '.aside')}"
                raise Damaged(problem.message, move) from None
    # A log is useless without its file, but it may hold the last writes.
    there = [name for name in (path, path + "-wal") if os.path.exists(name)]
    return None, _copy_aside(path, there, now) if there else []


def _copy_aside(path: str, sources: list[str], now: int) -> list[str]:
    """Keep the bytes of damaged files under names that retention ignores."""
    folder = backup.backup_folder(path)
    made: list[str] = []
    try:
        durable.make_folder(folder)
        places = (os.path.join(folder, f"damaged-{backup.stamp(now, n)}.db") for n in count(1))
        place = next(one for one in places if not any(map(os.path.exists, (one, one + "-wal"))))
        for source in sources:
            copy = place + source.removeprefix(path)
            durable.make_private(copy)
            made.append(copy)
            shutil.copyfile(source, copy)
            durable.sync(copy)
        durable.sync(folder)
    except OSError as error:
        for copy in made:
            durable.remove(copy)
        raise durable.cannot_write(folder, error) from error
    return made


def _pour_into(path: str, chosen: str) -> None:
    try:
        with (
            closing(database.connect(chosen, writable=False)) as source,
            closing(database.connect(path, writable=True)) as target,
        ):
            target.execute("PRAGMA wal_autocheckpoint = 0")
            target.execute("PRAGMA synchronous = EXTRA")
            backup.pour(source, target, path)
            backup.examine(target, path)
    except sqlite3.Error as error:
        raise database.translated(error, path) from error


def _replace(path: str, chosen: str) -> None:
    """Replace a file that SQLite can't use, or a missing one, with a new file."""
    folder = os.path.dirname(path)
    draft = os.path.join(folder, f".{os.path.basename(path)}.new-{os.urandom(6).hex()}")
    try:
        durable.make_folder(folder)
        durable.make_private(draft)
        with closing(database.connect(chosen, writable=False)) as source:
            backup.make_image(source, draft, chosen)
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        durable.sync(draft)
        with _alone(path) as there:
            # The log belongs to the old file; SQLite would write it into the new one.
            for end in ("-wal", "-shm", "-journal"):
                with suppress(FileNotFoundError):
                    os.unlink(path + end)
            if there:
                os.replace(draft, path)
            elif not durable.rename_to_new(draft, path):
                raise Locked(f"{path} was created by another process in the meantime", "roma today")
            durable.sync(folder)
    except OSError as error:
        raise durable.cannot_write(path, error) from error
    except sqlite3.Error as error:
        raise database.translated(error, path) from error
    finally:
        durable.remove_draft(draft)


@contextmanager
def _alone(path: str) -> Iterator[bool]:
    """Hold SQLite's locks on the file at `path`, and tell whether it exists.

    Raises Locked if somebody else has it open for as long as we wait, and OSError.
    """
    import fcntl  # noqa: PLC0415 - only where a file is past saving

    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        give_up = monotonic() + database.PATIENCE
        while True:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS_LENGTH, _LOCKS_START)
                break
            except (BlockingIOError, PermissionError):
                if monotonic() >= give_up:
                    raise Locked(
                        f"{path} is damaged and in use by another process",
                        f"fuser -v {quoted(path)}",
                    ) from None
                sleep(0.05)
        yield True
    finally:
        os.close(descriptor)
