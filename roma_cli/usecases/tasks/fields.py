"""What was typed for a task's fields, and the columns it becomes."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import NewKey
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.ids import parse_ids
from roma_cli.storage.queries import tasks as task_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.changes import Value
    from roma_cli.domain.due import Due
    from roma_cli.domain.records import Task

_NONE = "none"


class Typed(
    namedtuple(
        "Typed",
        "title description append due priority tags untags repeat repeat_from project wait "
        "estimate parent remind",
        defaults=(None, None, None, None, None, (), (), None, None, None, None, None, None, None),
    )
):
    """The fields as typed; None, or no tags, where nothing was."""

    __slots__ = ()
    title: str | None
    description: str | None
    append: str | None
    due: str | None
    priority: str | None
    tags: tuple[str, ...]
    untags: tuple[str, ...]
    repeat: str | None
    repeat_from: str | None
    project: str | None
    wait: str | None
    estimate: str | None
    parent: str | None
    remind: str | None


NOTHING = Typed()


def for_new(context: Context, typed: Typed, position: int = 0) -> dict[str, Value]:
    """Return the columns of a new task but its title; `position` is its entry's place.

    Raises UsageError or NotFound for what cannot be understood.
    """
    columns = {**_plain(context, typed), **task_rules.tag_columns(typed.tags)}
    if typed.parent is not None:
        columns["subtask_of"] = _parent(context, typed)
    due = None if typed.due is None or _is_none(typed.due) else read_due(context, typed.due)
    if typed.repeat is not None:
        from roma_cli.domain.repeats import series  # noqa: PLC0415 - only for what repeats

        today = days.today(context.rule, context.now)
        started, due = series.start(
            typed.repeat, due, context.rule, today=today, series_id=NewKey(position)
        )
        columns.update(started)
    columns.update(task_rules.due_columns(due))
    return columns


def for_change(context: Context, typed: Typed, task: Task) -> dict[str, Value]:
    """Return the columns that change in `task`. Raises UsageError or NotFound as `for_new`.

    A new due date moves this occurrence only; a repeat, typed anew, starts the schedule from it.
    """
    columns = _plain(context, typed)
    if typed.title is not None:
        columns["title"] = task_rules.clean_title(typed.title)
    if typed.append is not None:
        text = f"{task.description}\n{typed.append.strip()}"
        columns["description"] = task_rules.clean_description(text)
    if typed.tags or typed.untags:
        removed = {task_rules.tag_key(tag) for tag in task_rules.clean_tags(typed.untags)}
        kept = [tag for tag in task.tags.split() if task_rules.tag_key(tag) not in removed]
        columns.update(task_rules.tag_columns([*kept, *typed.tags]))
    if typed.parent is not None:
        columns["subtask_of"] = _parent(context, typed, task)
    columns.update(_when(context, typed, task))
    return columns


def read_due(context: Context, typed: str) -> Due:
    """Return the due date that was typed. Raises UsageError."""
    from roma_cli.domain.dates.parse import parse_due  # noqa: PLC0415 - only when a date is typed

    return parse_due(typed, context.rule, context.now)


def _when(context: Context, typed: Typed, task: Task) -> dict[str, Value]:
    due = task_rules.due_of(task)
    if typed.due is not None:
        due = None if _is_none(typed.due) else read_due(context, typed.due)
    columns: dict[str, Value] = {}
    repeats = task.recurrence != _NONE
    if typed.repeat is not None:
        from roma_cli.domain.repeats import series  # noqa: PLC0415 - only for what repeats

        columns, due = series.start(
            typed.repeat,
            due,
            context.rule,
            today=days.today(context.rule, context.now),
            series_id=task.series_id or task.id,
            index=task.series_index or 0,
        )
        repeats = columns["recurrence"] != _NONE
    if repeats and due is None:
        raise UsageError(
            f"task {task.id} repeats, so it needs a due date",
            f"roma task edit {task.id} --due none --repeat none",
        )
    is_part = task.subtask_of is not None if typed.parent is None else not _is_none(typed.parent)
    if repeats and is_part:
        raise UsageError("a subtask cannot repeat", f"roma task edit {task.id} --parent none")
    return {**columns, **task_rules.due_columns(due)}


def _plain(context: Context, typed: Typed) -> dict[str, Value]:
    """Return the columns that depend on nothing but their own field."""
    columns: dict[str, Value] = {}
    if typed.description is not None:
        columns["description"] = task_rules.clean_description(typed.description)
    if typed.priority is not None:
        columns["priority"] = task_rules.clean_priority(typed.priority)
    if typed.project is not None:
        columns["project"] = task_rules.clean_project(typed.project)
    if typed.estimate is not None:
        columns["estimate"] = task_rules.clean_estimate(typed.estimate)
    if typed.repeat_from is not None:
        columns["repeat_from"] = _repeat_from(typed.repeat_from)
    if typed.remind is not None:
        columns["reminder_offset"] = _remind(typed.remind)
    if typed.wait is not None:
        columns["wait_until"] = _wait(context, typed.wait)
    return columns


def _wait(context: Context, typed: str) -> int | None:
    """Return the moment until which a task is hidden: of a whole day, its beginning."""
    if _is_none(typed):
        return None
    due = read_due(context, typed)
    if due.moment is not None:
        return int(due.moment)
    return days.day_of(context.rule, due.day).start if due.day is not None else None


def _remind(typed: str) -> str | None:
    if _is_none(typed):
        return None
    from roma_cli.domain.reminder import parse_offset  # noqa: PLC0415 - only when one is typed

    return parse_offset(typed)


def _repeat_from(typed: str) -> str:
    word = typed.strip().lower()
    if word not in ("due", "completion"):
        raise UsageError(
            f"--repeat-from is due or completion, not '{typed}'",
            'roma task add TITLE --repeat "every 3 days" --repeat-from completion',
        )
    return word


def _parent(context: Context, typed: Typed, task: Task | None = None) -> int | None:
    """Return the id of the task that this one becomes part of, or None for `none`."""
    if typed.parent is None or _is_none(typed.parent):
        return None
    if typed.repeat is not None and not _is_none(typed.repeat):
        raise UsageError("a subtask cannot repeat", "roma task add TITLE --parent 3")
    ids = parse_ids([typed.parent])
    found = task_queries.tasks(context.file, context.user_id, ids)
    if len(ids) != 1 or ids[0] not in found:
        raise NotFound(f"there is no task {typed.parent}", "roma task list")
    parent = found[ids[0]]
    has_own = task is not None and bool(task_queries.subtasks(context.file, task.id))
    if parent.subtask_of is not None or has_own or (task is not None and parent.id == task.id):
        raise UsageError(
            "subtasks go one level deep: neither may have a parent or subtasks besides",
            f"roma task show {parent.id}",
        )
    return parent.id


def _is_none(typed: str) -> bool:
    return typed.strip().lower() == _NONE
