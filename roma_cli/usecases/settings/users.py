"""Use cases of users: add and list."""

from __future__ import annotations

from roma_cli.domain import users as user_rules
from roma_cli.domain.errors import UsageError
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases.result import Cell, Column, Result, Table, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context


def add(context: Context, name: str) -> Result:
    """Make a user, whose days begin at midnight in the zone of the one who asks."""
    cleaned = user_rules.clean_name(name)
    with context.operation() as op:
        if user_queries.configuration(context.file, cleaned) is not None:
            raise UsageError(f"there is a user '{cleaned}' already", "roma user list")
        entries = user_rules.new_user(cleaned, context.configuration.timezone, now=context.now)
        op.write(f"user '{cleaned}' made", entries)
    return Result(
        [
            line("made user ", Cell(cleaned, "id"), f", in {context.configuration.timezone}"),
            line(Cell(f"roma --user {cleaned} today", "count"), " shows their day"),
        ],
        lambda: {"user": cleaned, "timezone": context.configuration.timezone},
    )


def list_users(context: Context) -> Result:
    """List the users of the file."""
    found = user_queries.configurations(context.file)
    rows = [
        (
            Cell(one.user_name, "id"),
            Cell(one.timezone),
            Cell(one.daily_reset_time),
            Cell("you" if one.user_id == context.user_id else "", "dim"),
        )
        for one in found
    ]
    columns = (Column("user"), Column("zone"), Column("reset"), Column(""))
    return Result(
        [Table(columns, rows)],
        lambda: [
            {
                "id": one.user_id,
                "user": one.user_name,
                "timezone": one.timezone,
                "daily_reset_time": one.daily_reset_time,
            }
            for one in found
        ],
    )
