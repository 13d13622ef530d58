"""File primitives that survive a crash: private from the first byte, synced, named once complete.

Every function raises OSError where the system refuses, unless it says otherwise.
"""

from __future__ import annotations

import os

from roma_cli.domain.errors import CannotWrite
from roma_cli.storage import file_access


def make_folder(folder: str) -> None:
    """Make `folder` and every one missing above it, 0700 each, as the XDG specification asks."""
    if os.path.isdir(folder):
        return
    parent = os.path.dirname(folder)
    make_folder(parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise
        return
    # A umask only takes away, but it may take our own access.
    os.chmod(folder, 0o700)
    sync(parent)


def make_private(path: str) -> None:
    """Make an empty file of mode 0600 that is ours, whatever the umask. Raises CannotWrite too."""
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


def rename_to_new(draft: str, path: str) -> bool:
    """Give `draft` the name `path`, or return False if something has that name."""
    try:
        # A rename would replace what is there.
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:
        # No hard links on this file system (exFAT, some network shares).
        if os.path.lexists(path):
            return False
        os.rename(draft, path)
    else:
        # Whoever opens the file may remove the draft's name before us.
        remove(draft)
    return True


def sync(path: str) -> None:
    """Put a file's bytes, or a folder's list of names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: str) -> None:
    """Remove a file if it is there and can be removed. Never raises OSError."""
    try:
        os.unlink(path)
    except OSError:
        return


def remove_draft(draft: str) -> None:
    """Remove a database that was being made, with what SQLite keeps beside it; "" is none."""
    for end in ("", "-wal", "-shm", "-journal") if draft else ():
        remove(draft + end)


def cannot_write(path: str, error: OSError) -> CannotWrite:
    """Return what an error of the system means to a user."""
    reason = (error.strerror or "unknown reason").lower()
    return CannotWrite(f"cannot write {path}: {reason}", f"ls -ld {file_access.quoted(path)}")
