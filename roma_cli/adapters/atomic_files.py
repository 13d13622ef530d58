"""Atomic writes of files that a user names: complete or not at all, readable only by the owner."""

from __future__ import annotations

import os
import tempfile

from roma_cli.domain.errors import UsageError
from roma_cli.storage.files import durable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = 200
"""Characters of the target's name used in its draft's name; most file systems allow 255."""


def refuse(path: str, *, yes: bool, again: str) -> None:
    """Raise UsageError if no file may be written at `path`.

    An existing file may be replaced with `yes`. `again` is a command for the hint.
    """
    if not os.path.basename(path):
        raise UsageError(f"'{path}' is not a file name", again)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise UsageError(f"{path} is not a regular file", again)
    if os.path.lexists(path) and not yes:
        raise UsageError(f"{path} already exists; use --yes to overwrite it", again)


def write(path: str, pieces: Iterable[str], *, yes: bool, own: str) -> int:
    """Write a file at `path`, overwriting one only with `yes`; return its size in bytes.

    It gets its name after all of it is on the disk, so nobody reads half a file. `own` is the data
    file, which is never overwritten. Raises UsageError, and CannotWrite if the system refuses; then
    nothing is left behind.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    if _is_ours(target, own):
        raise UsageError(f"{path} is the data file itself", "roma data path")
    draft = ""
    try:
        descriptor, draft = tempfile.mkstemp(prefix=f".{name[:_NAME]}.new-", dir=folder)
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as copy:
            copy.writelines(pieces)
            copy.flush()
            os.fsync(copy.fileno())
            size = os.fstat(copy.fileno()).st_size
        if yes:
            os.replace(draft, target)
        elif not durable.rename_to_new(draft, target):
            raise UsageError(f"{path} already exists; use --yes to overwrite it")
        draft = ""
        durable.sync(folder)
    except OSError as error:
        raise durable.cannot_write(path, error) from error
    finally:
        durable.remove_draft(draft)
    return size


def _is_ours(target: str, own: str) -> bool:
    """Tell whether a path is the data file or one of SQLite's files next to it."""
    own = os.path.realpath(own)
    if os.path.exists(target) and os.path.exists(own) and os.path.samefile(target, own):
        return True
    return target in {own + end for end in ("", "-wal", "-shm", "-journal")}
