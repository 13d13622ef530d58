"""The words after `roma`, and the module that declares the commands of each."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.cli.declaration import DECLARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.cli.declaration import Declared


class Word(namedtuple("Word", "section module about")):
    """A word after `roma`: its section of the help, its module in `commands`, its line of help.

    The line stands here too, so that `roma --help` loads none of them.
    """

    __slots__ = ()
    section: str
    module: str
    about: str


_DAILY, _SUBJECTS, _INSIGHT = "Every day", "Subjects", "To understand"

WORDS = {
    "today": Word(_DAILY, "today", "Show the day: what is due, the count, the next reset."),
    "add": Word(_DAILY, "add", "Add a task in a sentence, and show what was understood."),
    "stats": Word(_DAILY, "stats", "Show what each day came to."),
    "undo": Word(_DAILY, "history", "Take back the newest operation, or the one named, whole."),
    "redo": Word(_DAILY, "history", "Do again what was taken back last."),
    "log": Word(_DAILY, "history", "List what happened to your tasks, count and settings."),
    "chat": Word(_DAILY, "chat", "Say in words what roma shall do; the reply names the command."),
    "prompt": Word(_DAILY, "today", "Print one line for a shell prompt."),
    "task": Word(_SUBJECTS, "tasks", "Keep tasks: add, list, finish, change."),
    "session": Word(_SUBJECTS, "sessions", "Count work sessions, day by day."),
    "timer": Word(_SUBJECTS, "timer", "Work and rest by the clock, with nothing running."),
    "reset": Word(_SUBJECTS, "resets", "When the day begins again, and what it closed."),
    "remind": Word(_SUBJECTS, "reminders", "Reminders of tasks, sent from cron or by hand."),
    "config": Word(_SUBJECTS, "config", "Your settings."),
    "user": Word(_SUBJECTS, "users", "Who keeps their days in the file."),
    "schedule": Word(_SUBJECTS, "schedule", "Have the machine look for what is due."),
    "data": Word(_SUBJECTS, "data", "The file itself, and what goes in and out of it."),
    "mcp": Word(_SUBJECTS, "mcp", "Serve the commands as tools to a program that speaks MCP."),
    "doctor": Word(_SUBJECTS, "doctor", "Look for what is wrong with the file."),
    "why": Word(_INSIGHT, "explain", "Explain today's count, the reset, or a task's dates."),
    "simulate": Word(_INSIGHT, "explain", "List coming days, clock changes marked."),
    "setup": Word(_INSIGHT, "setup", "Ask for your zone, when your day begins, your goal."),
}
"""Every word after `roma`, in the order of the help."""


def load(word: str) -> dict[tuple[str, ...], Declared]:
    """Return the commands that begin with `word`, in the order of their help."""
    __import__(f"roma_cli.cli.commands.{WORDS[word].module}")
    return {path: declared for path, declared in DECLARED.items() if path[0] == word}


def everything() -> Iterator[Declared]:
    """Give every command; loads all of them, and so most of the program."""
    for word in WORDS:
        yield from load(word).values()
