"""File primitives that survive a crash: private from the first byte, synced, named once complete.

Every function raises OSError where the system refuses, unless it says otherwise.
"""

from __future__ import annotations

import os

from roma_cli.domain.errors import CannotWrite
from roma_cli.storage import file_access


def make_folder(folder: str) -> None:
    """Create `folder` and its missing parents, 0700 each, as the XDG specification requires."""
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
    # A umask only removes bits, but it may remove our own access.
    os.chmod(folder, 0o700)
    sync(parent)


def make_private(path: str) -> None:
    """Create an empty file of mode 0600, owned by us, whatever the umask. Or CannotWrite."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        made = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    try:
        # Some file systems give a file to another user; it could not be opened again.
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
        # A process that opens the file may remove the draft's name before us.
        remove(draft)
    return True


def sync(path: str) -> None:
    """Sync a file's bytes, or a folder's list of names, to the disk."""
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
    """Remove a database draft with SQLite's files next to it; "" means none."""
    for end in ("", "-wal", "-shm", "-journal") if draft else ():
        remove(draft + end)


def cannot_write(path: str, error: OSError) -> CannotWrite:
    """Return the error for users for a system error."""
    reason = (error.strerror or "unknown reason").lower()
    return CannotWrite(f"can't write {path}: {reason}", f"ls -ld {file_access.quoted(path)}")
