"""The command `roma add`: a task in one sentence."""

from __future__ import annotations

from roma_cli.cli.declaration import Tool, argument, command, flag
from roma_cli.dispatch import Command
from roma_cli.usecases.tasks import quick_add

SENTENCE = argument(
    "sentence",
    "SENTENCE...",
    "Quote it if your shell treats # or ! specially; - reads lines.",
    "many",
    completes="marked tags",
    stdin="sentences",
)
DRY_RUN = flag("--dry-run", "Show the task without adding it.")
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
    """Add a task from a sentence and show how it was read.

    #tag, !high, +project, ~3 (estimated sessions), due:friday and "remind 1 hour before" work
    anywhere in the sentence. A date or a repeat ("every friday") is read at the beginning or the
    end. Everything else is the title, and so is all text in quotes or after --.
    """
    if isinstance(sentence, list):
        return Command(lambda context: quick_add.add_lines(context, sentence, dry=dry_run))
    act = quick_add.preview if dry_run else quick_add.add
    return Command(lambda context: act(context, sentence))
