"""Atomic writes of files that a user names: complete or not at all, for their owner alone."""

from __future__ import annotations

import os
import tempfile

from roma_cli.domain.errors import UsageError
from roma_cli.storage.files import durable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = 200
"""Characters of the target's name in that of its draft; most file systems take 255."""


def refuse(path: str, *, yes: bool, again: str) -> None:
    """Raise UsageError where no file may be written at `path`.

    What is there already may be replaced with `yes`, if it is a file. `again` is a command that
    could be typed instead.
    """
    if not os.path.basename(path):
        raise UsageError(f"'{path}' names no file", again)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise UsageError(f"{path} is no ordinary file", again)
    if os.path.lexists(path) and not yes:
        raise UsageError(f"{path} is there already; --yes takes its place", again)


def write(path: str, pieces: Iterable[str], *, yes: bool, own: str) -> int:
    """Write a file at `path`, in the place of what is there only with `yes`; return its bytes.

    It gets its name when all of it is on the disk, so nobody reads half of it. `own` is the roma
    file, which nothing takes the place of. Raises UsageError, and CannotWrite where the system
    says no; then nothing is left behind.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    if _is_ours(target, own):
        raise UsageError(f"{path} is the roma file itself", "roma data path")
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
            raise UsageError(f"{path} is there already; --yes takes its place")
        draft = ""
        durable.sync(folder)
    except OSError as error:
        raise durable.cannot_write(path, error) from error
    finally:
        durable.remove_draft(draft)
    return size


def _is_ours(target: str, own: str) -> bool:
    """Tell whether a path is that of the roma file, or of one that SQLite keeps beside it."""
    own = os.path.realpath(own)
    if os.path.exists(target) and os.path.exists(own) and os.path.samefile(target, own):
        return True
    return target in {own + end for end in ("", "-wal", "-shm", "-journal")}
