"""Hooks: the user's own programs in the hooks folder, run after something has happened.

A hook gets JSON on stdin, may write to the terminal (on stderr), and can neither change the command
nor make it fail. It may call roma; that call runs no hooks, because a hook that adds a task
whenever one is added would never end.
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
"""The environment variable with the hook's own name."""

_WORLD_WRITABLE = 0o002


def run(
    name: str, payload: Mapping[str, Any], folder: str, environ: Mapping[str, str]
) -> list[str]:
    """Run the hook `name` of `folder`, if there is one; return messages for the user.

    There are none on success. Without a hook it costs one `stat`. A hook is run only if file and
    folder belong to this user or root and are not writable by everybody. Never raises.
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
    """Return why the file at `path` must not be run, or "" if it may."""
    import stat  # noqa: PLC0415 - only where there is a hook

    # For a link, both its own folder and the target's folder are checked.
    real = os.path.realpath(path)
    folders = dict.fromkeys((os.path.dirname(path), os.path.dirname(real)))
    for what, one in (*(("its folder", folder) for folder in folders), ("it", real)):
        try:
            status = os.stat(one)
        except OSError as error:
            return f"not run, can't read {what}: {error.strerror}"
        if status.st_uid not in {0, os.geteuid()}:
            return f"not run, {what} belongs to another user"
        if status.st_mode & _WORLD_WRITABLE:
            return f"not run, {what} is writable by everybody"
    if not stat.S_ISREG(status.st_mode):
        return "not run, it is not a file"
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
