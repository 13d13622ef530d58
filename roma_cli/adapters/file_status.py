"""The status of a file and of files next to it: owner, mode, size, leftovers."""

from __future__ import annotations

import os
import stat
from collections import namedtuple

SIDECARS = ("-wal", "-shm", "-journal")


class Seen(namedtuple("Seen", "path mode owner links size regular")):
    """The status of a file: `mode` is only the permission bits, `links` the number of names."""

    __slots__ = ()
    path: str
    mode: int
    owner: int
    links: int
    size: int
    regular: bool


def seen(path: str) -> Seen | None:
    """Return the status of `path`, following links, or None if it can't be read."""
    try:
        one = os.stat(path)
    except (OSError, ValueError):
        return None
    return Seen(
        path,
        stat.S_IMODE(one.st_mode),
        one.st_uid,
        one.st_nlink,
        one.st_size,
        stat.S_ISREG(one.st_mode),
    )


def sidecars(path: str) -> list[Seen]:
    """Return the files that SQLite keeps next to the file at `path`."""
    found = (seen(path + ending) for ending in SIDECARS)
    return [one for one in found if one is not None]


def leftovers(path: str) -> list[str]:
    """Return the drafts of the file at `path` that a killed roma left behind."""
    begins = f".{os.path.basename(path)}.new-"
    try:
        names = sorted(os.listdir(os.path.dirname(path)))
    except OSError:
        return []
    return [name for name in names if name.startswith(begins)]


def me() -> int:
    """Return the user id of this process."""
    return os.geteuid()


def free_bytes(folder: str) -> int | None:
    """Return the free space in `folder` in bytes, or None if unknown."""
    try:
        room = os.statvfs(folder)
    except OSError:
        return None
    return room.f_bavail * room.f_frsize


def make_private(path: str) -> None:
    """Set a file's mode to 0600."""
    os.chmod(path, 0o600)
