"""Hooks: the user's own programs, run when something has happened, in the hooks folder.

A hook gets JSON on stdin, may write to the terminal (on stderr), and can neither change nor fail
the command that it follows. It may call roma; hooks of that call stay silent, or a hook that
adds a task when one is added would never end.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

NAMES = (
    "on-task-added",
    "on-task-done",
    "on-session-completed",
    "on-reset",
    "on-reminder",
    "on-timer-end",
)
SECONDS = 5
RUNNING = "ROMA_HOOK"
"""The variable in which a hook finds its own name."""

_WORLD_WRITABLE = 0o002


def run(
    name: str, payload: Mapping[str, Any], folder: str, environ: Mapping[str, str]
) -> list[str]:
    """Run the hook `name` of `folder`, if there is one; return messages for the user.

    There are none where all went well. Costs one look at the disk where there is no hook.
    It is run only if nobody but its owner's group could have put it there: neither file nor
    folder writable by all, or belonging to anybody but this user and root. Never raises.
    """
    path = os.path.join(folder, name)
    try:
        os.stat(path)
    except (OSError, ValueError):
        return []
    if environ.get(RUNNING):
        return []
    problem = _distrust(path) or _run(path, name, payload, environ)
    return [f"hook {name}: {problem}"] if problem else []


def _distrust(path: str) -> str:
    """Return why the file at `path` must not be run, or ""."""
    import stat  # noqa: PLC0415 - only where there is a hook

    # A link may lead elsewhere: both the folder it stands in and the one it leads to decide.
    real = os.path.realpath(path)
    folders = dict.fromkeys((os.path.dirname(path), os.path.dirname(real)))
    for what, one in (*(("its folder", folder) for folder in folders), ("it", real)):
        try:
            status = os.stat(one)
        except OSError as error:
            return f"not run, {what} cannot be read: {error.strerror}"
        if status.st_uid not in {0, os.geteuid()}:
            return f"not run, {what} belongs to another user"
        if status.st_mode & _WORLD_WRITABLE:
            return f"not run, {what} can be written by anybody"
    if not stat.S_ISREG(status.st_mode):
        return "not run, it is no file"
    if not os.access(real, os.X_OK):
        return "not run, it is not executable"
    return ""


def _run(path: str, name: str, payload: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    import json  # noqa: PLC0415 - only where there is a hook
    import sys  # noqa: PLC0415 - likewise

    from roma_cli.adapters import subprocesses  # noqa: PLC0415 - likewise

    data = json.dumps(payload, default=str).encode("ascii") + b"\n"
    options: dict[str, int] = {}
    if sys.stderr is not None:
        sys.stderr.flush()
        options["output"] = subprocesses.STDERR
    return subprocesses.run([path], data, {**environ, RUNNING: name}, limit=SECONDS, **options)
