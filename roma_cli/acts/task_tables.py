"""Choosing tasks, and the table that shows them."""

from __future__ import annotations

from datetime import timedelta

from roma_cli.acts import shapes
from roma_cli.acts.answer import Cell, Column, Table
from roma_cli.core import day as days
from roma_cli.core import moments
from roma_cli.core import tasks as rules
from roma_cli.core.errors import UsageError
from roma_cli.store import task_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.core.records import Task
    from roma_cli.visit import Visit

STATUSES = ("pending", "completed", "all")
DUES = ("today", "week", "overdue", "none")
_WEIGHTS = {"low": 1, "medium": 2, "high": 3}


def select(
    visit: Visit,
    words: Sequence[str] = (),
    *,
    status: str = "pending",
    priority: str | None = None,
    tag: str | None = None,
    due: str | None = None,
    limit: int | None = None,
) -> list[Task]:
    """Return the tasks that match: pending by deadline, priority and id, then completed."""
    _one_of("--status", status, STATUSES)
    if due is not None:
        _one_of("--due", due, DUES)
    tag_key = rules.tag_key(rules.clean_tags([tag])[0]) if tag is not None else None
    chosen = task_reads.Filter(
        None if priority is None else rules.clean_priority(priority),
        tag_key,
        # Words are matched here, not in SQL, so they must see every task.
        None if words else limit,
    )
    found: list[Task] = []
    if status != "completed":
        found += _pending(visit, chosen, due)
    if status != "pending" and due is None:
        found += task_reads.completed(visit.file, visit.user_id, chosen)
    if words:
        sought = [word.casefold() for word in words]
        found = [
            one
            for one in found
            if all(
                word in one.title.casefold() or word in one.description.casefold()
                for word in sought
            )
        ]
    return found if limit is None else found[:limit]


def due_by_today(visit: Visit) -> list[Task]:
    """Return the pending tasks whose deadline lies before the end of today, in their order."""
    today = days.day_at(visit.rule, visit.now)
    file, user = visit.file, visit.user_id
    found = task_reads.pending_moments(file, user, end=today.end)
    found += task_reads.pending_days(file, user, last=today.date.isoformat())
    return by_deadline(visit, found)


def by_deadline(visit: Visit, found: Sequence[Task]) -> list[Task]:
    """Return dated tasks in the order of their deadlines, then priority, then id."""
    rule = visit.rule
    ends: dict[str, int] = {}

    def key(one: Task) -> tuple[int, int, int]:
        deadline = one.due_date
        if deadline is None:
            name = str(one.due_day)
            if name not in ends:
                due = shapes.due_of(one)
                ends[name] = 0 if due is None else moments.deadline(due, rule)
            deadline = ends[name]
        return deadline, -_WEIGHTS[one.priority], one.id

    return sorted(found, key=key)


def table(visit: Visit, found: Sequence[Task]) -> Table:
    """Return tasks as a table: id, priority, due, title, tags."""
    tagged = any(one.tags for one in found)
    dated = any(one.due_date is not None or one.due_day for one in found)
    columns = [Column("id", right=True), Column("pri")]
    if dated:
        columns.append(Column("due"))
    columns.append(Column("title", wraps=True))
    if tagged:
        columns.append(Column("tags"))
    rows = []
    for one in found:
        row = [Cell(str(one.id), "id"), Cell(one.priority, f"priority.{one.priority}")]
        if dated:
            row.append(_due_cell(visit, one))
        row.append(Cell(one.title, "done" if one.status == "completed" else ""))
        if tagged:
            row.append(Cell(one.tags, "tag"))
        rows.append(row)
    return Table(columns, rows)


def _due_cell(visit: Visit, one: Task) -> Cell:
    if one.status == "completed":
        return Cell("done", "done")
    due = shapes.due_of(one)
    if due is None:
        return Cell("")
    text = moments.when(due, visit.rule, visit.now)
    if shapes.is_overdue(visit, one):
        # The word stands beside the colour, for those who see no colour.
        return Cell(f"{text} (overdue)", "overdue")
    return Cell(text, "due")


def _pending(visit: Visit, chosen: task_reads.Filter, due: str | None) -> list[Task]:
    file, user = visit.file, visit.user_id
    if due == "none":
        return task_reads.pending_undated(file, user, chosen)
    start, end, first, last = _range(visit, due)
    dated = task_reads.pending_moments(file, user, chosen, start=start, end=end)
    dated += task_reads.pending_days(file, user, chosen, first=first, last=last)
    found = by_deadline(visit, dated)
    if due is None:
        found += task_reads.pending_undated(file, user, chosen)
    return found


def _range(visit: Visit, due: str | None) -> tuple[int | None, int | None, str | None, str | None]:
    """Return moments [start, end) and days [first, last] of a `--due` word."""
    today = days.day_at(visit.rule, visit.now)
    if due == "overdue":
        return None, visit.now, None, (today.date - timedelta(days=1)).isoformat()
    if due == "today":
        return today.start, today.end, today.date.isoformat(), today.date.isoformat()
    if due == "week":
        # Weeks end on Sunday (ISO 8601).
        last = today.date + timedelta(days=6 - today.date.weekday())
        end = days.day_of(visit.rule, last).end
        return today.start, end, today.date.isoformat(), last.isoformat()
    return None, None, None, None


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(
            f"{option} is one of {', '.join(allowed)}, not '{value}'",
            f"roma task list {option} {allowed[0]}",
        )
