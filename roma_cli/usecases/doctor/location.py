"""Checks of the file from outside: its location, owner, and the files next to it."""

from __future__ import annotations

import os
import shlex

from roma_cli.adapters import file_status, unsafe_folders
from roma_cli.domain.errors import RomaError
from roma_cli.storage import file_header
from roma_cli.storage.backups.restore import hint_for
from roma_cli.usecases.doctor.check import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Invocation

_OTHERS = 0o077
_OTHERS_WRITE = 0o022
_STICKY = 0o1000
_MIB = 1024 * 1024
_LARGE_LOG = 64 * _MIB
_LEAST_ROOM = 16 * _MIB


def file(invocation: Invocation) -> Report:
    """Expect a complete roma file that is ours and not of a newer schema."""
    path = invocation.path()
    try:
        if file_header.check(path):
            return Report([], path)
    except RomaError as problem:
        return Report([problem.message], mend=hint_for(problem))
    return Report([f"no data file at {path}"], mend="roma today")


def links(invocation: Invocation) -> Report:
    """Expect one name: under a second one SQLite keeps a second log."""
    path = invocation.path()
    one = file_status.seen(path)
    names = 1 if one is None else one.links
    problems = [] if names == 1 else [f"the file has {names} names (hard links)"]
    return Report(problems, mend=f"find / -xdev -samefile {shlex.quote(path)}")


def owner(invocation: Invocation) -> Report:
    """Expect that the file and its sidecars belong to the user who runs roma."""
    mine = file_status.me()
    wrong = [one.path for one in _files(invocation) if one.owner != mine]
    problems = [f"{path} belongs to another user" for path in wrong]
    return Report(problems, mend=f"sudo chown {mine} {shlex.join(wrong)}")


def modes(invocation: Invocation) -> Report:
    """Expect that nobody else can read the file or its sidecars."""
    wrong = [one for one in _files(invocation) if one.mode & _OTHERS]
    problems = [f"{one.path} has mode {one.mode:04o}" for one in wrong]
    return Report(problems, mend="chmod 600 " + shlex.join(one.path for one in wrong))


def folder(invocation: Invocation) -> Report:
    """Expect that nobody else can replace the file."""
    where = os.path.dirname(invocation.path())
    one = file_status.seen(where)
    is_open = one is not None and one.mode & _OTHERS_WRITE and not one.mode & _STICKY
    problems = [f"others can write in {where} (mode {one.mode:04o})"] if one and is_open else []
    return Report(problems, f"only you can write in {where}", f"chmod go-w {shlex.quote(where)}")


def sidecars(invocation: Invocation) -> Report:
    """Expect that the log is of moderate size, and that there is no journal of another mode."""
    path = invocation.path()
    found = {one.path[len(path) :]: one.size for one in file_status.sidecars(path)}
    problems = []
    if found.get("-wal", 0) > _LARGE_LOG:
        size = found["-wal"] // _MIB
        problems.append(f"the log has grown to {size} MiB: something keeps the file open")
    if "-wal" in found and found.get("-journal", 0):
        problems.append("there is both a log and a journal")
    fine = f"next to the file: {' '.join(sorted(found)) or 'nothing'}"
    return Report(problems, fine, f"fuser -v {shlex.quote(path)}")


def leftovers(invocation: Invocation) -> Report:
    """Expect that no incomplete file was left behind."""
    path = invocation.path()
    found = file_status.leftovers(path)
    paths = [os.path.join(os.path.dirname(path), name) for name in found]
    return Report(found, mend=f"rm {shlex.join(paths)}")


def file_system(invocation: Invocation) -> list[str]:
    """Expect a local disk, and no program that synchronizes the file."""
    risk = unsafe_folders.warning(invocation.path())
    return [] if risk is None else [risk.removeprefix("warning: ")]


def room(invocation: Invocation) -> Report:
    """Expect enough free space for the file to grow, and for a copy of it."""
    path = invocation.path()
    where = os.path.dirname(path)
    one = file_status.seen(path)
    needed = max(_LEAST_ROOM, 2 * (one.size if one else 0))
    free = file_status.free_bytes(where)
    fine = f"{(free or 0) // _MIB} MiB are free"
    problems = [f"{fine} where the file is"] if free is not None and free < needed else []
    return Report(problems, fine, f"df -h {shlex.quote(where)}")


def readable_by_others(invocation: Invocation) -> list[str]:
    """Return the file and sidecars that others can access and this user can change."""
    mine = file_status.me()
    return [one.path for one in _files(invocation) if one.mode & _OTHERS and one.owner == mine]


def _files(invocation: Invocation) -> list[file_status.Seen]:
    path = invocation.path()
    found = (file_status.seen(path), *file_status.sidecars(path))
    return [one for one in found if one is not None and one.regular]
