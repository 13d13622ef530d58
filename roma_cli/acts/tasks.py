"""What the task commands do."""

from __future__ import annotations

from roma_cli.acts import shapes, task_tables
from roma_cli.acts.answer import Answer, Cell, facts, line
from roma_cli.core import moments
from roma_cli.core import tasks as rules
from roma_cli.core.errors import NotFound, UsageError
from roma_cli.core.ids import parse_ids
from roma_cli.core.text import plural
from roma_cli.store import task_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roma_cli.acts.answer import Line
    from roma_cli.core.changes import Entry, Value
    from roma_cli.core.records import Task
    from roma_cli.visit import Visit


def add(visit: Visit, title: str) -> Answer:
    """Add one pending task with nothing but a title."""
    return add_all(visit, [title])


def add_all(
    visit: Visit,
    titles: Sequence[str],
    *,
    many: bool = False,
    due: str | None = None,
    priority: str = "medium",
    tags: Sequence[str] = (),
    description: str = "",
) -> Answer:
    """Add one task per title, all in one operation; `many` titles are lines of an input."""
    when = None if due is None else _due(visit, due)
    labels = rules.clean_tags(tags)

    def entry_of(number: int, title: str) -> Entry:
        try:
            return rules.add(
                visit.user_id,
                title,
                now=visit.now,
                description=description,
                priority=priority,
                tags=labels,
                due=when,
            )
        except UsageError as problem:
            if not many:
                raise
            raise UsageError(f"line {number}: {problem.message}", problem.hint) from None

    entries = [entry_of(number, title) for number, title in enumerate(titles, 1)]

    def decide() -> tuple[str, list[Entry]]:
        if len(entries) == 1:
            return f"added task '{titles[0].strip()}'", entries
        return f"added {plural(len(entries), 'task')}", entries

    written = visit.change(decide)
    ids = [int(key) for key in written.keys] if written else []
    added = _chosen(visit, ids)
    blocks = [_said(visit, "added", one) for one in added]
    if many:
        blocks = [line(f"added {plural(len(added), 'task')}")]
    return Answer(
        blocks,
        lambda: (
            [shapes.task(visit, one) for one in added] if many else shapes.task(visit, added[0])
        ),
        theme=visit.configuration.theme,
    )


def show(visit: Visit, number: str) -> Answer:
    """Show every field of one task."""
    [one] = _named(visit, [number])
    due = shapes.due_of(one)
    rows: list[tuple[str, str | Cell]] = [("task", str(one.id)), ("title", one.title)]
    if one.description:
        rows.append(("description", one.description))
    if due is not None:
        style = "overdue" if shapes.is_overdue(visit, one) else ""
        text = f"{moments.exact(due, visit.rule)} ({moments.relative(due, visit.rule, visit.now)})"
        rows.append(("due", Cell(text, style)))
    rows.append(("priority", Cell(one.priority, f"priority.{one.priority}")))
    if one.tags:
        rows.append(("tags", Cell(one.tags, "tag")))
    rows.append(("status", one.status))
    for name, moment in (
        ("created", one.created_at),
        ("changed", one.updated_at),
        ("completed", one.completed_at),
    ):
        if moment is not None:
            rows.append((name, moments.exact(moments.Due(moment, None), visit.rule)))
    return Answer([facts(*rows)], lambda: shapes.task(visit, one), theme=visit.configuration.theme)


def done(visit: Visit, numbers: Sequence[str]) -> Answer:
    """Complete tasks, all of them or none."""
    changed = _each(visit, numbers, "completed", rules.complete)
    return Answer(
        [_said(visit, "completed", one) for one in changed],
        lambda: {"completed": [shapes.task(visit, one) for one in changed], "created": []},
        theme=visit.configuration.theme,
    )


def reopen(visit: Visit, numbers: Sequence[str]) -> Answer:
    """Make completed tasks pending again, all of them or none."""
    changed = _each(visit, numbers, "reopened", rules.reopen)
    return Answer(
        [_said(visit, "reopened", one) for one in changed],
        lambda: [shapes.task(visit, one) for one in changed],
        theme=visit.configuration.theme,
    )


def delete(visit: Visit, numbers: Sequence[str]) -> Answer:
    """Take tasks out of every list, all of them or none; `undo` brings them back."""
    before = _named(visit, numbers)
    _each(visit, numbers, "deleted", rules.delete)
    return Answer(
        [
            *(_said(visit, "deleted", one) for one in before),
            line(Cell("roma undo brings it back", "dim")),
        ],
        lambda: {"deleted": [one.id for one in before]},
        theme=visit.configuration.theme,
    )


def edit(
    visit: Visit,
    numbers: Sequence[str],
    *,
    title: str | None = None,
    description: str | None = None,
    due: str | None = None,
    priority: str | None = None,
    tags: Sequence[str] = (),
    untags: Sequence[str] = (),
) -> Answer:
    """Change fields of tasks, all of them or none; `due` may be `none`, tags are added."""
    columns: dict[str, Value] = {}
    if title is not None:
        columns["title"] = rules.clean_title(title)
    if description is not None:
        columns["description"] = rules.clean_description(description)
    if due is not None:
        cleared = due.strip().lower() == "none"
        columns.update(rules.due_columns(None if cleared else _due(visit, due)))
    if priority is not None:
        columns["priority"] = rules.clean_priority(priority)
    if not columns and not tags and not untags:
        raise UsageError("nothing to change", "roma task edit 1 --due tomorrow")
    removed = {rules.tag_key(tag) for tag in rules.clean_tags(untags)}

    def entry_of(task: Task, *, now: int) -> Entry | None:
        kept = [tag for tag in task.tags.split() if rules.tag_key(tag) not in removed]
        own_tags = rules.tag_columns(rules.clean_tags([*kept, *tags]))
        return rules.edit(task, {**columns, **own_tags}, now=now)

    changed = _each(visit, numbers, "edited", entry_of)
    return Answer(
        [_said(visit, "edited", one) for one in changed],
        lambda: [shapes.task(visit, one) for one in changed],
        theme=visit.configuration.theme,
    )


def list_tasks(
    visit: Visit,
    words: Sequence[str] = (),
    *,
    status: str = "pending",
    priority: str | None = None,
    tag: str | None = None,
    due: str | None = None,
    limit: int | None = None,
) -> Answer:
    """List tasks: pending ones by deadline, priority and number, then completed ones."""
    found = task_tables.select(
        visit, words, status=status, priority=priority, tag=tag, due=due, limit=limit
    )
    return Answer(
        [task_tables.table(visit, found)] if found else [],
        lambda: [shapes.task(visit, one) for one in found],
        talk=() if found else ("no tasks match",),
        theme=visit.configuration.theme,
    )


def _due(visit: Visit, typed: str) -> moments.Due:
    from roma_cli.core.dates import parse_due  # noqa: PLC0415 - only when a date is typed

    return parse_due(typed, visit.rule, visit.now)


def _chosen(visit: Visit, ids: Sequence[int]) -> list[Task]:
    """Return the tasks with these ids, in this order. Raises NotFound naming what is missing."""
    found = task_reads.tasks(visit.file, visit.user_id, ids)
    missing = [str(one) for one in ids if one not in found]
    if missing:
        shown = ", ".join(missing[:10]) + (", …" if len(missing) > 10 else "")  # noqa: PLR2004
        noun = "task" if len(missing) == 1 else "tasks"
        raise NotFound(f"there is no {noun} {shown}", "roma task list --status all")
    return [found[one] for one in ids]


def _named(visit: Visit, numbers: Sequence[str]) -> list[Task]:
    ids = parse_ids(numbers)
    if not ids:
        raise UsageError("no task is named", "roma task list")
    return _chosen(visit, ids)


def _each(
    visit: Visit,
    numbers: Sequence[str],
    verb: str,
    entry_of: Callable[..., Entry | None],
) -> list[Task]:
    """Change every task named in one operation, and return them as they then are."""
    ids = parse_ids(numbers)

    def decide() -> tuple[str, list[Entry]]:
        entries = [entry_of(one, now=visit.now) for one in _named(visit, numbers)]
        what = f"task {ids[0]}" if len(ids) == 1 else plural(len(ids), "task")
        return f"{verb} {what}", [one for one in entries if one is not None]

    visit.change(decide)
    found = task_reads.tasks(visit.file, visit.user_id, ids)
    return [found[one] for one in ids if one in found]


def _said(visit: Visit, verb: str, one: Task) -> Line:
    """Return the line that tells what happened to a task, with what was understood."""
    parts: list[str | Cell] = [f"{verb} ", Cell(str(one.id), "id"), "  ", one.title]
    due = shapes.due_of(one)
    if due is not None and one.status == "pending":
        parts += ["  due ", Cell(moments.exact(due, visit.rule), "due")]
    if one.priority != "medium":
        parts += ["  ", Cell(one.priority, f"priority.{one.priority}")]
    if one.tags:
        parts += ["  ", Cell(one.tags, "tag")]
    return line(*parts)
