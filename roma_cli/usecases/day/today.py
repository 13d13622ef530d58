"""The screen of the day."""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.reminders import commands as reminder_commands
from roma_cli.usecases.result import Cell, Column, Result, Table, line
from roma_cli.usecases.tasks import query as task_query
from roma_cli.usecases.tasks import view as task_view
from roma_cli.usecases.timer import commands as timer_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.task_fields import Task
    from roma_cli.usecases.result import Line

_START = (
    ("roma task add Write the report", "keep a first task"),
    ("roma session add", "count a work session"),
    ("roma config set daily_reset_time 04:00", "say when your day begins"),
)


def show(context: Context) -> Result:
    """Show what is overdue and due today, the count, the timer, and the next reset."""
    found = task_query.due_by_today(context)
    late = [one for one in found if json_shapes.is_overdue(context, one)]
    overdue = {one.id for one in late}
    due = [one for one in found if one.id not in overdue]
    running = day_queries.running(context.file, context.user_id)
    blocks: list[Line | Table] = [_head(context)]
    shown = (
        timer_commands.overtime(context)
        if running is None
        else timer_commands.status(context, running)
    )
    if shown is not None:
        blocks.append(shown)
    blocks += _section(context, (f"Overdue ({len(late)})", "overdue"), late, "overdue")
    blocks += _section(context, (f"Due today ({len(due)})", "heading"), due, "today")
    waits = reminder_commands.waiting(context)
    if waits:
        tasks = task_queries.tasks(context.file, context.user_id, [one.task_id for one in waits])
        blocks += [line(), line(Cell(f"Reminders waiting ({len(waits)})", "heading"))]
        blocks.append(reminder_commands.table(context, waits, tasks)._replace(heading=False))
    if not found:
        blocks += _nothing_due(context)

    def shape() -> dict[str, object]:
        return {
            "day": days.today(context.rule, context.now).isoformat(),
            "overdue": [json_shapes.task(context, one) for one in late],
            "due_today": [json_shapes.task(context, one) for one in due],
            "session": json_shapes.session(context),
            "timer": None if running is None else timer_commands.shape(context, running),
            "reminders": [
                json_shapes.reminder(context.configuration.timezone, one) for one in waits
            ],
        }

    return Result(blocks, shape)


def _head(context: Context) -> Line:
    own = context.configuration
    reset = counting.next_reset(own, context.now)
    today = days.today(context.rule, context.now)
    day = due_dates.exact(due_dates.Due(None, today), context.rule).partition(",")[0]
    return line(
        Cell(day, "heading"),
        "  sessions ",
        Cell(f"{own.today_session_count}/{own.daily_goal}", "count"),
        Cell(f"  Next reset in {due_dates.in_words(reset - context.now)}", "dim"),
    )


def _section(
    context: Context, title: tuple[str, str], found: list[Task], which: str
) -> list[Line | Table]:
    if not found:
        return []
    table = task_view.table(context, found, heading=False)
    return [line(), line(Cell(*title)), table._replace(cut=f"roma task list --due {which}")]


def _nothing_due(context: Context) -> list[Line | Table]:
    if task_queries.any_task(context.file, context.user_id):
        return [line(), line("Nothing is due today.")]
    own = context.configuration
    rows = [(Cell(command, "count"), Cell(about, "dim")) for command, about in _START]
    zone = f"Your days begin at {own.daily_reset_time} in {own.timezone}."
    columns = Column("command"), Column("about", wraps=True)
    return [line(), line(f"Nothing here yet. {zone}"), Table(columns, rows, heading=False)]
