"""The command `roma add`: a task in one sentence."""

from __future__ import annotations

from roma_cli.cli.declaration import Tool, argument, command, flag
from roma_cli.dispatch import Command
from roma_cli.usecases.tasks import quick_add

SENTENCE = argument(
    "sentence",
    "SENTENCE...",
    "In quotes, where a shell would take # or ! for its own; - reads lines.",
    "many",
    completes="marked tags",
    stdin="sentences",
)
DRY_RUN = flag("--dry-run", "Show what would be added; add nothing.")
ONE_SENTENCE = SENTENCE.but(kind="sentence")


@command(
    "add",
    "roma add 'Pay rent every month on the 1st #home !high 9am'",
    SENTENCE,
    DRY_RUN,
    returns="Understood",
    tools=[Tool("quick_add_task", "adds", parameters=(ONE_SENTENCE, DRY_RUN))],
    chat=False,
    dashes=True,
)
def add(sentence: tuple[str, ...] | list[str], *, dry_run: bool) -> Command:
    """Add a task in a sentence, and show what was understood.

    #tag, !high, +project, ~3 (sessions), due:friday and "remind 1 hour before" are marks
    wherever they stand. A date or a repeat ("every friday") is taken at the end or the
    beginning; all else is the title, as is whatever you put in quotes or after --.
    """
    if isinstance(sentence, list):
        return Command(lambda context: quick_add.add_lines(context, sentence, dry=dry_run))
    act = quick_add.preview if dry_run else quick_add.add
    return Command(lambda context: act(context, sentence))
