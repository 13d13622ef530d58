"""Quick add: a task from a sentence, with what was understood."""

from __future__ import annotations

from shlex import join

from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.quick_add import grammar as quick_add_grammar
from roma_cli.domain.task_fields import Task
from roma_cli.domain.text import plural, visible
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Column, Raw, Result, Table, line
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks import fields as task_fields
from roma_cli.usecases.tasks import view as task_view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.language.quick_add.grammar import ParsedTask
    from roma_cli.domain.language.quick_add.tokens import Taken
    from roma_cli.usecases.result import Block, Line

_NAMES = {"repeat": "repeats", "tag": "tags", "reminder": "reminds", "estimate": "sessions"}
"""What a part is called where a task is shown, if that is another word."""


def add(context: Context, words: Sequence[str] | str) -> Result:
    """Add the task that a sentence describes."""
    phrase = quick_add_grammar.read(words, context.rule, context.now)
    entry = _entry(context, phrase)
    [added] = task_commands.stored(context, f"added task '{phrase.title}'", [entry])
    return _answer(context, "added", added, phrase)


def preview(context: Context, words: Sequence[str] | str) -> Result:
    """Show what a sentence would add, and add nothing."""
    phrase = quick_add_grammar.read(words, context.rule, context.now)
    return _answer(context, "would add", _as_if(context, _entry(context, phrase)), phrase)


def add_lines(context: Context, lines: Sequence[str], *, dry: bool) -> Result:
    """Add one task per line of an input, all in one operation or none; `dry` shows them only."""
    found: list[ParsedTask] = []
    entries: list[Entry] = []
    for number, text in enumerate(lines, 1):
        try:
            found.append(quick_add_grammar.read(text, context.rule, context.now))
            entries.append(_entry(context, found[-1], len(entries)))
        except UsageError as problem:
            raise UsageError(f"line {number}: {problem.message}", problem.hint) from None
    if dry:
        verb, added = "would add", [_as_if(context, entry) for entry in entries]
    else:
        verb = "added"
        added = task_commands.stored(context, f"added {plural(len(entries), 'task')}", entries)
    pairs = list(zip(added, found, strict=True))

    def blocks() -> Iterator[Block]:
        yield line(f"{verb} {plural(len(pairs), 'task')}")
        for one, phrase in pairs:
            yield _change_line(context, verb, one)
            yield from _echo(context, one, phrase)

    return Result(list(blocks()), lambda: [_shape(context, one, phrase) for one, phrase in pairs])


def _entry(context: Context, phrase: ParsedTask, position: int = 0) -> Entry:
    options = {**phrase._asdict(), "title": None}
    fields = task_fields.parse(context.rule, context.now, options)
    columns = task_fields.for_new(context, fields, position)
    return task_rules.add(context.user_id, phrase.title, columns, now=context.now)


def _as_if(context: Context, entry: Entry) -> Task:
    """Return the task that an entry would make, without a number."""
    row = {
        **dict.fromkeys(Task._fields),
        "description": "",
        "recurrence": "none",
        "priority": "medium",
        "tags": "",
        "status": "pending",
        "repeat_from": "due",
        "skipped": 0,
        **(entry.change.after or {}),
    }
    return Task(**{**row, "user_id": context.user_id, "series_id": None})


def _answer(context: Context, verb: str, one: Task, phrase: ParsedTask) -> Result:
    shape = _shape(context, one, phrase)
    return Result(
        [
            _change_line(context, verb, one),
            *task_view.coming(context, one),
            *_echo(context, one, phrase),
        ],
        lambda: shape,
    )


def _change_line(context: Context, verb: str, one: Task) -> Line:
    if one.id is not None:
        return task_view.change_line(context, verb, one)
    message = task_view.change_line(context, verb, one._replace(id=0))
    return message._replace(cells=(Cell(verb), *message.cells[2:]))


def _shape(context: Context, one: Task, phrase: ParsedTask) -> dict[str, object]:
    shape = json_shapes.task(context, one)
    if one.id is None:
        del shape["id"]
    return {**shape, "taken": [taken._asdict() for taken in phrase.taken]}


def _echo(context: Context, one: Task, phrase: ParsedTask) -> list[Block]:
    """Return what was understood of each part, and the equivalent command."""
    rows = [("title", Cell(one.title), "")]
    for taken in phrase.taken:
        name = _NAMES.get(taken.what, taken.what)
        rows.append((name, _meaning(context, one, taken), _source(context, one, taken)))
    if phrase.due is None and one.recurrence != "none":
        rows.append(("due", _due(context, one), "the first of the repeat"))
    columns = (Column("part"), Column("meaning", wraps=True), Column("words", wraps=True))
    table = Table(
        columns,
        [(Cell(name, "label"), value, Cell(words, "dim")) for name, value, words in rows],
        heading=False,
    )
    command = join(["roma", *quick_add_grammar.command(phrase)])
    # Raw: no line break of ours in what is copied.
    return [table, Raw([f"same as: {visible(command)}\n"])]


def _meaning(context: Context, one: Task, taken: Taken) -> Cell:
    """Return what a part came to, as it is stored."""
    if taken.what == "due":
        return _due(context, one)
    if taken.what == "priority":
        return Cell(one.priority, f"priority.{one.priority}")
    if taken.what == "tag":
        return Cell(taken.meaning, "tag")
    if taken.what == "reminder":
        return Cell(f"{one.reminder_offset} before")
    return Cell(taken.meaning)


def _due(context: Context, one: Task) -> Cell:
    due = task_rules.due_of(one)
    if due is None:
        return Cell("none")
    relative = due_dates.relative(due, context.rule, context.now)
    return Cell(f"{due_dates.exact(due, context.rule)} ({relative})", "due")


def _source(context: Context, one: Task, taken: Taken) -> str:
    """Return the words a part was taken from, and whether the repeat moved the date."""
    source = f"from '{taken.words}'"
    if taken.what == "due" and one.recurrence != "none":
        message = task_fields.parse_due(context.rule, context.now, taken.meaning)
        if message != task_rules.due_of(one):
            return f"{source}, moved to the first of the repeat"
    if taken.what == "reminder" and task_rules.due_of(one) is None:
        return f"{source}, once there is a due date"
    return source
