"""The commands `roma undo`, `roma redo` and `roma log`."""

from __future__ import annotations

from roma_cli.cli.declaration import Tool, argument, command, flag, option
from roma_cli.dispatch import Command
from roma_cli.usecases.history import log as log_commands
from roma_cli.usecases.history import undo as undo_commands

NUMBER = argument("number", "ID", "An operation; the newest by default.", "number", None)
OPERATION = NUMBER._replace(least=1, alias="operation")
LIMIT = option("--limit", "N", "How many to list.", "int", 20, least=1, most=1_000_000)
LISTING = flag("--list", "List the newest operations instead.", name="listing", offered=True)
OPERATIONS = Tool(
    *("undo_list", "reads", "list[Operation]", (LIMIT,)),
    about="List the newest operations, for undo.",
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
    """Take back the newest operation, or the one named, whole."""
    if listing:
        return Command(lambda context: undo_commands.operations(context, limit))
    return Command(lambda context: undo_commands.undo(context, number))


@command("redo", "roma redo", returns="Redone", tool="changes")
def redo() -> Command:
    """Do again what was taken back last."""
    return Command(undo_commands.redo)


@command(
    "log",
    "roma log --task 3 --since monday",
    option("--task", "ID", "Only this task, and all of its series.", "task"),
    option("--type", "TYPE", "task, task.completed, reset, config …", name="event_type"),
    option("--since", "WHEN", "yesterday, monday, 2026-03-01 …"),
    LIMIT._replace(help="How many at most.", default=50),
    returns="list[Event]",
    tools=[Tool("log_list", "reads")],
)
def log(task: str | None, event_type: str | None, since: str | None, limit: int) -> Command:
    """List what happened to your tasks, count and settings."""
    wanted = log_commands.Wanted(task, event_type, since, limit)
    return Command(lambda context: log_commands.log(context, wanted))
