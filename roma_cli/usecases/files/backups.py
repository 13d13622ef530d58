"""Use cases of backups: make, list and restore. None needs a file that is intact."""

from __future__ import annotations

import os
from shlex import quote

from roma_cli.adapters import machine
from roma_cli.domain import day as days
from roma_cli.domain.errors import NotFound
from roma_cli.domain.text import plural, whole_number
from roma_cli.storage.backups import backup
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Invocation
    from roma_cli.storage.backups.retention import Backup


def back_up(invocation: Invocation) -> Result:
    """Make a backup now."""
    with backup.opened(invocation.path()) as file:
        made = backup.back_up(file, invocation.now, "asked")
    message = [line("backed up ", Cell(plural(made.rows, "row"), "count"), f" to {made.path}")]
    if made.pinned:
        message.append(line("that is under half of the one before, so both are kept for good"))
    return Result(message, lambda: {"backup": _json(made)})


def list_backups(invocation: Invocation) -> Result:
    """List the backups, newest first, with when and why each was made and how many rows it has."""
    found = backup.backups(invocation.path())
    zone = machine.machine_zone(invocation.environ) or "UTC"
    rows = [
        (
            Cell(str(number), "id"),
            Cell(days.iso_local(zone, one.made_at)),
            Cell(one.why + (" (pinned)" if one.pinned else "")),
            Cell(str(one.rows), "count"),
            Cell(one.name),
        )
        for number, one in enumerate(found, 1)
    ]
    columns = (
        Column("no", right=True),
        Column("when"),
        Column("why", wraps=True),
        Column("rows", right=True),
        Column("name", wraps=True),
    )
    return Result(
        [Table(columns, rows)] if rows else [],
        lambda: [_json(one) for one in found],
        messages=() if rows else ("there is no backup yet (roma data backup makes one)",),
    )


def restore(invocation: Invocation, wanted: str, confirm: Callable[[str], None]) -> Result:
    """Put a backup into the file, keeping first what is there; `confirm` asks, or raises.

    `wanted` is a number of the list, a name from it, or a path to a roma file.
    """
    from roma_cli.storage.backups import restore as restoring  # noqa: PLC0415 - rarely

    chosen, about = _find(invocation, wanted)
    backup.verify(chosen)
    confirm(f"Put {about} in the place of what is in {invocation.path()}?")
    done = restoring.restore(invocation.path(), chosen, invocation.now)
    back = None
    message = [line("restored ", Cell(plural(done.rows, "row"), "count"), f" from {about}")]
    if done.before:
        back = f"{_roma(invocation)} data restore {done.before.name}"
        message.append(line(f"what was there before is in {done.before.path}"))
        message.append(line("to go back: ", Cell(back, "id")))
    elif done.aside:
        message.append(line(f"what was there before was damaged; it is kept as {done.aside[0]}"))
    else:
        message.append(line("there was no file before"))
    return Result(
        message,
        lambda: {
            "restored": chosen,
            "rows": done.rows,
            "before": _json(done.before) if done.before else None,
            "kept_aside": done.aside,
            "back": back,
        },
    )


def _find(invocation: Invocation, wanted: str) -> tuple[str, str]:
    """Return the path of what is to be restored, and its name in messages."""
    found = backup.backups(invocation.path())
    number = whole_number(wanted)
    if number is not None and 1 <= number <= len(found):
        return _about(found[number - 1])
    for one in found:
        if wanted in (one.name, one.name.removesuffix(".db")):
            return _about(one)
    path = os.path.abspath(os.path.expanduser(wanted))
    if number is None and os.path.exists(path):
        same = [one for one in found if os.path.samefile(one.path, path)]
        return _about(same[0]) if same else (path, path)
    raise NotFound(f"there is no backup '{wanted}'", f"{_roma(invocation)} data restore")


def _about(one: Backup) -> tuple[str, str]:
    return one.path, f"the backup of {days.iso_utc(one.made_at)} ({one.summary})"


def _roma(invocation: Invocation) -> str:
    return f"roma --db {quote(invocation.db)}" if invocation.db else "roma"


def _json(one: Backup) -> dict[str, object]:
    return {
        "name": one.name,
        "path": one.path,
        "made_at": days.iso_utc(one.made_at),
        "reason": one.reason,
        "rows": one.rows,
        "pinned": one.pinned,
    }
