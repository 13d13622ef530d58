"""The commands `roma undo`, `roma redo` and `roma log`."""

from __future__ import annotations

from roma_cli.cli.declaration import Tool, argument, command, flag, option
from roma_cli.dispatch import Command
from roma_cli.domain import day as days
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.ids import parse_id
from roma_cli.usecases.history import log as log_commands
from roma_cli.usecases.history import undo as undo_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

NUMBER = argument("number", "ID", "Operation ID; the newest by default.", "number", None)
OPERATION = NUMBER.but(least=1, alias="operation")
LIMIT = option("--limit", "N", "Maximum number to list.", "int", 20, least=1, most=1_000_000)
LISTING = flag("--list", "List recent operations instead.", name="listing", offered=True)
OPERATIONS = Tool(
    "undo_list",
    "reads",
    returns="list[Operation]",
    parameters=(LIMIT,),
    about="List recent operations that can be undone.",
    fixed={"listing": True},
)


@command(
    "undo",
    "roma undo",
    OPERATION,
    LISTING,
    LIMIT,
    returns="Undone",
    tools=[Tool("undo", "changes", parameters=(OPERATION,)), OPERATIONS],
)
def undo(number: str | None, limit: int, *, listing: bool) -> Command:
    """Undo the newest operation, or the one given."""
    if listing:
        return Command(lambda context: undo_commands.operations(context, limit))
    if number is None:
        return Command(undo_commands.undo)
    missing = NotFound(f"there is no operation {number}", "roma undo --list")
    return Command(lambda context: undo_commands.undo(context, parse_id(number, missing)))


@command("redo", "roma redo", returns="Redone", tool="changes")
def redo() -> Command:
    """Redo the operation that was undone last."""
    return Command(undo_commands.redo)


@command(
    "log",
    "roma log --task 3 --since monday",
    option("--task", "ID", "Only this task and its other occurrences.", "task"),
    option("--type", "TYPE", "task, task.completed, reset, config …", name="event_type"),
    option("--since", "WHEN", "yesterday, monday, 2026-03-01 …"),
    LIMIT.but(help="Maximum number to list.", default=50),
    returns="list[Event]",
    tools=[Tool("log_list", "reads")],
)
def log(task: str | None, event_type: str | None, since: str | None, limit: int) -> Command:
    """List changes to tasks, sessions and settings."""

    def act(context: Context) -> Result:
        wanted = log_commands.Wanted(
            None if task is None else _one_task(task),
            None if event_type is None else log_commands.parse_event_type(event_type),
            None if since is None else _moment(context, since),
            limit,
        )
        return log_commands.log(context, wanted)

    return Command(act)


def _one_task(typed: str) -> int:
    return parse_id(
        typed, UsageError(f"one number is wanted here, not '{typed}'", "roma log --task 3")
    )


def _moment(context: Context, typed: str) -> int:
    """Return the moment that was typed; of a whole day, its beginning."""
    from roma_cli.domain.dates.parse import parse_due

    due = parse_due(typed, context.rule, context.now, past=True)
    return days.day_of(context.rule, due.day).start if due.day is not None else due.moment or 0
