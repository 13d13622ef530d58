"""The words after `roma`, and the module that declares the commands of each."""

from __future__ import annotations

from roma_cli.cli.declaration import DECLARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.cli.declaration import Declared


_DAILY, _SUBJECTS, _INSIGHT = "Every day", "Subjects", "To understand"

WORDS = {
    "today": (_DAILY, "today", "Show the day: what is due, the count, the next reset."),
    "add": (_DAILY, "add", "Add a task in a sentence, and show what was understood."),
    "stats": (_DAILY, "stats", "Show what each day came to."),
    "undo": (_DAILY, "history", "Take back the newest operation, or the one named, whole."),
    "redo": (_DAILY, "history", "Do again what was taken back last."),
    "log": (_DAILY, "history", "List what happened to your tasks, count and settings."),
    "chat": (_DAILY, "chat", "Say in words what roma shall do; the reply names the command."),
    "prompt": (_DAILY, "today", "Print one line for a shell prompt."),
    "task": (_SUBJECTS, "tasks", "Keep tasks: add, list, finish, change."),
    "session": (_SUBJECTS, "sessions", "Count work sessions, day by day."),
    "timer": (_SUBJECTS, "timer", "Work and rest by the clock, with nothing running."),
    "reset": (_SUBJECTS, "resets", "When the day begins again, and what it closed."),
    "remind": (_SUBJECTS, "reminders", "Reminders of tasks, sent from cron or by hand."),
    "config": (_SUBJECTS, "config", "Your settings."),
    "user": (_SUBJECTS, "users", "Who keeps their days in the file."),
    "schedule": (_SUBJECTS, "schedule", "Have the machine look for what is due."),
    "data": (_SUBJECTS, "data", "The file itself, and what goes in and out of it."),
    "mcp": (_SUBJECTS, "mcp", "Serve the commands as tools to a program that speaks MCP."),
    "doctor": (_SUBJECTS, "doctor", "Look for what is wrong with the file."),
    "why": (_INSIGHT, "explain", "Explain today's count, the reset, or a task's dates."),
    "simulate": (_INSIGHT, "explain", "List coming days, clock changes marked."),
    "setup": (_INSIGHT, "setup", "Ask for your zone, when your day begins, your goal."),
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
