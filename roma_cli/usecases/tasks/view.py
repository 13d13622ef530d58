"""The lines and tables that show tasks."""

from __future__ import annotations

from datetime import timedelta

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.task_fields import TEXT_FIELDS
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Column, Group, Table, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roma_cli.context import Context
    from roma_cli.domain.task_fields import Task
    from roma_cli.usecases.result import Line

_SUNDAY = 6
_FORETOLD = 5
"""Coming dates shown when a repeat is set up."""


def table(
    context: Context, found: Sequence[Task], *, grouped: bool = False, heading: bool = True
) -> Table:
    """Return tasks as a table; `grouped` puts headings between them where there is a screen."""
    tagged = any(one.tags for one in found)
    dated = any(one.due_date is not None or one.due_day for one in found)
    planned = any(one.project for one in found)
    columns = [Column("id", right=True), Column("pri")]
    if dated:
        columns.append(Column("due", wraps=True))
    if planned:
        columns.append(Column("project", wraps=True))
    columns.append(Column("title", wraps=True))
    if tagged:
        columns.append(Column("tags", wraps=True))
    rows = []
    for one in found:
        row = [Cell(str(one.id), "id"), Cell(one.priority, f"priority.{one.priority}")]
        if dated:
            row.append(_due_cell(context, one))
        if planned:
            row.append(Cell(one.project or "", "label"))
        row.append(Cell(one.title, "done" if one.status == "completed" else ""))
        if tagged:
            row.append(Cell(one.tags, "tag"))
        rows.append(row)
    return Table(columns, rows, heading, _groups(context, found) if grouped else ())


def change_line(context: Context, verb: str, one: Task) -> Line:
    """Return the line that shows a changed task, with what was understood."""
    parts: list[str | Cell] = [f"{verb} ", Cell(str(one.id), "id"), "  ", one.title]
    due = task_rules.due_of(one)
    if due is not None and one.status == "pending":
        parts += ["  due ", Cell(due_dates.exact(due, context.rule), "due")]
    if one.recurrence != "none" and one.status == "pending":
        parts += ["  ", Cell(f"repeats {_repeat_words(one)}", "label")]
    if one.reminder_offset and due is not None and one.status == "pending":
        parts += ["  reminds ", Cell(f"{one.reminder_offset} before", "label")]
    if one.priority != "medium":
        parts += ["  ", Cell(one.priority, f"priority.{one.priority}")]
    if one.project:
        parts += ["  ", Cell(f"+{one.project}", "label")]
    if one.tags:
        parts += ["  ", Cell(one.tags, "tag")]
    if one.wait_until is not None and one.wait_until > context.now:
        parts += ["  hidden until ", Cell(_moment(context, one.wait_until), "due")]
    return line(*parts)


def coming(context: Context, one: Task) -> list[Line]:
    """Return the line with the next dates of a task on a schedule, or nothing."""
    if one.recurrence == "none" or one.status != "pending" or one.repeat_from != "due":
        return []
    from roma_cli.domain.repeats import recurrence, series  # noqa: PLC0415 - only for what repeats

    repeat = series.repeat_of(one)
    if repeat is None:
        return []
    anchor = series.anchor_of(one)
    found = recurrence.preview(repeat, anchor, context.rule, context.now, _FORETOLD)
    dates = ", ".join(due_dates.when(due, context.rule, context.now) for due in found)
    return [line(Cell("coming up: ", "dim"), Cell(dates, "due"))]


def details(context: Context, one: Task) -> list[Line | Table]:
    """Return every field of a task, its notes and its subtasks."""
    blocks: list[Line | Table] = [facts(*_fields(context, one)), *coming(context, one)]
    parts = task_queries.subtasks(context.file, one.id)
    if parts:
        blocks += [line(), line(Cell("Subtasks", "heading")), table(context, parts, heading=False)]
    notes = task_queries.notes(context.file, one.id)
    if notes:
        rows = [(_moment(context, note.created_at), note.text) for note in notes]
        blocks += [line(), line(Cell("Notes", "heading")), facts(*rows)]
    return blocks


def _fields(context: Context, one: Task) -> list[tuple[str, str | Cell]]:
    """Return the names and values of the fields that a task has."""
    rows: list[tuple[str, str | Cell | None]] = [
        ("task", str(one.id)),
        ("title", one.title),
        ("description", one.description),
        ("due", _due_in_full(context, one)),
        ("repeats", None if one.recurrence == "none" else _repeat_words(one)),
        ("reminds", f"{one.reminder_offset} before" if one.reminder_offset else None),
        ("reminders", _reminders(context, one)),
        ("priority", Cell(one.priority, f"priority.{one.priority}")),
        *((each.label, getattr(one, each.column)) for each in TEXT_FIELDS),
        ("tags", Cell(one.tags, "tag") if one.tags else None),
        ("part of", None if one.subtask_of is None else f"task {one.subtask_of}"),
        ("sessions" if one.estimate is None else "estimate", _sessions(context, one)),
        ("status", "skipped" if one.skipped else one.status),
    ]
    rows += [
        (name, None if moment is None else _moment(context, moment))
        for name, moment in (
            ("hidden until", one.wait_until),
            ("created", one.created_at),
            ("changed", one.updated_at),
            ("completed", one.completed_at),
        )
    ]
    return [(name, value) for name, value in rows if value]


def _reminders(context: Context, one: Task) -> str:
    """Return when a task's reminders come that are still to come, however they were asked for."""
    from roma_cli.storage.queries import reminders as reminder_queries  # noqa: PLC0415 - only to show one task

    coming = reminder_queries.pending_of(context.file, one.id)
    return "; ".join(_moment(context, each.scheduled_at) for each in coming)


def _due_in_full(context: Context, one: Task) -> Cell | None:
    due = task_rules.due_of(one)
    if due is None:
        return None
    relative = due_dates.relative(due, context.rule, context.now)
    text = f"{due_dates.exact(due, context.rule)} ({relative})"
    return Cell(text, "overdue" if json_shapes.is_overdue(context, one) else "")


def _sessions(context: Context, one: Task) -> str | None:
    spent = task_queries.sessions_on(context.file, one.id)
    if one.estimate is not None:
        from roma_cli.domain.timer import burned  # noqa: PLC0415 - only for what is estimated

        return burned(spent, one.estimate)
    return str(spent) if spent else None


def _moment(context: Context, moment: int) -> str:
    return due_dates.exact(due_dates.Due(moment, None), context.rule)


def _due_cell(context: Context, one: Task) -> Cell:
    if one.status == "completed":
        return Cell("skipped" if one.skipped else "done", "done")
    due = task_rules.due_of(one)
    if due is None:
        return Cell("")
    text = due_dates.when(due, context.rule, context.now)
    if json_shapes.is_overdue(context, one):
        # The words stand beside the colour, for those who see no colour.
        return Cell(f"{text}, {_late(context, due)}", "overdue")
    ahead = (due_dates.due_day(due, context.rule) - days.today(context.rule, context.now)).days
    if ahead > 1:
        text = f"{text}, {due_dates.relative(due, context.rule, context.now)}"
    return Cell(text, "due")


def _late(context: Context, due: due_dates.Due) -> str:
    relative = due_dates.relative(due, context.rule, context.now)
    return relative.replace(" ago", " late") if relative.endswith(" ago") else "overdue"


def _groups(context: Context, found: Sequence[Task]) -> list[Group]:
    """Return a heading for each stretch of tasks, in the order in which they are listed."""
    today = days.today(context.rule, context.now)
    groups: list[Group] = []
    for at, one in enumerate(found):
        due = task_rules.due_of(one)
        style = "heading"
        if one.status == "completed":
            title = "Completed"
        elif one.wait_until is not None and one.wait_until > context.now:
            title = "Hidden until later"
        elif due is None:
            title = "No date"
        elif json_shapes.is_overdue(context, one):
            title, style = "Overdue", "overdue"
        else:
            title = _when(due_dates.due_day(due, context.rule), today)
        if not groups or groups[-1].title != title:
            groups.append(Group(at, title, style))
    return groups


def _when(day: date, today: date) -> str:
    """Return the heading under which a day that is not over stands; weeks end on Sunday."""
    if day <= today:
        return "Today"
    if day == today + timedelta(days=1):
        return "Tomorrow"
    return "This week" if day <= today + timedelta(days=_SUNDAY - today.weekday()) else "Later"


def _repeat_words(one: Task) -> str:
    return one.recurrence + (", from completion" if one.repeat_from == "completion" else "")
