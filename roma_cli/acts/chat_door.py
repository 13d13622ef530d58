"""The door for a sentence that the grammar does not read: something else may suggest a command.

A suggester gets the sentence and the commands there are, and returns the words after `roma` of
one of them, or None. What it returns is a suggestion and no more: it has to be one of these
commands, every word of it is checked by the command itself, and what changes anything is shown
and asked for before it is done.
"""

from __future__ import annotations

from roma_cli.acts.chat import Choice
from roma_cli.core import intents
from roma_cli.core.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Suggest = Callable[[str, Sequence[str]], Sequence[str] | None]

_FIELDS = (
    "[--due WHEN] [--priority low|medium|high] [--tag TAG]... [--repeat HOW]"
    " [--remind BEFORE] [--project NAME] [--estimate N]"
)
_FILTERS = (
    "[--due today|week|overdue|none] [--before WHEN] [--after WHEN]"
    " [--priority low|medium|high] [--tag TAG] [--project NAME]"
    " [--status pending|completed|waiting|all] [--limit N]"
)
SHAPES = (
    f"task add TITLE {_FIELDS}",
    f"task edit ID... [--title TITLE] [--untag TAG]... {_FIELDS}",
    f"task list [WORDS]... {_FILTERS}",
    "task search WORDS...",
    "task show ID",
    "task done ID...",
    "task reopen ID...",
    "task delete ID... --yes",
    "task note ID TEXT",
    "task skip ID",
    "task stop ID",
    "task tags",
    "session show",
    "session set N",
    "session add [--minutes N] [--task ID] [--at WHEN]",
    "timer show",
    "timer start [work|short|long] [--task ID] [--minutes N]",
    "timer pause",
    "timer resume",
    "timer stop",
    "timer skip",
    "reset show",
    "reset now",
    "remind list",
    "remind add ID WHEN",
    "remind snooze REMINDER WHEN",
    "config show",
    "config get KEY",
    "config set timezone|daily_reset_time VALUE",
    "today",
    "stats [--days N]",
    "log [--task ID] [--since WHEN]",
    "undo",
    "undo --list",
    "redo",
)
"""Every command that a sentence may become, as a suggester is told of it."""

_SETTINGS = ("timezone", "daily_reset_time")
_ELSEWHERE = frozenset(("--db", "--user", "--json", "--quiet", "--plain", "--help", "-h", "-"))


def admitted(suggested: Sequence[str]) -> Choice:
    """Return a suggestion as a command that may be shown and asked for.

    Raises UsageError for what is none of the commands that a sentence may become: another file,
    another user, standard input, a question of its own, or a setting that reaches out.
    """
    words = tuple(suggested)
    known = intents.READS | intents.CHANGES
    options = {word.partition("=")[0] for word in words}
    if (
        not {words[:1], words[:2]} & known
        or options & _ELSEWHERE
        or (words[:2] == ("config", "set") and (len(words) != 4 or words[2] not in _SETTINGS))  # noqa: PLR2004
        or (words[:2] == ("task", "edit") and not any(one.startswith("--") for one in words))
    ):
        raise UsageError("not understood: what was suggested is no command", "roma chat help")
    return Choice(words)
