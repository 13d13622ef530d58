"""Quick add: `roma add`, a task in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from roma_cli.cli import options
from roma_cli.cli.input import completion, stdin
from roma_cli.cli.options import single
from roma_cli.dispatch import Command
from roma_cli.domain.language.quick_add.tokens import END_OF_MARKS
from roma_cli.usecases.tasks import quick_add

if TYPE_CHECKING:
    from collections.abc import Sequence

add = single()


class _Sentence(options.CommandWithGlobals):
    """A command that is told where `--` stood: what comes after it is title as it stands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep one `--` for the sentence besides the one that ends the options."""
        if END_OF_MARKS in args:
            at = args.index(END_OF_MARKS)
            args = [*args[: at + 1], END_OF_MARKS, *args[at + 1 :]]
        return super().parse_args(ctx, args)


def _offered(incomplete: str) -> list[str]:
    return completion.tags(incomplete) if incomplete.startswith("#") else []


@add.command(
    "add",
    cls=_Sentence,
    context_settings=options.CONTEXT,
    epilog="\b\nExample: roma add 'Pay rent every month on the 1st #home !high 9am'",
)
def _add(
    sentence: Annotated[
        list[str],
        typer.Argument(
            metavar="SENTENCE...",
            help="In quotes, where a shell would take # or ! for its own; - reads lines.",
            autocompletion=_offered,
        ),
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be added; add nothing.")
    ] = False,
) -> Command:
    """Add a task in a sentence, and show what was understood.

    #tag, !high, +project, ~3 (sessions), due:friday and "remind 1 hour before" are marks
    wherever they stand. A date or a repeat ("every friday") is taken at the end or the
    beginning; all else is the title, as is whatever you put in quotes or after --.
    """
    if sentence == ["-"]:
        lines = stdin.lines("sentences")
        return Command(lambda context: quick_add.add_lines(context, lines, dry=dry_run))
    act = quick_add.preview if dry_run else quick_add.add
    words: Sequence[str] = sentence
    return Command(lambda context: act(context, words))
