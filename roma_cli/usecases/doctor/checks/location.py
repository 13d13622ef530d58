"""The file from outside, before anything opens it: where it is, whose it is, what is beside it."""

from __future__ import annotations

import os
import shlex

from roma_cli.adapters import file_status, unsafe_folders
from roma_cli.domain.errors import RomaError
from roma_cli.storage import file_header
from roma_cli.storage.backups.restore import hint_for
from roma_cli.usecases.doctor.checks.finding import FAULT, OK, WARNING, Finding, judged

_OTHERS = 0o077
_OTHERS_WRITE = 0o022
_STICKY = 0o1000
_LARGE_LOG = 64 * 1024 * 1024
_LEAST_ROOM = 16 * 1024 * 1024


def identified(path: str) -> Finding:
    """Expect a roma file, whole, ours, and not of a newer schema."""
    try:
        there = file_header.check(path)
    except RomaError as problem:
        return Finding("file", FAULT, problem.message, hint_for(problem))
    if not there:
        return Finding("file", FAULT, f"there is no roma file at {path}", "roma today")
    return Finding("file", OK, path)


def links(path: str) -> Finding:
    """Expect one name: under a second one SQLite keeps a second log, beside the first."""
    one = file_status.seen(path)
    names = 1 if one is None else one.links
    wrong = [] if names == 1 else [f"the file has {names} names (hard links)"]
    mend = f"find / -xdev -samefile {shlex.quote(path)}"
    return judged("links", wrong, "the file has one name", mend=mend, state=WARNING)


def owner(path: str) -> Finding:
    """Expect that the file and what is beside it belong to whoever runs roma."""
    mine = file_status.me()
    wrong = [one.path for one in _files(path) if one.owner != mine]
    mend = f"sudo chown {mine} " + " ".join(shlex.quote(name) for name in wrong)
    said = [f"{name} belongs to another user" for name in wrong]
    return judged("owner", said, "all of it is yours", mend=mend)


def modes(path: str) -> Finding:
    """Expect that nobody else can read the file or what is beside it."""
    wrong = [one for one in _files(path) if one.mode & _OTHERS]
    return judged(
        "modes",
        [f"{one.path} has mode {one.mode:04o}" for one in wrong],
        "nobody else can read it",
        mend="chmod 600 " + " ".join(shlex.quote(one.path) for one in wrong),
        state=WARNING,
    )


def folder(path: str) -> Finding:
    """Expect that nobody else can put a file in the place of ours."""
    where = os.path.dirname(path)
    one = file_status.seen(where)
    open_to_all = one is not None and one.mode & _OTHERS_WRITE and not one.mode & _STICKY
    wrong = [f"others can write in {where} (mode {one.mode:04o})"] if one and open_to_all else []
    mend = f"chmod go-w {shlex.quote(where)}"
    return judged("folder", wrong, f"only you write in {where}", mend=mend, state=WARNING)


def sidecars(path: str) -> Finding:
    """Expect that the log is of a moderate size, and no journal of another mode lies beside it."""
    found = {one.path[len(path) :]: one.size for one in file_status.sidecars(path)}
    wrong = []
    if found.get("-wal", 0) > _LARGE_LOG:
        size = found["-wal"] // (1024 * 1024)
        wrong.append(f"the log has grown to {size} MiB: something keeps the file open")
    if "-wal" in found and found.get("-journal", 0):
        wrong.append("there is both a log and a journal")
    mend = f"fuser -v {shlex.quote(path)}"
    names = " ".join(sorted(found)) or "nothing"
    return judged("sidecars", wrong, f"beside the file: {names}", mend=mend, state=WARNING)


def leftovers(path: str) -> Finding:
    """Expect that no half-made file was left behind."""
    where = os.path.dirname(path)
    wrong = file_status.leftovers(path)
    mend = "rm " + " ".join(shlex.quote(os.path.join(where, name)) for name in wrong)
    return judged("leftovers", wrong, "no half-made file", mend=mend, state=WARNING)


def file_system(path: str) -> Finding:
    """Expect a disk of this machine's own, and no program that copies the file meanwhile."""
    risk = unsafe_folders.warning(path)
    wrong = [] if risk is None else [risk.removeprefix("warning: ")]
    return judged(
        "file system",
        wrong,
        "a disk of this machine",
        mend='roma --db "$HOME/roma.db" today',
        state=WARNING,
    )


def room(path: str) -> Finding:
    """Expect that there is room for the file to grow, and for a copy of it."""
    where = os.path.dirname(path)
    one = file_status.seen(path)
    needed = max(_LEAST_ROOM, 2 * (one.size if one else 0))
    free = file_status.free_bytes(where)
    short = free is not None and free < needed
    wrong = [f"{(free or 0) // (1024 * 1024)} MiB are free where the file is"] if short else []
    said = f"{(free or 0) // (1024 * 1024)} MiB are free"
    return judged("room", wrong, said, mend=f"df -h {shlex.quote(where)}", state=WARNING)


CHECKS = (links, owner, modes, folder, sidecars, leftovers, file_system, room)
"""All but `identified`, which comes first."""


def readable_by_others(path: str) -> list[str]:
    """Return the file and sidecars whose mode lets others in, of those that are ours to change."""
    mine = file_status.me()
    return [one.path for one in _files(path) if one.mode & _OTHERS and one.owner == mine]


def _files(path: str) -> list[file_status.Seen]:
    one = file_status.seen(path)
    found = [] if one is None else [one]
    return [one for one in (*found, *file_status.sidecars(path)) if one.regular]
