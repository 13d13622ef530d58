"""Ownership check: a file is opened only if it is yours, under a single name.

This applies to everybody, including root: a file that others may write can't be trusted, and for
one with a second name SQLite would keep two logs. SQLite never follows a link to a log.
"""

from __future__ import annotations

import os
import stat

from roma_cli.domain.errors import CannotWrite

_OTHERS = 0o077


def refuse_link(path: str) -> None:
    """Raise CannotWrite if `path` is a symbolic link; folders above it may be links."""
    if os.path.islink(path):
        leads = os.path.realpath(path)
        raise CannotWrite(
            f"{path} is a link to {leads}; open a data file by its own name",
            f"roma --db {quoted(leads)} today",
        )


def refuse_others(path: str, opened: os.stat_result) -> None:
    """Raise CannotWrite unless the file `opened` at `path` is regular, ours, and has one name."""
    if not stat.S_ISREG(opened.st_mode):
        what = "a directory" if stat.S_ISDIR(opened.st_mode) else "not a regular file"
        raise CannotWrite(f"{path} is {what}", "roma data path")
    if opened.st_uid != os.geteuid():
        owner, hint = _user(opened.st_uid), f"ls -l {quoted(path)}"
        if os.geteuid() == 0:
            hint = _as_owner(opened.st_uid, path)
        raise CannotWrite(f"{path} belongs to user {owner}", hint)
    if opened.st_nlink > 1 and _names(path, opened) > 1:
        raise CannotWrite(
            f"{path} has a second name (a hard link), and each name would have its own log",
            f"find / -xdev -samefile {quoted(path)}",
        )


def make_private(path: str, descriptor: int, opened: os.stat_result) -> None:
    """Remove the access of others to a file that is ours and to its logs, if possible.

    If not (a file system without modes, or a read-only one) the file is used unchanged.
    """
    if not opened.st_mode & _OTHERS:
        return
    try:
        os.fchmod(descriptor, stat.S_IMODE(opened.st_mode) & ~_OTHERS)
        for beside in (path + "-wal", path + "-shm", path + "-journal"):
            # Never through a link: that could lead anywhere.
            if os.path.isfile(beside) and not os.path.islink(beside):
                os.chmod(beside, stat.S_IMODE(os.stat(beside).st_mode) & ~_OTHERS)
    except OSError:
        return


def may_make(path: str) -> None:
    """Raise CannotWrite if root would create a file in another user's folder.

    The owner could not open it, so every command would fail.
    """
    if os.geteuid() != 0:
        return
    folder = os.path.dirname(path)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    owner = os.stat(folder).st_uid
    if owner != 0:
        raise CannotWrite(
            f"{folder} belongs to user {_user(owner)}, so root does not create a file there",
            _as_owner(owner, path),
        )


def quoted(path: str) -> str:
    """Return `path` as it would be typed in a shell."""
    from shlex import quote  # noqa: PLC0415 - only when something is wrong

    return quote(path)


def _names(path: str, opened: os.stat_result) -> int:
    """Return how many names a file has; names of drafts are not counted but removed.

    A file is created as a draft and then linked into place: for a moment, or permanently if that
    process was killed, it has two names.
    """
    folder, name = os.path.split(path)
    try:
        beside = os.listdir(folder)
    except OSError:
        beside = []
    drafts = [os.path.join(folder, one) for one in beside if one.startswith(f".{name}.new-")]
    removed = sum(_removed(draft, opened) for draft in drafts)
    # Counted again: the other process may have removed its draft in the meantime.
    return min(os.stat(path, follow_symlinks=False).st_nlink, opened.st_nlink - removed)


def _removed(draft: str, opened: os.stat_result) -> bool:
    """Remove a draft if it is another name of the file `opened`, and tell whether it was."""
    same = False
    try:
        same = os.path.samestat(os.stat(draft, follow_symlinks=False), opened)
        if same:
            os.unlink(draft)
    except OSError:
        # The other process was faster, or the folder is read-only.
        pass
    return same


def _user(number: int) -> str:
    try:
        import pwd  # noqa: PLC0415 - only when something is wrong, and absent on some platforms

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return f"#{number}"


def _as_owner(number: int, path: str) -> str:
    return f"sudo -u {quoted(_user(number))} roma --db {quoted(path)} today"
