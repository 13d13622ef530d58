"""The one screen of the day, and the one line of it for a shell prompt."""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.reminders import commands as reminder_commands
from roma_cli.usecases.result import Answer, Cell, Column, Table, line
from roma_cli.usecases.tasks import query as task_query
from roma_cli.usecases.tasks import view as task_view
from roma_cli.usecases.timer import commands as timer_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Visit
    from roma_cli.domain.records import Task
    from roma_cli.usecases.result import Line

_START = (
    ("roma task add Write the report", "keep a first task"),
    ("roma session add", "count a work session"),
    ("roma config set daily_reset_time 04:00", "say when your day begins"),
)


def show(visit: Visit) -> Answer:
    """Show what is overdue and due today, the count, the timer, and the next reset."""
    found = task_query.due_by_today(visit)
    late = [one for one in found if json_shapes.is_overdue(visit, one)]
    overdue = {one.id for one in late}
    due = [one for one in found if one.id not in overdue]
    running = day_queries.running(visit.file, visit.user_id)
    blocks: list[Line | Table] = [_head(visit)]
    told = (
        timer_commands.overtime(visit) if running is None else timer_commands.status(visit, running)
    )
    if told is not None:
        blocks.append(told)
    blocks += _section(visit, (f"Overdue ({len(late)})", "overdue"), late, "overdue")
    blocks += _section(visit, (f"Due today ({len(due)})", "heading"), due, "today")
    waits = reminder_commands.waiting(visit)
    if waits:
        tasks = task_queries.tasks(visit.file, visit.user_id, [one.task_id for one in waits])
        blocks += [line(), line(Cell(f"Reminders waiting ({len(waits)})", "heading"))]
        blocks.append(reminder_commands.table(visit, waits, tasks)._replace(heading=False))
    if not found:
        blocks += _nothing_due(visit)

    def shape() -> dict[str, object]:
        return {
            "day": days.today(visit.rule, visit.now).isoformat(),
            "overdue": [json_shapes.task(visit, one) for one in late],
            "due_today": [json_shapes.task(visit, one) for one in due],
            "session": json_shapes.session(visit),
            "timer": None if running is None else timer_commands.shape(visit, running),
            "reminders": [json_shapes.reminder(visit.configuration.timezone, one) for one in waits],
        }

    return Answer(blocks, shape, theme=visit.configuration.theme)


def _head(visit: Visit) -> Line:
    own = visit.configuration
    reset = counting.next_reset(own, visit.now)
    today = days.today(visit.rule, visit.now)
    day = due_dates.exact(due_dates.Due(None, today), visit.rule).partition(",")[0]
    return line(
        Cell(day, "heading"),
        "  sessions ",
        Cell(f"{own.today_session_count}/{own.daily_goal}", "count"),
        Cell(f"  Next reset in {due_dates.in_words(reset - visit.now)}", "dim"),
    )


def _section(
    visit: Visit, title: tuple[str, str], found: list[Task], which: str
) -> list[Line | Table]:
    if not found:
        return []
    table = task_view.table(visit, found, heading=False)
    return [line(), line(Cell(*title)), table._replace(cut=f"roma task list --due {which}")]


def _nothing_due(visit: Visit) -> list[Line | Table]:
    if task_queries.any_task(visit.file, visit.user_id):
        return [line(), line("Nothing is due today.")]
    own = visit.configuration
    rows = [(Cell(command, "count"), Cell(about, "dim")) for command, about in _START]
    zone = f"Your days begin at {own.daily_reset_time} in {own.timezone}."
    columns = Column("command"), Column("about", wraps=True)
    return [line(), line(f"Nothing here yet. {zone}"), Table(columns, rows, heading=False)]
