"""The words after `roma`, and the module that declares the commands of each."""

from __future__ import annotations

from roma_cli.cli.declaration import DECLARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.cli.declaration import Declared


_DAILY, _SUBJECTS, _INSIGHT = "Every day", "Subjects", "To understand"

WORDS = {
    "today": (_DAILY, "today", "Show the day: due tasks, the session count, the next reset."),
    "add": (_DAILY, "add", "Add a task from a sentence and show how it was read."),
    "stats": (_DAILY, "stats", "Show statistics by day."),
    "undo": (_DAILY, "history", "Undo the newest operation, or the one given."),
    "redo": (_DAILY, "history", "Redo the operation that was undone last."),
    "log": (_DAILY, "history", "List changes to tasks, sessions and settings."),
    "chat": (
        _DAILY,
        "chat",
        "Tell roma what to do in plain English.",
    ),
    "prompt": (_DAILY, "today", "Print a status line for a shell prompt."),
    "task": (_SUBJECTS, "tasks", "Add, list, complete and edit tasks."),
    "session": (_SUBJECTS, "sessions", "Show and change the session count."),
    "timer": (_SUBJECTS, "timer", "Run pomodoro work sessions and breaks."),
    "reset": (_SUBJECTS, "resets", "Show, check and run the daily reset."),
    "remind": (_SUBJECTS, "reminders", "List, add and send task reminders."),
    "config": (_SUBJECTS, "config", "Show and change settings."),
    "user": (_SUBJECTS, "users", "Add and list the users of a data file."),
    "schedule": (_SUBJECTS, "schedule", "Run resets from cron or systemd."),
    "data": (_SUBJECTS, "data", "Back up, restore, import and export data."),
    "mcp": (_SUBJECTS, "mcp", "Serve commands as tools over the Model Context Protocol."),
    "doctor": (_SUBJECTS, "doctor", "Check the data file for problems."),
    "why": (_INSIGHT, "explain", "Explain today's count, the reset, or a task's dates."),
    "simulate": (_INSIGHT, "explain", "List upcoming days and mark clock changes."),
    "setup": (_INSIGHT, "setup", "Set the time zone, the reset time and the daily goal."),
}
"""Every word after `roma` in the order of the help: its section, its module, its line of help.

The line stands here too, so that `roma --help` loads no module.
"""


def load(word: str) -> dict[tuple[str, ...], Declared]:
    """Return the commands that begin with `word`, in the order of their help."""
    __import__(f"roma_cli.cli.commands.{WORDS[word][1]}")
    return {path: declared for path, declared in DECLARED.items() if path[0] == word}


def everything() -> Iterator[Declared]:
    """Give every command; loads all of them, and so most of the program."""
    for word in WORDS:
        yield from load(word).values()
