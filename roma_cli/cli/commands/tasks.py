"""The commands of `roma task`."""

from __future__ import annotations

import sys

from roma_cli.cli.declaration import Tool, argument, command, flag, option
from roma_cli.cli.printer import on_terminal
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.domain.ids import parse_id, parse_ids
from roma_cli.domain.task_fields import TEXT_FIELDS
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks import fields as task_fields
from roma_cli.usecases.tasks import query as task_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

    Ids = list[str]

IDS = argument("ids", "ID...", "IDs, ranges such as 3-7, or - for stdin.", "tasks")
ID = argument("number", "ID", "Task ID.", "task", alias="id")

PRIORITY = option("--priority -p", "low|medium|high", "Priority.")
TAG = option("--tag -t", "TAG", "Only tasks with this tag.", completes="tags")
TAGS = TAG.but(name="tags", help="Tag; repeat for several.", kind="many")
UNTAGS = option(
    "--untag", "TAG", "Tag to remove; repeatable.", "many", name="untags", completes="tags"
)
REMIND = option("--remind", "BEFORE", "15m, 30m, 1h, 2h, 1d, 2d or 1w; none.")
FIELDS = (
    option("--due", "WHEN", 'Due date such as "fri 17:00", or none.'),
    PRIORITY,
    TAGS,
    option("--repeat", "HOW", 'daily, "every 2 weeks on mon, thu", none.'),
    option("--repeat-from", "due|completion", "Repeat from this date.", offered=False),
    REMIND.but(choices="15m|30m|1h|2h|1d|2d|1w|none"),
    *(option(f"--{one.column.replace('_', '-')}", one.metavar, one.help) for one in TEXT_FIELDS),
    option("--wait", "WHEN", "Hide the task until then, or none."),
    option("--estimate", "N", "Estimated work sessions, or none.", "number", least=1, most=1000),
    option("--parent", "ID", "ID of the parent task, or none.", "number", least=1),
    option("--description", "TEXT", "Description; - reads stdin.", stdin="text"),
)
CHANGES = (
    option("--title", "TITLE", "New title."),
    *FIELDS[:2],
    TAGS.but(alias="add_tags"),
    UNTAGS.but(alias="remove_tags"),
    *FIELDS[3:],
    option("--append", "TEXT", "Text to append to the description.", offered=False),
)
RENAME = option("--rename", "OLD NEW", "Rename a tag in all tasks.", "pair")
LIMIT = option("--limit", "N", "Maximum number to list.", "int", least=1, most=1_000_000)

SOUGHT = argument("text", "TEXT...", "Words or beginnings of words.", "sentence")


@command(
    "task add",
    'roma task add "Write the report" --due "tomorrow 9am" -p high -t work',
    argument("title", "TITLE...", "Title; - reads one per line.", "sentence", stdin="titles"),
    *FIELDS,
    returns="Task",
    tools=[Tool("task_add", "adds", about="Add a task.")],
)
def add(title: str | list[str], **fields: Any) -> Command:
    """Add a task; with -, add one per line of standard input."""

    def act(context: Context) -> Result:
        parsed = task_fields.parse(context.rule, context.now, fields)
        if isinstance(title, list):
            return task_commands.add_lines(context, title, parsed)
        return task_commands.add(context, title, parsed)

    return Command(act)


@command("task show", "roma task show 3", ID, returns="TaskWithParts", tool="reads")
def show(number: str) -> Command:
    """Show a task with its notes and subtasks."""
    return Command(lambda context: task_commands.show(context, parse_id(number)))


@command("task done", "roma task done 3 5-7", IDS, returns="Done", tool="settles")
def done(ids: Ids) -> Command:
    """Complete tasks, all or none; repeating tasks get their next occurrence."""
    return Command(lambda context: task_commands.done(context, parse_ids(ids)))


@command("task reopen", "roma task reopen 3", IDS, returns="list[Task]", tool="settles")
def reopen(ids: Ids) -> Command:
    """Reopen completed tasks."""
    return Command(lambda context: task_commands.reopen(context, parse_ids(ids)))


@command(
    "task edit",
    'roma task edit 3 --due "fri 17:00" --priority low',
    IDS,
    *CHANGES,
    returns="list[Task]",
    tools=[Tool("task_edit", "changes", about="Edit tasks, all or none.")],
)
def edit(ids: Ids, **fields: Any) -> Command | StandaloneCommand:
    """Edit tasks, all or none; without options, in your editor."""
    if not task_fields.given(fields) and len(ids) == 1 and on_terminal(sys.stdin):
        from roma_cli.cli.input import editor

        return StandaloneCommand(lambda invocation: editor.edit(invocation, ids[0]))

    def act(context: Context) -> Result:
        parsed = task_fields.parse(context.rule, context.now, fields)
        return task_commands.edit(context, parse_ids(ids), parsed)

    return Command(act)


@command(
    "task delete",
    "roma task delete 3 --yes",
    IDS,
    flag("--yes -y", "Don't ask for confirmation.", offered=True),
    returns="Deleted",
    tool="sets",
)
def delete(ids: Ids, *, yes: bool) -> Command:
    """Delete tasks; roma undo brings them back."""
    from roma_cli.cli.input import stdin
    from roma_cli.domain.language.conversation import typable

    again = typable(("task", "delete", *ids, "--yes"))
    stdin.confirm(f"Delete task {', '.join(ids)}?", yes=yes, hint=again)
    return Command(lambda context: task_commands.delete(context, parse_ids(ids)))


@command(
    "task note",
    'roma task note 3 "called, no answer"',
    ID,
    argument("text", "TEXT...", "Text; - reads stdin.", "sentence", stdin="text"),
    returns="list[Task]",
    tool="adds",
)
def note(number: str, text: str) -> Command:
    """Add a dated note to a task."""
    return Command(lambda context: task_commands.note(context, parse_ids([number]), text))


@command("task chain", "roma task chain 3", ID)
def chain(number: str) -> Command:
    """Show the occurrences of a repeating task."""
    from roma_cli.usecases.tasks import recurring

    return Command(lambda context: recurring.chain(context, parse_id(number)))


@command(
    "task skip",
    "roma task skip 3 --until today",
    IDS,
    option("--until", "today", "Skip every occurrence before today.", offered=False),
    chat=True,
)
def skip(ids: Ids, until: str | None) -> Command:
    """Skip an occurrence of a repeating task."""
    from roma_cli.cli.input import stdin
    from roma_cli.usecases.tasks import recurring

    until_today = stdin.one_of("--until", until, "today")
    return Command(lambda context: recurring.skip(context, parse_ids(ids), until_today=until_today))


@command("task stop", "roma task stop 3", IDS, chat=True)
def stop(ids: Ids) -> Command:
    """Stop a task from repeating; keep the open occurrence."""
    from roma_cli.usecases.tasks import recurring

    return Command(lambda context: recurring.stop(context, parse_ids(ids)))


@command(
    "task list",
    "roma task list report --due week --priority high",
    argument("words", "[WORDS]...", "Only tasks that contain all of these words.", "many", None),
    option("--status", "pending|completed|waiting|all", "Which tasks to list.", default="pending"),
    PRIORITY,
    TAG,
    option("--project", "NAME", "Only tasks in this project."),
    option("--due", "today|week|overdue|none", "Only tasks due then."),
    option("--before", "WHEN", "Only tasks due before then."),
    option("--after", "WHEN", "Only tasks due after then."),
    option("--sort", "due|priority|created|title|id", "Sort order.", default="due"),
    LIMIT,
    flag("--all", "Show all rows, even beyond one screen.", name="everything"),
    returns="list[Task]",
    tool="reads",
)
def list_tasks(words: tuple[str, ...], *, everything: bool, **chosen: Any) -> Command:
    """List tasks by due date, priority and ID."""

    def act(context: Context) -> Result:
        wanted = task_query.parse(context.rule, context.now, **chosen)
        return task_commands.list_tasks(context, words, wanted, cut=not everything)

    return Command(act)


@command(
    "task search",
    "roma task search quarterly report",
    SOUGHT,
    LIMIT,
    returns="list[Task]",
    tools=[Tool("task_search", "reads", parameters=(SOUGHT, LIMIT.but(default=20)))],
)
def search(text: str, limit: int | None) -> Command:
    """Search titles, descriptions and tags, best match first."""
    most = limit or task_commands.FOUND_AT_MOST
    return Command(lambda context: task_commands.search(context, text, most))


@command(
    "task tags",
    "roma task tags --rename work job",
    RENAME.but(completes="tags", offered=False),
    chat=True,
)
def tags(rename: tuple[str, str] | None) -> Command:
    """List the tags of pending tasks with their counts."""
    from roma_cli.usecases.tasks import tags as tag_commands

    if rename is not None:
        old, new = rename
        return Command(lambda context: tag_commands.rename(context, old, new))
    return Command(tag_commands.list_tags)
