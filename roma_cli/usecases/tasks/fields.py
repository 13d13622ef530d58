"""Parsing of what is typed for a task's fields, and the columns that it becomes."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import NewKey
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.ids import parse_id
from roma_cli.domain.task_fields import TEXT_FIELDS
from roma_cli.storage.queries import tasks as task_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from roma_cli.context import Context
    from roma_cli.domain.changes import Value
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due
    from roma_cli.domain.task_fields import Task

    Fields: TypeAlias = Mapping[str, Any]
    """Values by the names of the options; only those that were given. None takes a field off."""

_NONE = "none"


def given(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return those options that were given, if only as an empty text."""
    return {name: text for name, text in typed.items() if text not in (None, (), [])}


def parse(rule: DayRule, now: int, typed: Mapping[str, Any]) -> Fields:
    """Return the values of what was typed as options of `task add` or `task edit`.

    `tags` and `untags` are words; see `given` for what was not typed. Raises UsageError and
    NotFound for what is not understood.
    """
    texts = given(typed)
    if not _is_none(texts.get("parent", _NONE)) and not _is_none(texts.get("repeat", _NONE)):
        raise UsageError("a subtask cannot repeat", "roma task add TITLE --parent 3")
    parsed: dict[str, Any] = {}
    for name, read in _PARSERS.items():
        if name in texts:
            parsed[name] = read(texts[name])
    for name, read_date in (("wait", _parse_wait), ("due", parse_due)):
        if name in texts:
            text = texts[name]
            parsed[name] = None if _is_none(text) else read_date(rule, now, text)
    return parsed


def for_new(context: Context, fields: Fields, position: int = 0) -> dict[str, Value]:
    """Return the columns of a new task but its title; `position` is its entry's place.

    Raises UsageError, and NotFound for a parent that is not there.
    """
    columns = {**_plain(fields), **task_rules.tag_columns(fields.get("tags", ()))}
    if "parent" in fields:
        columns["subtask_of"] = _parent(context, fields["parent"])
    due = fields.get("due")
    if "repeat" in fields:
        from roma_cli.domain.repeats import series  # noqa: PLC0415 - only for what repeats

        today = days.today(context.rule, context.now)
        started, due = series.start(
            fields["repeat"], due, context.rule, today=today, series_id=NewKey(position)
        )
        columns.update(started)
    columns.update(task_rules.due_columns(due))
    return columns


def for_change(context: Context, fields: Fields, task: Task) -> dict[str, Value]:
    """Return the columns that change in `task`. Raises UsageError or NotFound as `for_new`.

    A new due date moves this occurrence only; a new repeat starts the schedule from it.
    """
    columns = _plain(fields)
    if "append" in fields:
        text = f"{task.description}\n{fields['append']}"
        columns["description"] = task_rules.clean_description(text)
    if "tags" in fields or "untags" in fields:
        removed = {task_rules.tag_key(tag) for tag in fields.get("untags", ())}
        kept = [tag for tag in task.tags.split() if task_rules.tag_key(tag) not in removed]
        columns.update(task_rules.tag_columns([*kept, *fields.get("tags", ())]))
    if "parent" in fields:
        columns["subtask_of"] = _parent(context, fields["parent"], task)
    columns.update(_when(context, fields, task))
    return columns


def parse_due(rule: DayRule, now: int, typed: str) -> Due:
    """Return the due date that was typed. Raises UsageError."""
    from roma_cli.domain.dates import parse as dates  # noqa: PLC0415 - only when a date is typed

    return dates.parse_due(typed, rule, now)


def _when(context: Context, fields: Fields, task: Task) -> dict[str, Value]:
    due = fields["due"] if "due" in fields else task_rules.due_of(task)
    columns: dict[str, Value] = {}
    repeats = task.recurrence != _NONE
    if "repeat" in fields:
        from roma_cli.domain.repeats import series  # noqa: PLC0415 - only for what repeats

        columns, due = series.start(
            fields["repeat"],
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
    is_part = fields.get("parent", task.subtask_of) is not None
    if repeats and is_part:
        raise UsageError("a subtask cannot repeat", f"roma task edit {task.id} --parent none")
    return {**columns, **task_rules.due_columns(due)}


def _plain(fields: Fields) -> dict[str, Value]:
    """Return the columns that depend on nothing but their own field."""
    return {column: fields[name] for name, column in _COLUMNS.items() if name in fields}


def _parse_wait(rule: DayRule, now: int, typed: str) -> int | None:
    """Return the moment until which a task is hidden: of a whole day, its beginning."""
    due = parse_due(rule, now, typed)
    return days.day_of(rule, due.day).start if due.day is not None else due.moment


def _parse_remind(typed: str) -> str | None:
    if _is_none(typed):
        return None
    from roma_cli.domain.reminder import parse_offset  # noqa: PLC0415 - only when one is typed

    return parse_offset(typed)


def _parse_repeat_from(typed: str) -> str:
    word = typed.strip().lower()
    if word not in ("due", "completion"):
        raise UsageError(
            f"--repeat-from is due or completion, not '{typed}'",
            'roma task add TITLE --repeat "every 3 days" --repeat-from completion',
        )
    return word


def _parse_parent(typed: str) -> int | None:
    if _is_none(typed):
        return None
    return parse_id(typed, NotFound(f"there is no task {typed}", "roma task list"))


def _parent(context: Context, number: int | None, task: Task | None = None) -> int | None:
    """Return the id of the task that this one becomes part of, or None for none."""
    if number is None:
        return None
    parent = task_queries.tasks(context.file, context.user_id, [number]).get(number)
    if parent is None:
        raise NotFound(f"there is no task {number}", "roma task list")
    has_own = task is not None and bool(task_queries.subtasks(context.file, task.id))
    if parent.subtask_of is not None or has_own or (task is not None and parent.id == task.id):
        raise UsageError(
            "subtasks go one level deep: neither may have a parent or subtasks besides",
            f"roma task show {parent.id}",
        )
    return parent.id


def _is_none(typed: str) -> bool:
    return typed.strip().lower() == _NONE


_PARSERS: dict[str, Callable[[str], Any]] = {
    "title": task_rules.clean_title,
    "description": task_rules.clean_description,
    "append": str.strip,
    "priority": task_rules.clean_priority,
    **{one.column: one.parse for one in TEXT_FIELDS},
    "estimate": task_rules.clean_estimate,
    "repeat_from": _parse_repeat_from,
    "remind": _parse_remind,
    "tags": task_rules.clean_tags,
    "untags": task_rules.clean_tags,
    "parent": _parse_parent,
    "repeat": str,
}
"""By the names of options; dates are parsed beside them, in the user's zone."""

_COLUMNS = {
    "description": "description",
    "priority": "priority",
    **{one.column: one.column for one in TEXT_FIELDS},
    "estimate": "estimate",
    "repeat_from": "repeat_from",
    "remind": "reminder_offset",
    "wait": "wait_until",
    "title": "title",
}
"""The columns of options that depend on nothing else, in the order in which they are written."""
