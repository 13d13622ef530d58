"""Parser of quick add: one sentence is one task, in the forms that `roma task add` accepts.

Explicit marks first, wherever they stand: `#tag`, `!high`, `+project`, `~3`, `due:…`,
`remind 1 hour before`. Then a repeat and a date at the ends of the rest, never from its middle.
Quoted words are title. Quick add and chat use the same grammar.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.quick_add.ends import take_ends
from roma_cli.domain.language.quick_add.marks import take_marks
from roma_cli.domain.language.quick_add.tokens import Taken, as_title, in_shell, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.language.quick_add.tokens import Sentence


class ParsedTask(
    namedtuple("ParsedTask", "title due repeat priority tags remind project estimate taken")
):
    """A task as described: the options of `roma task add`, None or () for those not given."""

    __slots__ = ()
    title: str
    due: str | None
    repeat: str | None
    priority: str | None
    tags: tuple[str, ...]
    remind: str | None
    project: str | None
    estimate: str | None
    taken: tuple[Taken, ...]


def read(words: Sequence[str] | str, rule: DayRule, now: int) -> ParsedTask:
    """Return the task that a sentence describes.

    `words` is a sentence, or the arguments of a command line, of which those after `--` are title
    unchanged. Raises Ambiguous, with each reading as a command, for words that could mean two
    things; UsageError for an unknown mark, a date that does not exist, and a title that is empty
    or too long.
    """
    sentence = split(words)
    take_marks(sentence, rule, now)
    take_ends(sentence, rule, now)
    taken = tuple(one for _, one in sorted(sentence.taken))
    tags = task_rules.clean_tags(one.meaning for one in taken if one.what == "tag")
    only = {one.what: one.meaning for one in taken}
    return ParsedTask(
        _title(sentence, taken),
        only.get("due"),
        only.get("repeat"),
        only.get("priority"),
        tags,
        only.get("reminder"),
        only.get("project"),
        only.get("estimate"),
        taken,
    )


def _title(sentence: Sentence, taken: Sequence[Taken]) -> str:
    title = sentence.title()
    if not title.strip("-\u2013\u2014 "):
        if not taken:
            raise UsageError("a task needs a title", "roma add --help")
        words = " ".join(one.words for one in taken)
        raise UsageError(
            f"no title is left: '{words}' was read as {_listed(taken)}",
            f"roma add {in_shell(as_title(words))}",
        )
    return task_rules.clean_title(title)


def _listed(taken: Sequence[Taken]) -> str:
    return ", ".join(dict.fromkeys(one.what for one in taken))


def command(phrase: ParsedTask) -> list[str]:
    """Return the words after `roma` that make the same task: `task add TITLE --due …`."""
    options: list[str] = []
    for name, value in (
        ("--due", phrase.due),
        ("--repeat", phrase.repeat),
        ("--priority", phrase.priority),
        *(("--tag", _short(tag)) for tag in phrase.tags),
        ("--remind", phrase.remind),
        ("--project", phrase.project),
        ("--estimate", phrase.estimate),
    ):
        if value is not None:
            options += [name, value]
    if phrase.title.startswith("-"):
        return ["task", "add", *options, "--", phrase.title]
    return ["task", "add", phrase.title, *options]


def _short(tag: str) -> str:
    """Return a tag without its `#`, which starts a comment in a shell, if it can be left out."""
    return tag[1:] if tag[1].isalnum() else tag
